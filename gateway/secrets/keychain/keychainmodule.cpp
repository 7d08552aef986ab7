// The module `wsagent_keychain`: the secret store of the desktop session through QtKeychain.
#include "gateway/secrets/secretstore.h"

#include <QObject>
#include <QPointer>

#include <qt6keychain/keychain.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Kind Io says that no keychain is there to ask, so that something else may be used.
Error failure(const QKeychain::Job &job, const QString &id)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {u"there is no secret %1 in the keychain"_s.arg(id), {}, ErrorKind::NotFound};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return {u"the keychain refuses access to %1"_s.arg(id), u"unlock the keychain, then try again"_s};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError:
        return {u"no keychain answers: %1"_s.arg(job.errorString()),
                u"WS_AGENT_SECRET_STORE=file keeps secrets in a sealed file instead"_s, ErrorKind::Io};
    default:
        return {u"the keychain fails for %1: %2"_s.arg(id, job.errorString()),
                u"unlock the keychain, then try again"_s};
    }
}

class QtKeychainStore : public SecretStore
{
public:
    explicit QtKeychainStore(QString owner)
        : m_owner(std::move(owner))
    {}

    QString describe() const override { return u"the keychain"_s; }

    void read(const QString &id, Answer<QByteArray> answer) override
    {
        auto *job = new QKeychain::ReadPasswordJob(u"WsAgent"_s, &m_jobs);
        start(job, id, [job, id, answer = std::move(answer)] {
            answer(job->error() ? Result<QByteArray>(failure(*job, id)) : job->binaryData());
        });
    }

    void write(const QString &id, const QByteArray &secret, Answer<void> answer) override
    {
        auto *job = new QKeychain::WritePasswordJob(u"WsAgent"_s, &m_jobs);
        job->setBinaryData(secret);
        start(job, id, [job, id, answer = std::move(answer)] {
            answer(job->error() ? Result<void>(failure(*job, id)) : Result<void>());
        });
    }

    void remove(const QString &id, Answer<void> answer) override
    {
        auto *job = new QKeychain::DeletePasswordJob(u"WsAgent"_s, &m_jobs);
        start(job, id, [job, id, answer = std::move(answer)] {
            answer(job->error() ? Result<void>(failure(*job, id)) : Result<void>());
        });
    }

    void list(Answer<Places> answer) override
    {
        answer(Error{u"a keychain cannot be asked what is in it"_s});
    }

private:
    template <typename Finished>
    void start(QKeychain::Job *job, const QString &id, Finished finished)
    {
        job->setKey(m_owner + u'/' + id);
        job->setInsecureFallback(false); // never in plain text, wherever that would be
        QObject::connect(job, &QKeychain::Job::finished, &m_jobs, std::move(finished));
        job->start();
    }

    QString m_owner;
    QObject m_jobs;
};

} // namespace

} // namespace wsagent

extern "C" Q_DECL_EXPORT wsagent::SecretStore *wsagentOpenKeychain(const QString &owner)
{
    return new wsagent::QtKeychainStore(owner);
}
