#include "gateway/agents/exec/command.h"

#include <QFile>

#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds grace{2};

} // namespace

Command::Command(QString id, CommandSpec spec, QObject *parent)
    : QObject(parent)
    , m_id(std::move(id))
    , m_spec(std::move(spec))
    , m_directory(QFile::encodeName(m_spec.directory))
    , m_decoder(QStringDecoder::Utf8)
{
    m_timeout.setSingleShot(true);
    m_kill.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] {
        m_timedOut = true;
        end();
    });
    connect(&m_kill, &QTimer::timeout, this, [this] { m_process.killAll(); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this,
            [this] { take(m_process.readAllStandardOutput()); });
    connect(&m_process, &QProcess::finished, this, &Command::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_failure = m_process.errorString();
        m_running = false;
        emit ended();
    });
}

Command::~Command()
{
    m_process.disconnect(this);
}

bool Command::prepare() const
{
    if (m_terminal && !m_terminal->enter())
        return false;
    if (!m_spec.confinement)
        return true;
    // Entered again: the way to the directory may lead over mounts that are new.
    return m_spec.confinement->enter() && ::chdir(m_directory.constData()) == 0;
}

void Command::start()
{
    m_startedAt = QDateTime::currentDateTimeUtc();
    m_running = true;
    if (m_spec.terminal) {
        m_terminal = PseudoTerminal::open(120, 40);
        if (!m_terminal) {
            m_running = false;
            m_failure = u"there is no terminal left"_s;
            emit ended();
            return;
        }
        connect(m_terminal.get(), &PseudoTerminal::read, this, &Command::take);
    }
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setWorkingDirectory(m_spec.directory);
    m_process.setProcessEnvironment(m_spec.environment);
    m_process.setPreparation([this] { return prepare(); });
    m_timeout.start(m_spec.timeout);
    m_process.start(m_spec.argv.first(), m_spec.argv.mid(1));
}

void Command::end()
{
    if (!m_running)
        return;
    m_wasEnded = true;
    m_process.terminateAll();
    if (!m_kill.isActive())
        m_kill.start(grace);
}

void Command::write(const QByteArray &bytes)
{
    if (m_terminal)
        m_terminal->write(bytes);
    else if (m_running)
        m_process.write(bytes);
}

void Command::closeInput()
{
    if (m_terminal)
        m_terminal->write("\x04"); // end of input, as the terminal reads it
    else
        m_process.closeWriteChannel();
}

void Command::take(const QByteArray &bytes)
{
    m_output += m_decoder.decode(bytes);
    // Cut by larger steps than one read, so that it does not cost much.
    if (m_output.size() > keptOutput + keptOutput / 4) {
        const qsizetype cut = m_output.size() - keptOutput;
        m_output.remove(0, cut);
        m_dropped += cut;
    }
    emit outputCame();
}

void Command::clearOutput()
{
    m_dropped += m_output.size();
    m_output.clear();
}

QString Command::takeNew()
{
    const qint64 from = std::max<qint64>(m_taken - m_dropped, 0);
    m_taken = m_dropped + m_output.size();
    return m_output.mid(from);
}

void Command::onFinished(int exitCode, QProcess::ExitStatus status)
{
    m_timeout.stop();
    m_kill.stop();
    take(m_process.readAllStandardOutput());
    if (m_terminal)
        m_terminal->drain();
    m_running = false;
    m_exitCode = status == QProcess::CrashExit ? -exitCode : exitCode;
    emit ended();
}

} // namespace wsagent
