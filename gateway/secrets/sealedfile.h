#pragma once

#include "gateway/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

#include <functional>

namespace wsagent {

/// Secrets in one file (0600), encrypted with libsodium (XChaCha20-Poly1305) under a key that lies in a file
/// of its own: whoever gets hold of one of the two, in a backup say, has nothing. Without its key the content
/// is lost; then every call fails and says so, and nothing is overwritten.
class SealedFile
{
public:
    using Secrets = QMap<QString, QByteArray>;

    SealedFile(QString dataPath, QString keyPath)
        : m_dataPath(std::move(dataPath))
        , m_keyPath(std::move(keyPath))
    {}

    const QString &dataPath() const { return m_dataPath; }
    bool exists() const;

    /// Empty when there is no file yet.
    Result<Secrets> read() const;
    /// Reads, changes and writes under a lock of up to ten seconds. Makes file and key when they are missing.
    Result<void> change(const std::function<void(Secrets &)> &change) const;

private:
    Result<QByteArray> existingKey() const;
    Result<QByteArray> keyForWriting() const;

    QString m_dataPath;
    QString m_keyPath;
};

} // namespace wsagent
