#include "gateway/browser/page/pagetrace.h"

#include "gateway/base/files.h"
#include "gateway/browser/page/pagefiles.h"

#include <QDateTime>
#include <QJsonArray>
#include <QSaveFile>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestTrace = 512LL * 1024 * 1024; // bytes
constexpr int chunk = 1024 * 1024;                   // bytes
constexpr std::chrono::seconds patience{60};         // for the browser to gather it

QStringList categories(const TraceOptions &options)
{
    QStringList some{u"-*"_s,
                     u"devtools.timeline"_s,
                     u"disabled-by-default-devtools.timeline"_s,
                     u"disabled-by-default-devtools.timeline.frame"_s,
                     u"disabled-by-default-devtools.timeline.stack"_s,
                     u"disabled-by-default-v8.cpu_profiler"_s,
                     u"v8.execute"_s,
                     u"blink.console"_s,
                     u"blink.user_timing"_s,
                     u"loading"_s,
                     u"latencyInfo"_s};
    if (options.screenshots)
        some += u"disabled-by-default-devtools.screenshot"_s;
    if (options.snapshots)
        some += {u"disabled-by-default-devtools.timeline.layers"_s,
                 u"disabled-by-default-devtools.timeline.picture"_s,
                 u"disabled-by-default-blink.graphics_context_annotations"_s};
    return some;
}

/// The browser has only words for it.
BrowserError refused(const BrowserError &error)
{
    const bool isTaken = error.message.contains("already"_L1, Qt::CaseInsensitive);
    const bool isMissing = error.message.contains("not started"_L1, Qt::CaseInsensitive);
    if (isTaken)
        return {.status = 409,
                .message = u"a trace is being written already; end it first (browser trace stop)"_s};
    if (isMissing)
        return {.status = 409, .message = u"no trace is being written (browser trace start)"_s};
    return error;
}

QByteArray contentOf(const QJsonObject &read)
{
    const QByteArray data = read["data"_L1].toString().toUtf8();
    return read["base64Encoded"_L1].toBool() ? QByteArray::fromBase64(data) : data;
}

/// Moves a stream of the browser to a file.
QCoro::Task<BrowserResult<void>> save(TabPtr tab, QString stream, QString path)
{
    const auto file = std::make_shared<QSaveFile>(path);
    if (!file->open(QIODevice::WriteOnly))
        co_return BrowserError{.message = u"%1 cannot be written: %2"_s.arg(path, file->errorString())};
    file->setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    bool isOver = false;
    while (!isOver) {
        const auto reading = tab->call("IO.read"_L1, {{"handle"_L1, stream}, {"size"_L1, chunk}});
        const auto read = co_await reading;
        if (!read)
            co_return read.error();
        const QByteArray content = contentOf(*read);
        if (file->pos() + content.size() > largestTrace)
            co_return BrowserError{.message =
                                       u"the trace is larger than 512 MiB; trace for a shorter time"_s};
        file->write(content);
        isOver = read->value("eof"_L1).toBool();
    }
    tab->call("IO.close"_L1, {{"handle"_L1, stream}});
    if (!file->commit())
        co_return BrowserError{.message = u"%1 cannot be written: %2"_s.arg(path, file->errorString())};
    co_return BrowserResult<void>();
}

} // namespace

QCoro::Task<BrowserResult<void>> startTrace(TabPtr tab, TraceOptions options)
{
    const QJsonObject config{{"includedCategories"_L1, QJsonArray::fromStringList(categories(options))}};
    const auto starting =
        tab->call("Tracing.start"_L1, {{"transferMode"_L1, u"ReturnAsStream"_s}, {"traceConfig"_L1, config}});
    const auto started = co_await starting;
    co_return started ? BrowserResult<void>() : refused(started.error());
}

QCoro::Task<BrowserResult<QString>> stopTrace(BrowserSessionPtr session, TabPtr tab, QString root,
                                              QString wanted)
{
    if (const auto made = makePrivateDirectory(root); !made)
        co_return BrowserError{.message = made.error().message};
    const QString time = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s);
    const auto path = pathBelow(root, wanted, "trace-"_L1 + time + ".json"_L1);
    if (!path)
        co_return path.error();
    const auto stream = std::make_shared<QString>();
    const auto listening =
        QObject::connect(&session->connection(), &CdpConnection::eventReceived, tab.get(),
                         [stream, mine = tab->session()](const QString &from, const QString &method,
                                                         const QJsonObject &params) {
                             if (from == mine && method == "Tracing.tracingComplete"_L1)
                                 *stream = params["stream"_L1].toString();
                         });
    const auto ending = tab->call("Tracing.end"_L1);
    const auto ended = co_await ending;
    bool isGathered = false;
    if (ended) {
        const auto gathering = session->until(
            tab, [stream] { return !stream->isEmpty(); }, QDeadlineTimer(patience));
        isGathered = co_await gathering;
    }
    QObject::disconnect(listening);
    if (!ended)
        co_return refused(ended.error());
    if (!isGathered)
        co_return timedOut(u"the browser has not handed the trace over"_s);
    const auto saving = save(tab, *stream, *path);
    const auto saved = co_await saving;
    if (!saved)
        co_return saved.error();
    co_return *path;
}

} // namespace wsagent
