#pragma once

#include "gateway/secrets/secretstore.h"

namespace wsagent {

/// For a profile with secrets in the sealed file and in the keychain, as happens when it is used with and
/// without a desktop session. What is in the file counts: it can always be read, so no secret of the keychain
/// that could not be reached for a while comes back over a newer one.
class BothStores : public SecretStore
{
public:
    BothStores(std::unique_ptr<SecretStore> file, std::unique_ptr<SecretStore> keychain,
               bool writesToKeychain)
        : m_file(std::move(file))
        , m_keychain(std::move(keychain))
        , m_writesToKeychain(writesToKeychain)
    {}

    QString describe() const override;
    void read(const QString &id, Answer<QByteArray> answer) override;
    void write(const QString &id, const QByteArray &secret, Answer<void> answer) override;
    void remove(const QString &id, Answer<void> answer) override;
    void list(Answer<Places> answer) override;

private:
    /// Asks the keychain only for what it has, as asking may take long where there is no desktop.
    template <typename T, typename Ask>
    void ifInKeychain(const QString &id, Answer<T> answer, const Result<T> &otherwise, Ask ask);

    std::unique_ptr<SecretStore> m_file;
    std::unique_ptr<SecretStore> m_keychain;
    bool m_writesToKeychain;
};

} // namespace wsagent
