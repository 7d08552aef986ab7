#pragma once

#include "gateway/secrets/sealedfile.h"
#include "gateway/secrets/secretstore.h"

#include <QObject>

namespace wsagent {

/// The secrets of a profile in a sealed file of its state directory.
class FileStore : public SecretStore
{
public:
    explicit FileStore(const QString &stateDir);

    bool exists() const { return m_file.exists(); }

    QString describe() const override;
    void read(const QString &id, Answer<QByteArray> answer) override;
    void write(const QString &id, const QByteArray &secret, Answer<void> answer) override;
    void remove(const QString &id, Answer<void> answer) override;
    void list(Answer<Places> answer) override;

private:
    template <typename T>
    void later(const Answer<T> &answer, const Result<T> &result);

    SealedFile m_file;
    QObject m_alive; ///< answers that are still to come die with it
};

} // namespace wsagent
