#include "gateway/methods/usagereport.h"

#include "gateway/sessions/transcript.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
#include <limits>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Sums = QMap<QString, UsageSum>;

Result<QDate, ProtocolError> dateOf(const QJsonObject &params, QLatin1StringView name, const QDate &otherwise)
{
    if (!params.contains(name))
        return otherwise;
    const QString text = params[name].toString();
    const QDate date = QDate::fromString(text, u"yyyy-MM-dd"_s);
    if (date.isValid())
        return date;
    return invalidRequest(u"invalid %1: expected a valid YYYY-MM-DD calendar date"_s.arg(name));
}

/// "+02:00", "-5"
std::optional<QTimeZone> zoneOfOffset(const QString &text)
{
    const QString hours = text.section(u':', 0, 0);
    bool isNumber = false;
    const int hour = hours.toInt(&isNumber);
    const int minutes = text.section(u':', 1).toInt();
    const int seconds = std::abs(hour) * 3600 + minutes * 60;
    const int most = 14 * 3600;
    if (!isNumber || minutes < 0 || minutes > 59 || seconds > most)
        return std::nullopt;
    return QTimeZone(hours.startsWith(u'-') ? -seconds : seconds);
}

Result<QTimeZone, ProtocolError> zoneOf(const QJsonObject &params)
{
    const QString mode = params["mode"_L1].toString(u"gateway"_s);
    if (mode == "utc"_L1)
        return QTimeZone::utc();
    if (mode == "gateway"_L1)
        return QTimeZone::systemTimeZone();
    if (params.contains("timeZone"_L1)) {
        const QTimeZone zone(params["timeZone"_L1].toString().toLatin1());
        return zone.isValid() ? Result<QTimeZone, ProtocolError>(zone)
                              : invalidRequest(u"invalid timeZone"_s);
    }
    const auto zone = zoneOfOffset(params["utcOffset"_L1].toString());
    return zone ? Result<QTimeZone, ProtocolError>(*zone)
                : invalidRequest(u"mode specific needs a valid timeZone or utcOffset"_s);
}

int daysOf(const QJsonObject &params)
{
    const QString range = params["range"_L1].toString();
    if (range == "7d"_L1)
        return 7;
    if (range == "90d"_L1)
        return 90;
    if (range == "1y"_L1)
        return 365;
    if (range == "all"_L1)
        return 3660;
    return params["days"_L1].toInt(30);
}

QJsonArray rowsBy(QLatin1StringView name, const Sums &sums)
{
    QJsonArray rows;
    for (auto it = sums.begin(); it != sums.end(); ++it)
        rows += QJsonObject{{name, it.key()}, {"totals"_L1, toJson(it.value())}};
    return rows;
}

QJsonArray dailyRows(const Sums &sums)
{
    QJsonArray rows;
    for (auto it = sums.begin(); it != sums.end(); ++it) {
        QJsonObject row = toJson(it.value());
        row.insert("date"_L1, it.key());
        rows += row;
    }
    return rows;
}

QJsonArray modelRows(const Sums &sums)
{
    QJsonArray rows;
    for (auto it = sums.begin(); it != sums.end(); ++it)
        rows += QJsonObject{{"provider"_L1, it.key().section(u'/', 0, 0)},
                            {"model"_L1, it.key().section(u'/', 1)},
                            {"totals"_L1, toJson(it.value())}};
    return rows;
}

QJsonObject toolRows(const QMap<QString, qint64> &tools)
{
    qint64 total = 0;
    QJsonArray rows;
    for (auto it = tools.begin(); it != tools.end(); ++it) {
        total += it.value();
        rows += QJsonObject{{"name"_L1, it.key()}, {"count"_L1, it.value()}};
    }
    return {{"totalCalls"_L1, total}, {"uniqueTools"_L1, tools.size()}, {"tools"_L1, rows}};
}

/// All that is summed up over the sessions.
struct Aggregates
{
    UsageSum total = {};
    MessageCounts counts = {};
    QMap<QString, qint64> tools = {};
    Sums byModel = {};
    Sums byProvider = {};
    Sums byAgent = {};
    Sums byChannel = {};
    Sums byDay = {};

    void add(const UsageSubject &subject, const TranscriptUsage &usage, const UsageDays &days)
    {
        counts += usage.counts;
        for (auto it = usage.tools.begin(); it != usage.tools.end(); ++it)
            tools[it.key()] += it.value();
        for (const UsagePoint &point : usage.points) {
            total += point.sum;
            byModel[point.provider + u'/' + point.model] += point.sum;
            byProvider[point.provider] += point.sum;
            byAgent[subject.key.agentId] += point.sum;
            byDay[days.dayOf(point.timestamp)] += point.sum;
            if (!subject.channel.isEmpty())
                byChannel[subject.channel] += point.sum;
        }
    }

    QJsonObject json() const
    {
        return {{"messages"_L1, toJson(counts)},
                {"tools"_L1, toolRows(tools)},
                {"byModel"_L1, modelRows(byModel)},
                {"byProvider"_L1, rowsBy("provider"_L1, byProvider)},
                {"byAgent"_L1, rowsBy("agentId"_L1, byAgent)},
                {"byChannel"_L1, rowsBy("channel"_L1, byChannel)},
                {"daily"_L1, dailyRows(byDay)}};
    }
};

