#include "gateway/secrets/secretstore.h"

#include "gateway/secrets/bothstores.h"
#include "gateway/secrets/filestore.h"
#include "gateway/secrets/keychainstore.h"

#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Before anything is kept: nobody knows yet whether a keychain answers at all. The first secret decides, and
/// leaves a trace by which the next process knows.
class FirstStore : public SecretStore
{
public:
    FirstStore(std::unique_ptr<SecretStore> keychain, std::unique_ptr<SecretStore> file)
        : m_keychain(std::move(keychain))
        , m_file(std::move(file))
    {}

    QString describe() const override { return m_chosen->describe(); }

    void read(const QString &id, Answer<QByteArray> answer) override
    {
        m_chosen->read(id, orElse<QByteArray>(std::move(answer), [this, id](const Answer<QByteArray> &later) {
                           m_file->read(id, later);
                       }));
    }

    void write(const QString &id, const QByteArray &secret, Answer<void> answer) override
    {
        m_chosen->write(id, secret,
                        orElse<void>(std::move(answer), [this, id, secret](const Answer<void> &later) {
                            m_file->write(id, secret, later);
                        }));
    }

    void remove(const QString &id, Answer<void> answer) override
    {
        m_chosen->remove(id, orElse<void>(std::move(answer), [this, id](const Answer<void> &later) {
                             m_file->remove(id, later);
                         }));
    }

    void list(Answer<Places> answer) override { m_chosen->list(std::move(answer)); }

private:
    /// Turns to the file for good when no keychain answers.
    template <typename T, typename Instead>
    Answer<T> orElse(Answer<T> answer, Instead instead)
    {
        return [this, answer = std::move(answer), instead = std::move(instead)](const Result<T> &result) {
            const bool noKeychain = !result && result.error().kind == ErrorKind::Io;
            if (!noKeychain || m_chosen == m_file.get())
                return answer(result);
            m_chosen = m_file.get();
            instead(answer);
        };
    }

    std::unique_ptr<SecretStore> m_keychain;
    std::unique_ptr<SecretStore> m_file;
    SecretStore *m_chosen = m_keychain.get();
};

} // namespace

Result<std::unique_ptr<SecretStore>> openSecretStore(const SecretStoreOptions &options)
{
    const bool asked = options.choice == "keychain"_L1;
    if (!options.choice.isEmpty() && !asked && options.choice != "file"_L1)
        return Error{u"WS_AGENT_SECRET_STORE is \"%1\"; it takes keychain or file"_s.arg(options.choice),
                     u"unset WS_AGENT_SECRET_STORE"_s, ErrorKind::Usage};
    auto file = std::make_unique<FileStore>(options.stateDir);
    const bool inFile = file->exists();
    const bool inKeychain = QFileInfo::exists(KeychainStore::listPath(options.stateDir));
    const bool undecided = options.choice.isEmpty() && !inFile && !inKeychain;
    if (!asked && !inKeychain && !(undecided && options.hasSessionBus))
        return std::unique_ptr<SecretStore>(std::move(file));

    auto module = loadKeychain(options.owner);
    if (!module && undecided)
        return std::unique_ptr<SecretStore>(std::move(file));
    if (!module)
        return Error{
            u"the secrets of this profile are in the keychain, and the module for it is not installed"_s,
            u"install the package ws-agent with its keychain module"_s};
    auto keychain = std::make_unique<KeychainStore>(std::move(module), options.stateDir);
    if (undecided)
        return std::unique_ptr<SecretStore>(
            std::make_unique<FirstStore>(std::move(keychain), std::move(file)));
    const bool writesToKeychain = asked || (options.choice.isEmpty() && !inFile);
    if (writesToKeychain && !inFile)
        return std::unique_ptr<SecretStore>(std::move(keychain));
    return std::unique_ptr<SecretStore>(
        std::make_unique<BothStores>(std::move(file), std::move(keychain), writesToKeychain));
}

} // namespace wsagent
