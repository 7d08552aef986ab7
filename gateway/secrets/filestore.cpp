#include "gateway/secrets/filestore.h"

#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Error unknown(const QString &id)
{
    return {u"there is no secret %1"_s.arg(id), {}, ErrorKind::NotFound};
}

} // namespace

FileStore::FileStore(const QString &stateDir)
    : m_file(stateDir + "/credentials/secrets.sealed"_L1, stateDir + "/identity/sealing.key"_L1)
{}

QString FileStore::describe() const
{
    return u"the sealed file %1"_s.arg(m_file.dataPath());
}

template <typename T>
void FileStore::later(const Answer<T> &answer, const Result<T> &result)
{
    QTimer::singleShot(0, &m_alive, [answer, result] { answer(result); });
}

void FileStore::read(const QString &id, Answer<QByteArray> answer)
{
    const auto secrets = m_file.read();
    if (!secrets)
        return later<QByteArray>(answer, secrets.error());
    const auto found = secrets->constFind(id);
    later<QByteArray>(answer, found == secrets->cend() ? Result<QByteArray>(unknown(id)) : *found);
}

void FileStore::write(const QString &id, const QByteArray &secret, Answer<void> answer)
{
    later<void>(answer, m_file.change([&](SealedFile::Secrets &secrets) { secrets.insert(id, secret); }));
}

void FileStore::remove(const QString &id, Answer<void> answer)
{
    const auto secrets = m_file.read();
    if (secrets && !secrets->contains(id))
        return later<void>(answer, unknown(id));
    later<void>(answer, m_file.change([&id](SealedFile::Secrets &known) { known.remove(id); }));
}

void FileStore::list(Answer<Places> answer)
{
    const auto secrets = m_file.read();
    if (!secrets)
        return later<Places>(answer, secrets.error());
    Places places;
    for (auto it = secrets->keyBegin(); it != secrets->keyEnd(); ++it)
        places.insert(*it, describe());
    later<Places>(answer, places);
}

} // namespace wsagent
