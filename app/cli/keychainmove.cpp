#include "app/cli/keychainmove.h"

#include "gateway/secrets/keychainstore.h"

#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Error moduleMissing(const QString &owner)
{
    return {u"the secrets of %1 are in the keychain, and the module for it is not installed"_s.arg(owner),
            u"install the package ws-agent with its keychain module"_s};
}

} // namespace

KeychainMove::KeychainMove(const QString &stateDir, QString fromOwner, QString toOwner)
    : m_stateDir(stateDir)
    , m_fromOwner(std::move(fromOwner))
    , m_toOwner(std::move(toOwner))
{}

Result<void> KeychainMove::copy()
{
    if (m_stateDir.isEmpty() || !QFileInfo::exists(KeychainStore::listPath(m_stateDir)))
        return {};
    m_application = std::make_unique<CommandApplication>();

    using Places = SecretStore::Places;
    auto module = loadKeychain(m_fromOwner);
    if (!module)
        return moduleMissing(m_fromOwner);
    KeychainStore store(std::move(module), m_stateDir);
    const auto places = answerOf<Places>([&](const auto &answer) { store.list(answer); });
    if (!places)
        return places.error();
    for (auto id = places->keyBegin(); id != places->keyEnd(); ++id) {
        if (auto copied = copyOne(*id); !copied)
            return copied;
    }
    return {};
}

Result<void> KeychainMove::copyOne(const QString &id)
{
    const auto from = loadKeychain(m_fromOwner);
    const auto to = loadKeychain(m_toOwner);
    const auto secret = answerOf<QByteArray>([&](const auto &answer) { from->read(id, answer); });
    if (!secret && secret.error().kind == ErrorKind::NotFound)
        return {};
    if (!secret)
        return secret.error();
    const auto written = answerOf<void>([&](const auto &answer) { to->write(id, *secret, answer); });
    if (written)
        m_copied += id;
    return written;
}

Result<void> KeychainMove::finish(bool renamed)
{
    const QString owner = renamed ? m_fromOwner : m_toOwner;
    Result<void> outcome;
    for (const QString &id : std::as_const(m_copied)) {
        const auto store = loadKeychain(owner);
        const auto removed = answerOf<void>([&](const auto &answer) { store->remove(id, answer); });
        if (!removed)
            outcome = removed;
    }
    m_copied.clear();
    return outcome;
}

} // namespace wsagent
