#include "app/cli/servicewait.h"

#include "gateway/base/loglevel.h"
#include "gateway/methods/logtail.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int looksBetweenQuestions = 25; ///< to the manager: each is a process
constexpr qsizetype longestReason = 400;

/// The file of the config, or the newest one of its directory.
QString logFile(CommandContext &context)
{
    if (const QString configured = context.load().config.logFile; !configured.isEmpty())
        return configured;
    const QDir directory(context.selection.paths.logDir());
    const QStringList files = directory.entryList({u"gateway-*.jsonl"_s}, QDir::Files, QDir::Name);
    return files.isEmpty() ? QString() : directory.filePath(files.last());
}

/// Empty for a record that is no error, or an old one.
QString errorIn(const QString &line, const QDateTime &since)
{
    const QJsonObject record = QJsonDocument::fromJson(line.toUtf8()).object();
    const QString level = record["_meta"_L1]["logLevelName"_L1].toString().toLower();
    const auto time = QDateTime::fromString(record["time"_L1].toString(), Qt::ISODateWithMs);
    if (logLevelFromName(level) < LogLevel::Error || time < since)
        return {};
    return record["message"_L1].toString().simplified().left(longestReason);
}

} // namespace

Serving waitForService(const CommandContext &context, const ServiceHost &host,
                       std::chrono::milliseconds patience)
{
    const ServiceNames names = serviceNames(context.selection.profile);
    Serving serving = Serving::NotYet;
    int round = 0;
    waitFor(
        [&] {
            if (livingGateway(context.selection.paths.stateDir))
                serving = Serving::Yes;
            else if (++round % looksBetweenQuestions == 0 && host.manager->query(names).status == "failed"_L1)
                serving = Serving::Failed;
            return serving != Serving::NotYet;
        },
        patience);
    return serving;
}

QString lastLoggedError(CommandContext &context, const QDateTime &since)
{
    const QString file = logFile(context);
    const auto tail = file.isEmpty() ? Result<QJsonObject>(QJsonObject()) : tailLog(file, {.limit = 200});
    const QJsonArray lines = tail ? (*tail)["lines"_L1].toArray() : QJsonArray();
    for (qsizetype i = lines.size(); i-- > 0;) {
        if (const QString error = errorIn(lines[i].toString(), since); !error.isEmpty())
            return error;
    }
    return {};
}

Error notServing(CommandContext &context, Serving serving, const QString &deed, const QDateTime &since)
{
    const QString outcome = serving == Serving::Failed ? u"its gateway has failed"_s
                                                       : u"no gateway came up in the time there was"_s;
    return withLoggedError(
        context, Error{u"the service was %1, and %2"_s.arg(deed, outcome), context.hint(u"logs"_s)}, since);
}

Error withLoggedError(CommandContext &context, const Error &error, const QDateTime &since)
{
    const QString reason = lastLoggedError(context, since);
    if (reason.isEmpty())
        return error;
    return {u"%1: %2"_s.arg(error.message, reason), error.fix, error.kind};
}

} // namespace wsagent
