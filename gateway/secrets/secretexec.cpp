#include "gateway/secrets/secretexec.h"

#include "gateway/base/paths.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

QByteArray secretRequest(const QString &provider, const QString &id)
{
    const QJsonObject request{
        {"protocolVersion"_L1, 1}, {"provider"_L1, provider}, {"ids"_L1, QJsonArray{id}}};
    return QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n';
}

Result<QByteArray> secretFromReply(const QByteArray &reply, const QString &id, bool jsonOnly)
{
    const QJsonDocument document = QJsonDocument::fromJson(reply);
    if (!document.isObject()) {
        if (jsonOnly)
            return Error{u"its answer is not JSON"_s, u"set jsonOnly: false if it answers with plain text"_s};
        const QByteArray text = reply.endsWith('\n') ? reply.chopped(1) : reply;
        return text.isEmpty() ? Result<QByteArray>(Error{u"its answer is empty"_s, {}, ErrorKind::NotFound})
                              : text;
    }
    const QJsonObject object = document.object();
    if (object["protocolVersion"_L1].toInt() != 1)
        return Error{u"its answer has another protocolVersion than 1"_s};
    const QJsonValue value = object["values"_L1][id];
    if (value.isString() && !value.toString().isEmpty())
        return value.toString().toUtf8();
    const QString code = object["errors"_L1][id]["code"_L1].toString();
    if (code == "NOT_FOUND"_L1 || code.isEmpty())
        return Error{u"it does not know %1"_s.arg(id), {}, ErrorKind::NotFound};
    return Error{u"it reports an error for %1"_s.arg(id)};
}

Result<void> checkSecretProgram(const QString &command)
{
    const auto refused = [&command](const QString &reason) {
        return Error{u"%1 is not run for secrets: %2"_s.arg(command, reason), u"ls -l '%1'"_s.arg(command)};
    };
    if (!isAbsolutePath(command))
        return refused(u"its path is not absolute"_s);
#ifdef Q_OS_UNIX
    struct stat info = {};
    if (::lstat(QFile::encodeName(command).constData(), &info) != 0)
        return refused(u"there is no such file"_s);
    if (S_ISLNK(info.st_mode))
        return refused(u"it is a link"_s);
    if (!S_ISREG(info.st_mode) || ::access(QFile::encodeName(command).constData(), X_OK) != 0)
        return refused(u"it is no program"_s);
    if (info.st_mode & 022)
        return refused(u"others can change it"_s);
    if (info.st_uid != ::geteuid() && info.st_uid != 0)
        return refused(u"it belongs to somebody else"_s);
#else
    if (!QFileInfo(command).isExecutable())
        return refused(u"it is no program"_s);
#endif
    return {};
}

SecretExec::SecretExec(SecretProgram program, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
{
    m_process.setProcessEnvironment(m_program.environment);
    m_process.setStandardErrorFile(QProcess::nullDevice()); // may well hold what it should not
    m_timer.setSingleShot(true);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &SecretExec::collect);
    connect(&m_process, &QProcess::finished, this, &SecretExec::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            give(failure(u"cannot be started"_s));
    });
    connect(&m_timer, &QTimer::timeout, this,
            [this] { give(failure(u"did not answer within %1 ms"_s.arg(m_program.timeoutMs))); });
}

SecretExec::~SecretExec()
{
    m_process.disconnect(this);
}

void SecretExec::ask(const QString &id, SecretStore::Answer<QByteArray> answer)
{
    m_id = id;
    m_answer = std::move(answer);
    if (const auto checked = checkSecretProgram(m_program.command); !checked) {
        QTimer::singleShot(0, this, [this, error = checked.error()] { give(error); });
        return;
    }
    m_timer.start(m_program.timeoutMs);
    m_process.start(m_program.command, m_program.arguments);
    m_process.write(secretRequest(m_program.provider, id));
    m_process.closeWriteChannel();
}

void SecretExec::collect()
{
    m_reply += m_process.readAllStandardOutput();
    if (m_reply.size() > m_program.maxOutputBytes)
        give(failure(u"answers with more than %1 bytes"_s.arg(m_program.maxOutputBytes)));
}

void SecretExec::finish()
{
    if (m_process.exitStatus() != QProcess::NormalExit)
        return give(failure(u"crashed"_s));
    if (m_process.exitCode() != 0)
        return give(failure(u"ended with code %1"_s.arg(m_process.exitCode())));
    collect();
    const auto secret = secretFromReply(m_reply, m_id, m_program.jsonOnly);
    if (secret)
        return give(*secret);
    Error error = secret.error();
    error.message = u"%1: %2"_s.arg(m_program.command, error.message);
    give(error);
}

/// Once only; what comes after the first reason to stop is of no interest.
void SecretExec::give(const Result<QByteArray> &result)
{
    if (!m_answer)
        return;
    m_timer.stop();
    const auto answer = std::exchange(m_answer, {});
    if (m_process.state() != QProcess::NotRunning)
        m_process.killAll();
    answer(result);
}

Error SecretExec::failure(const QString &reason) const
{
    return {u"the secret program %1 %2"_s.arg(m_program.command, reason),
            u"run it by hand to see why, or raise secrets.providers.%1.timeoutMs"_s.arg(m_program.provider)};
}

} // namespace wsagent

// In this object file, so that a program that wants no sockets links none.
#include "moc_secretexec.cpp" // NOLINT(bugprone-suspicious-include)
