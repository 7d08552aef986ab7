#include "gateway/browser/page/tabrecords.h"

#include <QStringList>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostText = 4000; // characters of one message
constexpr qsizetype mostPending = 2000;

void keep(std::deque<QJsonObject> &records, const QJsonObject &record, size_t most)
{
    records.push_back(record);
    if (records.size() > most)
        records.pop_front();
}

QJsonArray all(const std::deque<QJsonObject> &records)
{
    QJsonArray array;
    for (const QJsonObject &record : records)
        array += record;
    return array;
}

/// A value of a script as text (`Runtime.RemoteObject`).
QString textOf(const QJsonValue &object)
{
    const QJsonValue value = object["value"_L1];
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15);
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    if (value.isNull())
        return u"null"_s;
    return object["description"_L1].toString(object["type"_L1].toString());
}

/// 0 for the worst.
int severity(const QString &type)
{
    if (type == "error"_L1 || type == "assert"_L1)
        return 0;
    return type == "warning"_L1 || type == "warn"_L1 ? 1 : 2;
}

QJsonObject consoleRecord(const QJsonObject &params, qint64 now)
{
    QStringList words;
    const QJsonArray arguments = params["args"_L1].toArray();
    for (const QJsonValue &argument : arguments)
        words += textOf(argument).left(mostText);
    QJsonObject record{
        {"type"_L1, params["type"_L1]}, {"text"_L1, words.join(u' ').left(mostText)}, {"timestamp"_L1, now}};
    const QJsonValue frame = params["stackTrace"_L1]["callFrames"_L1][0];
    if (frame.isObject())
        record.insert("location"_L1, QJsonObject{{"url"_L1, frame["url"_L1].toString().left(mostText)},
                                                 {"lineNumber"_L1, frame["lineNumber"_L1]},
                                                 {"columnNumber"_L1, frame["columnNumber"_L1]}});
    return record;
}

QJsonObject logRecord(const QJsonValue &entry, qint64 now)
{
    QJsonObject record{{"type"_L1, entry["level"_L1]},
                       {"text"_L1, entry["text"_L1].toString().left(mostText)},
                       {"source"_L1, entry["source"_L1]},
                       {"timestamp"_L1, now}};
    if (const QString url = entry["url"_L1].toString(); !url.isEmpty())
        record.insert("location"_L1, QJsonObject{{"url"_L1, url.left(mostText)},
                                                 {"lineNumber"_L1, entry["lineNumber"_L1].toInt()},
                                                 {"columnNumber"_L1, 0}});
    return record;
}

QJsonObject errorRecord(const QJsonValue &details, qint64 now)
{
    const QJsonValue exception = details["exception"_L1];
    const QString stack = exception["description"_L1].toString().left(mostText);
    const QString message = stack.isEmpty() ? details["text"_L1].toString() + u' ' + textOf(exception)
                                            : stack.section(u'\n', 0, 0);
    QJsonObject record{{"message"_L1, message.left(mostText)}, {"timestamp"_L1, now}};
    if (exception["className"_L1].isString())
        record.insert("name"_L1, exception["className"_L1]);
    if (!stack.isEmpty())
        record.insert("stack"_L1, stack);
    return record;
}

} // namespace

void TabRecords::documentChanged(const QString &loaderId)
{
    m_pending.removeIf([&loaderId](const auto &pending) { return pending->loaderId != loaderId; });
}

void TabRecords::frameGone(const QString &session)
{
    m_pending.removeIf([&session](const auto &pending) { return pending->session == session; });
}

void TabRecords::take(const QString &session, const QString &method, const QJsonObject &params, qint64 now)
{
    if (method == "Runtime.consoleAPICalled"_L1)
        return keep(m_console, consoleRecord(params, now), mostMessages);
    if (method == "Log.entryAdded"_L1) // what the browser itself has to say: refused scripts, failed loads
        return keep(m_console, logRecord(params["entry"_L1], now), mostMessages);
    if (method == "Runtime.exceptionThrown"_L1)
        return keep(m_errors, errorRecord(params["exceptionDetails"_L1], now), mostErrors);
    if (!method.startsWith("Network."_L1))
        return;
    m_lastTraffic = now;
    const QString id = params["requestId"_L1].toString();
    if (method == "Network.requestWillBeSent"_L1) {
        if (m_pending.size() < mostPending)
            m_pending.insert(id, {.session = session, .loaderId = params["loaderId"_L1].toString()});
        keep(m_requests,
             {{"id"_L1, id},
              {"method"_L1, params["request"_L1]["method"_L1]},
              {"url"_L1, params["request"_L1]["url"_L1].toString().left(mostText)},
              {"resourceType"_L1, params["type"_L1].toString().toLower()},
              {"timestamp"_L1, now}},
             mostRequests);
    } else if (method == "Network.responseReceived"_L1) {
        if (QJsonObject *request = requestOf(id)) {
            const int status = params["response"_L1]["status"_L1].toInt();
            request->insert("status"_L1, status);
            request->insert("ok"_L1, status >= 200 && status < 300);
        }
    } else if (method == "Network.loadingFinished"_L1) {
        m_pending.remove(id);
    } else if (method == "Network.loadingFailed"_L1) {
        m_pending.remove(id);
        if (QJsonObject *request = requestOf(id)) {
            request->insert("ok"_L1, false);
            request->insert("failureText"_L1, params["errorText"_L1]);
        }
    }
}

QJsonObject *TabRecords::requestOf(const QString &id)
{
    const auto found = std::find_if(m_requests.rbegin(), m_requests.rend(),
                                    [&id](const QJsonObject &request) { return request["id"_L1] == id; });
    return found == m_requests.rend() ? nullptr : &*found;
}

QJsonArray TabRecords::console(const QString &level) const
{
    QJsonArray array;
    const int worst = level.isEmpty() ? 2 : severity(level);
    for (const QJsonObject &record : m_console) {
        if (severity(record["type"_L1].toString()) <= worst)
            array += record;
    }
    return array;
}

QJsonArray TabRecords::errors() const
{
    return all(m_errors);
}

QJsonArray TabRecords::requests(const QString &filter) const
{
    QJsonArray array;
    for (const QJsonObject &record : m_requests) {
        if (record["url"_L1].toString().contains(filter))
            array += record;
    }
    return array;
}

} // namespace wsagent
