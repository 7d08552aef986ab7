#include "gateway/secrets/sealedfile.h"

#include "gateway/base/filelock.h"
#include "gateway/base/files.h"
#include "gateway/secrets/secretfile.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <sodium.h>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr QByteArrayView mark = "WSAGENT-SEALED-1\n";
constexpr qsizetype keySize = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr qsizetype nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr qsizetype tagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr qint64 largestFile = 4 * 1024 * 1024;

unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

const unsigned char *bytes(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

Result<void> startCipher()
{
    if (sodium_init() < 0)
        return Error{u"the random source of this system does not work"_s,
                     u"head -c 1 /dev/urandom | wc -c"_s};
    return {};
}

QByteArray randomBytes(qsizetype size)
{
    QByteArray random(size, Qt::Uninitialized);
    randombytes_buf(random.data(), size_t(size));
    return random;
}

QByteArray sealed(const QByteArray &plain, const QByteArray &key)
{
    const QByteArray nonce = randomBytes(nonceSize);
    QByteArray box(plain.size() + tagSize, Qt::Uninitialized);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(box), nullptr, bytes(plain), quint64(plain.size()),
                                               bytes(mark), quint64(mark.size()), nullptr, bytes(nonce),
                                               bytes(key));
    return mark.toByteArray() + nonce + box;
}

/// Nothing when the key is another one or a single bit differs.
std::optional<QByteArray> opened(QByteArrayView file, const QByteArray &key)
{
    if (!file.startsWith(mark) || file.size() < mark.size() + nonceSize + tagSize)
        return std::nullopt;
    const QByteArrayView nonce = file.sliced(mark.size(), nonceSize);
    const QByteArrayView box = file.sliced(mark.size() + nonceSize);
    QByteArray plain(box.size() - tagSize, Qt::Uninitialized);
    const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        bytes(plain), nullptr, nullptr, bytes(box), quint64(box.size()), bytes(mark), quint64(mark.size()),
        bytes(nonce), bytes(key));
    return failed ? std::nullopt : std::optional(plain);
}

QByteArray toText(const SealedFile::Secrets &secrets)
{
    QJsonObject object;
    for (auto it = secrets.begin(); it != secrets.end(); ++it)
        object.insert(it.key(), QString::fromLatin1(it.value().toBase64()));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

SealedFile::Secrets fromText(const QByteArray &text)
{
    SealedFile::Secrets secrets;
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    for (auto it = object.begin(); it != object.end(); ++it)
        secrets.insert(it.key(), QByteArray::fromBase64(it.value().toString().toLatin1()));
    return secrets;
}

} // namespace

bool SealedFile::exists() const
{
    return QFileInfo::exists(m_dataPath);
}

Result<SealedFile::Secrets> SealedFile::read() const
{
    if (!exists())
        return Secrets{};
    if (const auto ready = startCipher(); !ready)
        return ready.error();
    const auto key = existingKey();
    if (!key)
        return key.error();
    const auto file = readPrivateFile(m_dataPath, largestFile);
    if (!file)
        return file.error();
    const auto plain = opened(*file, *key);
    if (!plain)
        return Error{
            u"%1 cannot be opened with the key in %2: one of the two is damaged or from elsewhere"_s.arg(
                m_dataPath, m_keyPath),
            u"restore both from one backup, or remove %1 and set its secrets again"_s.arg(m_dataPath)};
    return fromText(*plain);
}

Result<void> SealedFile::change(const std::function<void(Secrets &)> &change) const
{
    for (const QString &path : {m_dataPath, m_keyPath}) {
        if (const auto made = makePrivateDirectory(QFileInfo(path).absolutePath()); !made)
            return made;
    }
    const auto lock = FileLock::acquire(m_dataPath + ".lock"_L1, 10s);
    if (!lock)
        return lock.error();
    auto secrets = read();
    if (!secrets)
        return secrets.error();
    const auto key = keyForWriting();
    if (!key)
        return key.error();
    change(*secrets);
    return replaceFile(m_dataPath, sealed(toText(*secrets), *key));
}

Result<QByteArray> SealedFile::existingKey() const
{
    const auto text = readPrivateFile(m_keyPath, 1024);
    if (!text && text.error().kind == ErrorKind::NotFound)
        return Error{
            u"the key of %1 is lost: there is no %2, and without it the secrets cannot be read"_s.arg(
                m_dataPath, m_keyPath),
            u"restore the key from a backup, or remove %1 and set its secrets again"_s.arg(m_dataPath)};
    if (!text)
        return text.error();
    const QByteArray key = QByteArray::fromBase64(text->trimmed());
    if (key.size() != keySize)
        return Error{
            u"%1 holds no key"_s.arg(m_keyPath),
            u"restore the key from a backup, or remove %1 and set its secrets again"_s.arg(m_dataPath)};
    return key;
}

/// A new key is made only when there is nothing that an old one has sealed.
Result<QByteArray> SealedFile::keyForWriting() const
{
    if (exists() || QFileInfo::exists(m_keyPath))
        return existingKey();
    if (const auto ready = startCipher(); !ready)
        return ready.error();
    const QByteArray key = randomBytes(keySize);
    if (const auto written = replaceFile(m_keyPath, key.toBase64() + '\n'); !written)
        return written.error();
    return key;
}

} // namespace wsagent
