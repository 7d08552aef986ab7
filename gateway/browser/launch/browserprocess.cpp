#include "gateway/browser/launch/browserprocess.h"

#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostSaid = 8192;  // kept of what it writes
constexpr qsizetype mostQuoted = 300; // of that, in an error text

} // namespace

BrowserProcess::BrowserProcess(QObject *parent)
    : QObject(parent)
{
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(QProcess::nullDevice());
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { m_said = (m_said + m_process.readAllStandardError()).right(mostSaid); });
    connect(&m_process, &QProcess::finished, this, &BrowserProcess::ended);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            emit ended();
    });
}

void BrowserProcess::start(const QString &program, const QStringList &arguments,
                           const QProcessEnvironment &environment)
{
    m_process.setProcessEnvironment(environment);
    m_process.setProgram(program);
    m_process.setArguments(arguments);
    m_process.start();
}

void BrowserProcess::end(std::chrono::milliseconds patience)
{
    if (!isRunning())
        return;
    m_process.terminateAll();
    QTimer::singleShot(patience, &m_process, [this] { m_process.killAll(); });
}

QString BrowserProcess::lastWords() const
{
    // The last line that tells of an error; Chromium is talkative.
    QString last;
    for (const QByteArray &line : m_said.split('\n')) {
        const bool tells = line.contains("ERROR") || line.contains("FATAL") || line.contains("rror:");
        if (!line.trimmed().isEmpty() && (tells || last.isEmpty()))
            last = QString::fromUtf8(line).simplified();
    }
    return last.left(mostQuoted);
}

} // namespace wsagent
