#pragma once

#include "gateway/base/leashedprocess.h"
#include "gateway/secrets/secretstore.h"

#include <QObject>
#include <QProcessEnvironment>
#include <QTimer>

namespace wsagent {

/// A program that knows secrets (`config.md` 5.11).
struct SecretProgram
{
    QString provider; ///< its name in the config
    QString command;  ///< absolute
    QStringList arguments = {};
    QProcessEnvironment environment = {}; ///< all it gets
    bool jsonOnly = true;
    int timeoutMs = 5000;
    qint64 maxOutputBytes = 1024 * 1024;
};

/// What is written to the program.
QByteArray secretRequest(const QString &provider, const QString &id);
/// What its answer means. The error says nothing of the answer's text.
Result<QByteArray> secretFromReply(const QByteArray &reply, const QString &id, bool jsonOnly);
/// No link, not writable for others, owned by this user or root.
Result<void> checkSecretProgram(const QString &command);

/// One question to a program. Destroying it ends the program, and no answer comes.
class SecretExec : public QObject
{
    Q_OBJECT

public:
    explicit SecretExec(SecretProgram program, QObject *parent = nullptr);
    ~SecretExec() override;

    void ask(const QString &id, SecretStore::Answer<QByteArray> answer);

private:
    void collect();
    void finish();
    void give(const Result<QByteArray> &result);
    Error failure(const QString &reason) const;

    const SecretProgram m_program;
    LeashedProcess m_process;
    QTimer m_timer;
    QString m_id;
    QByteArray m_reply;
    SecretStore::Answer<QByteArray> m_answer;
};

} // namespace wsagent
