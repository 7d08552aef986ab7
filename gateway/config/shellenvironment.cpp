#include "gateway/config/shellenvironment.h"

#include <QHash>
#include <QProcess>
#include <QTimer>

#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Answer = std::function<void(Result<QProcessEnvironment>)>;

constexpr qsizetype maxOutputBytes = 4 * 1024 * 1024;

constexpr QLatin1StringView importedNames[] = {"ANTHROPIC_API_KEY"_L1,      "ANTHROPIC_OAUTH_TOKEN"_L1,
                                               "OPENAI_API_KEY"_L1,         "GEMINI_API_KEY"_L1,
                                               "GOOGLE_API_KEY"_L1,         "MISTRAL_API_KEY"_L1,
                                               "GROQ_API_KEY"_L1,           "XAI_API_KEY"_L1,
                                               "DEEPSEEK_API_KEY"_L1,       "OPENROUTER_API_KEY"_L1,
                                               "CEREBRAS_API_KEY"_L1,       "TOGETHER_API_KEY"_L1,
                                               "BRAVE_API_KEY"_L1,          "PERPLEXITY_API_KEY"_L1,
                                               "ELEVENLABS_API_KEY"_L1,     "DEEPGRAM_API_KEY"_L1,
                                               "TELEGRAM_BOT_TOKEN"_L1,     "DISCORD_BOT_TOKEN"_L1,
                                               "SLACK_BOT_TOKEN"_L1,        "SLACK_APP_TOKEN"_L1,
                                               "MATRIX_HOMESERVER"_L1,      "MATRIX_ACCESS_TOKEN"_L1,
                                               "MATRIX_USER_ID"_L1,         "MATRIX_PASSWORD"_L1,
                                               "MATTERMOST_BOT_TOKEN"_L1,   "MATTERMOST_URL"_L1,
                                               "WS_AGENT_GATEWAY_TOKEN"_L1, "WS_AGENT_GATEWAY_PASSWORD"_L1};

QProcessEnvironment completed(const QProcessEnvironment &given, const QByteArray &output)
{
    QProcessEnvironment environment = given;
    QHash<QString, QString> offered;
    for (const QByteArray &entry : output.split('\0')) {
        if (const qsizetype equals = entry.indexOf('='); equals > 0)
            offered.insert(QString::fromLocal8Bit(entry.first(equals)),
                           QString::fromLocal8Bit(entry.sliced(equals + 1)));
    }
    for (const QLatin1StringView name : importedNames) {
        if (!environment.contains(name) && !offered.value(name).isEmpty())
            environment.insert(name, offered.value(name));
    }
    return environment;
}

/// One question to the login shell. Deletes itself after its answer.
class ShellQuestion : public QObject
{
public:
    ShellQuestion(const QProcessEnvironment &environment, QObject *context, Answer answer)
        : QObject(context)
        , m_environment(environment)
        , m_answer(std::move(answer))
    {
        m_process.setProcessEnvironment(m_environment);
        m_process.setStandardInputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(QProcess::nullDevice());
        connect(&m_process, &QProcess::finished, this, &ShellQuestion::onFinished);
        connect(&m_process, &QProcess::errorOccurred, this, &ShellQuestion::onError);
        connect(&m_process, &QProcess::readyReadStandardOutput, this, &ShellQuestion::onOutput);
        connect(&m_timer, &QTimer::timeout, this, &ShellQuestion::onTimeout);
        m_timer.setSingleShot(true);
    }

    ~ShellQuestion() override { m_process.disconnect(this); }

    void ask(std::chrono::milliseconds timeout)
    {
        const QString shell = m_environment.value(u"SHELL"_s, u"/bin/sh"_s);
        m_timer.start(timeout);
        m_process.start(shell, {u"-l"_s, u"-c"_s, u"env -0"_s});
    }

private:
    void onFinished(int exitCode, QProcess::ExitStatus status)
    {
        onOutput();
        if (status != QProcess::NormalExit || exitCode != 0)
            finish(Error{u"the login shell ended with an error; no variables were taken from it"_s});
        else
            finish(completed(m_environment, m_output));
    }

    void onError(QProcess::ProcessError error)
    {
        if (error == QProcess::FailedToStart)
            finish(Error{u"the login shell %1 does not start: %2"_s.arg(m_process.program(),
                                                                        m_process.errorString())});
    }

    void onTimeout()
    {
        finish(Error{u"the login shell took longer than %1 ms; no variables were taken from it"_s.arg(
                         m_timer.interval()),
                     u"set env.shellEnv.timeoutMs"_s});
    }

    void onOutput()
    {
        m_output += m_process.readAllStandardOutput();
        if (m_output.size() > maxOutputBytes)
            finish(Error{u"the login shell printed too much; no variables were taken from it"_s});
    }

    void finish(Result<QProcessEnvironment> result)
    {
        if (!m_answer)
            return;
        m_timer.stop();
        m_process.disconnect(this);
        const Answer answer = std::exchange(m_answer, {});
        if (m_process.state() == QProcess::NotRunning) {
            deleteLater();
        } else {
            connect(&m_process, &QProcess::finished, this, &QObject::deleteLater);
            m_process.kill();
        }
        answer(std::move(result));
    }

    QProcessEnvironment m_environment;
    Answer m_answer;
    QProcess m_process;
    QTimer m_timer;
    QByteArray m_output;
};

} // namespace

void importShellEnvironment(const QProcessEnvironment &environment, std::chrono::milliseconds timeout,
                            QObject *context, Answer answer)
{
    auto *question = new ShellQuestion(environment, context, std::move(answer));
    question->ask(timeout);
}

} // namespace wsagent
