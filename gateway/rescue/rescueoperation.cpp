#include "gateway/rescue/rescueoperation.h"

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 120s; ///< a restart may have to wait for a long answer

} // namespace

RescueOperation::RescueOperation(const QString &program, const RescueCommand &command,
                                 const QProcessEnvironment &environment, Done done, QObject *parent)
    : QObject(parent)
    , m_done(std::move(done))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { finish(u"it took too long and was ended"_s); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &RescueOperation::collect);
    connect(&m_process, &QProcess::finished, this, [this] { finish({}); });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish(m_process.errorString());
    });
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setProcessEnvironment(environment);
    m_process.start(program, rescueArguments(command));
    m_timer.start(patience);
}

RescueOperation::~RescueOperation()
{
    m_process.disconnect(this);
}

/// The end is what tells; the rest may be long.
void RescueOperation::collect()
{
    m_said += m_process.readAllStandardOutput();
    if (m_said.size() <= longestAnswer)
        return;
    m_said = m_said.last(longestAnswer);
    m_isCut = true;
}

void RescueOperation::finish(const QString &failure)
{
    m_timer.stop();
    collect();
    QString text = QString::fromUtf8(m_said).trimmed();
    if (m_isCut)
        text = u"…"_s + text.section(u'\n', 1);
    if (!failure.isEmpty())
        text += (text.isEmpty() ? QString() : u"\n"_s) + failure;
    if (const Done done = std::exchange(m_done, nullptr))
        done(text.isEmpty() ? u"Done."_s : text);
}

} // namespace wsagent
