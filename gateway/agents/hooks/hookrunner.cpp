#include "gateway/agents/hooks/hookrunner.h"

#include "gateway/base/leashedprocess.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTimer>

#include <algorithm>
#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostWritten = 1024 * 1024; // bytes

QString complaint(const QString &name, const LeashedProcess &process, const QByteArray &said)
{
    const bool wasKilled = process.exitStatus() == QProcess::CrashExit;
    const QString how = wasKilled ? u"was ended after %1 s"_s.arg(HookRunner::patience.count())
                                  : u"has failed with exit code %1"_s.arg(process.exitCode());
    const QString words = QString::fromUtf8(said).simplified().right(500);
    return u"the hook %1 %2%3"_s.arg(name, how, words.isEmpty() ? QString() : u": "_s + words);
}

} // namespace

HookRunner::HookRunner(HookRunnerFacts facts, QObject *parent)
    : QObject(parent)
    , m(std::move(facts))
{}

QList<EventHook> HookRunner::listeners(const HookEvent &event) const
{
    // Events are many and hooks few: files are looked at only when one of them is switched on.
    const QJsonValue settings = m.config()["hooks"_L1]["internal"_L1];
    const QJsonObject entries = settings["entries"_L1].toObject();
    if (!settings["enabled"_L1].toBool() ||
        std::none_of(entries.begin(), entries.end(),
                     [](const QJsonValue &entry) { return entry["enabled"_L1].toBool(); }))
        return {};
    const SkillFacts facts = skillFacts(m.config());
    QList<EventHook> hooks = loadHooks(m.ports.workspaceOf(event.agentId), m.ports.stateDir, m.config());
    hooks.removeIf(
        [&](const EventHook &hook) { return !hook.listensTo(event) || !judgeHook(hook, facts).isRun(); });
    return hooks;
}

void HookRunner::fire(const HookEvent &event)
{
    const QList<EventHook> hooks = listeners(event);
    for (const EventHook &hook : hooks) {
        if (!hook.isBundled())
            start(hook, event, [](const QByteArray &) {});
        else if (const auto done = runBundledHook(hook.about.name, event, m.ports); !done)
            m.report(u"the hook %1 has failed: %2"_s.arg(hook.about.name, done.error().message));
    }
}

void HookRunner::ask(const HookEvent &event, const Answers &done)
{
    QList<EventHook> hooks = listeners(event);
    hooks.removeIf([](const EventHook &hook) { return hook.isBundled(); });
    if (hooks.isEmpty())
        return done({});
    struct Asked
    {
        QList<QJsonObject> answers;
        qsizetype waiting = 0;
    };
    const auto asked = std::make_shared<Asked>();
    asked->answers.resize(hooks.size());
    asked->waiting = hooks.size();
    for (qsizetype i = 0; i < hooks.size(); ++i) {
        start(hooks[i], event, [asked, i, done](const QByteArray &written) {
            asked->answers[i] = QJsonDocument::fromJson(written).object();
            if (--asked->waiting > 0)
                return;
            asked->answers.removeIf([](const QJsonObject &answer) { return answer.isEmpty(); });
            done(asked->answers);
        });
    }
}

void HookRunner::start(const EventHook &hook, const HookEvent &event, const Ended &ended)
{
    const QString name = hook.about.name;
    if (m_running >= mostAtOnce) {
        m.report(u"the hook %1 was not run: %2 hooks run already"_s.arg(name).arg(m_running));
        return ended({});
    }
    ++m_running;
    auto *process = new LeashedProcess(this);
    QProcessEnvironment environment = m.environment();
    const QJsonObject given = m.config()["hooks"_L1]["internal"_L1]["entries"_L1][name]["env"_L1].toObject();
    for (auto it = given.begin(); it != given.end(); ++it)
        environment.insert(it.key(), it->toString());
    environment.insert(u"WS_AGENT_HOOK_EVENT"_s, event.name());
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(QFileInfo(hook.program).path());
    connect(process, &QProcess::readyReadStandardOutput, this, [process] {
        if (process->bytesAvailable() > mostWritten)
            process->killAll();
    });
    connect(process, &QProcess::finished, this, [this, process, name, ended] {
        --m_running;
        process->deleteLater();
        const QByteArray written = process->readAllStandardOutput();
        const bool hasFailed = process->exitStatus() == QProcess::CrashExit || process->exitCode() != 0;
        if (hasFailed)
            m.report(complaint(name, *process, (written + process->readAllStandardError()).right(4096)));
        ended(hasFailed ? QByteArray() : written);
    });
    connect(process, &QProcess::errorOccurred, this,
            [this, process, name, ended](QProcess::ProcessError error) {
                if (error != QProcess::FailedToStart)
                    return;
                --m_running;
                process->deleteLater();
                m.report(u"the hook %1 cannot be started: %2"_s.arg(name, process->errorString()));
                ended({});
            });
    QTimer::singleShot(patience, process, [process] { process->killAll(); });
    process->start(hook.program, {});
    const QString time = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    process->write(QJsonDocument(toJson(event, time)).toJson(QJsonDocument::Compact) + '\n');
    process->closeWriteChannel();
}

} // namespace wsagent