QJsonObject sessionRow(const UsageSubject &subject, const TranscriptUsage &usage, const UsageDays &days)
{
    UsageSum total;
    Sums byModel;
    Sums byDay;
    for (const UsagePoint &point : usage.points) {
        total += point.sum;
        byModel[point.provider + u'/' + point.model] += point.sum;
        byDay[days.dayOf(point.timestamp)] += point.sum;
    }
    QJsonObject sums = toJson(total);
    sums.insert("messageCounts"_L1, toJson(usage.counts));
    sums.insert("toolUsage"_L1, toolRows(usage.tools));
    sums.insert("modelUsage"_L1, modelRows(byModel));
    sums.insert("dailyBreakdown"_L1, dailyRows(byDay));
    QJsonObject row{{"key"_L1, subject.key.text()},
                    {"sessionId"_L1, subject.sessionId},
                    {"agentId"_L1, subject.key.agentId},
                    {"usage"_L1, sums}};
    if (!subject.label.isEmpty())
        row.insert("label"_L1, subject.label);
    if (!usage.points.isEmpty()) {
        row.insert("model"_L1, usage.points.last().model);
        row.insert("modelProvider"_L1, usage.points.last().provider);
    }
    return row;
}

QJsonObject spanOf(const UsageDays &days)
{
    return {{"startDate"_L1, days.first.toString(Qt::ISODate)},
            {"endDate"_L1, days.last.toString(Qt::ISODate)}};
}

} // namespace

Result<UsageDays, ProtocolError> usageDays(const QJsonObject &params, const QDateTime &now)
{
    const auto zone = zoneOf(params);
    if (!zone)
        return zone.error();
    const auto last = dateOf(params, "endDate"_L1, now.toTimeZone(*zone).date());
    if (!last)
        return last.error();
    const auto first = dateOf(params, "startDate"_L1, last->addDays(1 - daysOf(params)));
    if (!first)
        return first.error();
    if (*first > *last)
        return invalidRequest(u"invalid startDate: it is behind endDate"_s);
    return UsageDays{.first = *first, .last = *last, .zone = *zone};
}

QJsonObject usageBySession(const QList<UsageSubject> &subjects, const UsageDays &days, int limit)
{
    Aggregates all;
    QJsonArray sessions;
    for (const UsageSubject &subject : subjects) {
        const TranscriptUsage usage = scanUsage(subject.path, days.from(), days.to());
        if (usage.counts.user + usage.counts.assistant == 0)
            continue;
        all.add(subject, usage, days);
        if (sessions.size() < limit)
            sessions += sessionRow(subject, usage, days);
    }
    QJsonObject answer = spanOf(days);
    answer.insert("sessions"_L1, sessions);
    answer.insert("totals"_L1, toJson(all.total));
    answer.insert("aggregates"_L1, all.json());
    return answer;
}

QJsonObject usageByDay(const QList<UsageSubject> &subjects, const UsageDays &days)
{
    Aggregates all;
    for (const UsageSubject &subject : subjects)
        all.add(subject, scanUsage(subject.path, days.from(), days.to()), days);
    QJsonObject answer = spanOf(days);
    answer.insert("days"_L1, days.first.daysTo(days.last) + 1);
    answer.insert("daily"_L1, dailyRows(all.byDay));
    answer.insert("totals"_L1, toJson(all.total));
    return answer;
}

QJsonArray usageSeries(const UsageSubject &subject)
{
    QJsonArray points;
    UsageSum sofar;
    const auto usage = scanUsage(subject.path, 0, std::numeric_limits<qint64>::max());
    for (const UsagePoint &point : usage.points) {
        sofar += point.sum;
        const TokenUsage &tokens = point.sum.tokens;
        points += QJsonObject{{"timestamp"_L1, point.timestamp},
                              {"input"_L1, tokens.input},
                              {"output"_L1, tokens.output},
                              {"cacheRead"_L1, tokens.cacheRead},
                              {"cacheWrite"_L1, tokens.cacheWrite},
                              {"totalTokens"_L1, tokens.total()},
                              {"cost"_L1, tokens.cost},
                              {"cumulativeTokens"_L1, sofar.tokens.total()},
                              {"cumulativeCost"_L1, sofar.tokens.cost}};
    }
    return points;
}

QJsonArray usageLog(const UsageSubject &subject)
{
    constexpr int rows = 500;
    constexpr qsizetype longest = 2000;
    const auto transcript = Transcript::openToRead(subject.path);
    const auto page =
        transcript ? transcript->page({.limit = rows}) : Result<TranscriptPage>(transcript.error());
    QJsonArray log;
    if (!page)
        return log;
    for (const TranscriptEntry &entry : page->rows) {
        const QJsonObject message = entry.message();
        QJsonObject line{{"timestamp"_L1, entry.timestamp},
                         {"role"_L1, entry.role()},
                         {"content"_L1, plainText(message["content"_L1]).left(longest)}};
        if (message["usage"_L1].isObject()) {
            const UsageSum sum = usageSumFrom(message["usage"_L1]);
            line.insert("tokens"_L1, sum.tokens.total());
            line.insert("cost"_L1, sum.tokens.cost);
        }
        log += line;
    }
    return log;
}

} // namespace wsagent
