#include "gateway/secrets/keychainstore.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLibrary>
#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 largestList = 1024 * 1024;

/// Beside the program in a build tree, else where the package puts it.
QStringList modulePlaces()
{
    const QString program = QCoreApplication::applicationDirPath();
    return {program + "/wsagent_keychain"_L1,
            QDir::cleanPath(program + u'/' + QStringLiteral(WSAGENT_MODULE_DIR) + "/wsagent_keychain"_L1)};
}

} // namespace

std::unique_ptr<SecretStore> loadKeychain(const QString &owner)
{
    using Open = SecretStore *(*)(const QString &owner);
    for (const QString &place : modulePlaces()) {
        QLibrary module(place);
        if (const auto open = reinterpret_cast<Open>(module.resolve("wsagentOpenKeychain")))
            return std::unique_ptr<SecretStore>(open(owner));
    }
    return nullptr;
}

KeychainStore::KeychainStore(std::unique_ptr<SecretStore> keychain, const QString &stateDir)
    : m_keychain(std::move(keychain))
    , m_listPath(listPath(stateDir))
{}

QString KeychainStore::listPath(const QString &stateDir)
{
    return stateDir + "/credentials/keychain.json"_L1;
}

QString KeychainStore::describe() const
{
    return m_keychain->describe();
}

void KeychainStore::read(const QString &id, Answer<QByteArray> answer)
{
    m_keychain->read(id, std::move(answer));
}

/// A list that cannot be written is an error though the secret is kept: it could not be found again.
void KeychainStore::write(const QString &id, const QByteArray &secret, Answer<void> answer)
{
    m_keychain->write(id, secret, [this, id, answer = std::move(answer)](const Result<void> &written) {
        answer(written ? changeList([&id](QStringList &ids) {
            if (!ids.contains(id))
                ids += id;
        })
                       : written);
    });
}

void KeychainStore::remove(const QString &id, Answer<void> answer)
{
    m_keychain->remove(id, [this, id, answer = std::move(answer)](const Result<void> &removed) {
        const bool gone = removed || removed.error().kind == ErrorKind::NotFound;
        const auto forgotten =
            gone ? changeList([&id](QStringList &ids) { ids.removeAll(id); }) : Result<void>();
        answer(forgotten ? removed : forgotten);
    });
}

void KeychainStore::list(Answer<Places> answer)
{
    const auto ids = listed();
    Result<Places> result = ids ? Result(Places()) : Result<Places>(ids.error());
    for (const QString &id : ids ? *ids : QStringList())
        result->insert(id, describe());
    QTimer::singleShot(0, &m_alive, [answer = std::move(answer), result] { answer(result); });
}

Result<QStringList> KeychainStore::listed() const
{
    const auto text = readFile(m_listPath, largestList);
    if (!text && text.error().kind == ErrorKind::NotFound)
        return QStringList();
    if (!text)
        return text.error();
    const QJsonValue list = QJsonDocument::fromJson(*text)["ids"_L1];
    if (!list.isArray())
        return Error{u"%1, which names the secrets in the keychain, is damaged"_s.arg(m_listPath),
                     u"rm '%1', then set the secrets again"_s.arg(m_listPath)};
    QStringList ids;
    for (const QJsonValue &id : list.toArray())
        ids += id.toString();
    return ids;
}

Result<void> KeychainStore::changeList(const std::function<void(QStringList &)> &change) const
{
    if (const auto made = makePrivateDirectory(QFileInfo(m_listPath).absolutePath()); !made)
        return made;
    const auto lock = FileLock::acquire(m_listPath + ".lock"_L1, 10s);
    if (!lock)
        return lock.error();
    auto ids = listed();
    if (!ids)
        return ids.error();
    change(*ids);
    const QJsonObject json{{"ids"_L1, QJsonArray::fromStringList(*ids)}};
    return replaceFile(m_listPath, QJsonDocument(json).toJson());
}

} // namespace wsagent
