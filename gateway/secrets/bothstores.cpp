#include "gateway/secrets/bothstores.h"

namespace wsagent {

namespace {

template <typename T>
bool isMissing(const Result<T> &result)
{
    return !result && result.error().kind == ErrorKind::NotFound;
}

} // namespace

QString BothStores::describe() const
{
    return m_writesToKeychain ? m_keychain->describe() : m_file->describe();
}

template <typename T, typename Ask>
void BothStores::ifInKeychain(const QString &id, Answer<T> answer, const Result<T> &otherwise, Ask ask)
{
    m_keychain->list([=](const Result<Places> &places) {
        if (!places)
            return answer(places.error());
        places->contains(id) ? ask(answer) : answer(otherwise);
    });
}

void BothStores::read(const QString &id, Answer<QByteArray> answer)
{
    m_file->read(id, [this, id, answer = std::move(answer)](const Result<QByteArray> &secret) {
        if (!isMissing(secret))
            return answer(secret);
        ifInKeychain<QByteArray>(
            id, answer, secret, [this, id](const Answer<QByteArray> &later) { m_keychain->read(id, later); });
    });
}

void BothStores::write(const QString &id, const QByteArray &secret, Answer<void> answer)
{
    if (!m_writesToKeychain)
        return m_file->write(id, secret, std::move(answer));
    m_keychain->write(id, secret, [this, id, answer = std::move(answer)](const Result<void> &written) {
        if (!written)
            return answer(written);
        m_file->remove(id, [answer](const Result<void> &removed) {
            answer(isMissing(removed) ? Result<void>() : removed);
        });
    });
}

/// From both, so that the older one does not come to light.
void BothStores::remove(const QString &id, Answer<void> answer)
{
    m_file->remove(id, [this, id, answer = std::move(answer)](const Result<void> &removed) {
        if (!removed && !isMissing(removed))
            return answer(removed);
        ifInKeychain<void>(id, answer, removed, [this, id, removed](const Answer<void> &later) {
            m_keychain->remove(id, [later, removed](const Result<void> &result) {
                later(isMissing(result) ? removed : result);
            });
        });
    });
}

void BothStores::list(Answer<Places> answer)
{
    m_file->list([this, answer = std::move(answer)](const Result<Places> &inFile) {
        if (!inFile)
            return answer(inFile);
        m_keychain->list([answer, inFile = *inFile](const Result<Places> &inKeychain) {
            if (!inKeychain)
                return answer(inKeychain);
            Places places = *inKeychain;
            places.insert(inFile); // replaces
            answer(places);
        });
    });
}

} // namespace wsagent
