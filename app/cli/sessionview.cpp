#include "app/cli/sessionview.h"

#include "gateway/sessions/transcriptentry.h"

#include <QDateTime>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString ageOf(const QJsonValue &time, const QDateTime &now)
{
    const qint64 minutes = (now.toMSecsSinceEpoch() - time.toInteger()) / 60'000;
    if (!time.isDouble())
        return u"never"_s;
    if (minutes < 1)
        return u"now"_s;
    if (minutes < 60)
        return u"%1 min"_s.arg(minutes);
    return minutes < 48 * 60 ? u"%1 h"_s.arg(minutes / 60) : u"%1 d"_s.arg(minutes / (24 * 60));
}

QString nameOf(const QJsonValue &session)
{
    for (const auto name : {"label"_L1, "displayName"_L1, "subject"_L1, "derivedTitle"_L1}) {
        if (const QString text = session[name].toString().simplified(); !text.isEmpty())
            return text.size() > 40 ? QString(text.first(39) + u'…') : text;
    }
    return u"-"_s;
}

QString tokensOf(const QJsonValue &session)
{
    const qint64 used = session["totalTokens"_L1].toInteger();
    const qint64 window = session["contextTokens"_L1].toInteger();
    if (used == 0)
        return u"-"_s;
    return window > 0 ? u"%1 (%2 %)"_s.arg(used).arg(100 * used / window) : QString::number(used);
}

/// What tools were asked and what they said is told in a word: the whole of it is in the JSON form.
QString textOf(const QJsonValue &row)
{
    QStringList texts;
    if (const QString text = plainText(row["content"_L1]).trimmed(); !text.isEmpty())
        texts += text;
    const QJsonArray parts = row["content"_L1].toArray();
    for (const QJsonValue &part : parts) {
        if (part["type"_L1] == "toolCall"_L1)
            texts += u"[calls %1]"_s.arg(part["name"_L1].toString());
        else if (part["type"_L1] == "image"_L1)
            texts += u"[an image]"_s;
    }
    return texts.join(u'\n');
}

QString speakerOf(const QJsonValue &row)
{
    const QString role = row["role"_L1].toString();
    return role == "toolResult"_L1 ? row["toolName"_L1].toString(role) : role;
}

QString timeOf(const QJsonValue &row)
{
    return QDateTime::fromMSecsSinceEpoch(row["timestamp"_L1].toInteger()).toString(u"yyyy-MM-dd HH:mm"_s);
}

} // namespace

void showSessions(const Output &out, const QJsonObject &list, const QDateTime &now)
{
    const QJsonArray sessions = list["sessions"_L1].toArray();
    if (sessions.isEmpty())
        return out.line(u"There are no sessions."_s);
    Table table{.header = {u"KEY"_s, u"ABOUT"_s, u"KIND"_s, u"AGO"_s, u"MODEL"_s, u"TOKENS"_s}, .rows = {}};
    for (const QJsonValue &session : sessions)
        table.rows += {session["key"_L1].toString(),   nameOf(session),
                       session["kind"_L1].toString(),  ageOf(session["updatedAt"_L1], now),
                       session["model"_L1].toString(), tokensOf(session)};
    out.print(table);
    if (list["hasMore"_L1].toBool())
        out.line(u"… and %1 more; see --limit"_s.arg(list["totalCount"_L1].toInteger() - sessions.size()));
}

void showConversation(const Output &out, const QJsonObject &session, const QJsonArray &rows)
{
    out.line(out.styled(session["key"_L1].toString(), Style::Bold));
    for (const QJsonValue &row : rows) {
        out.line();
        out.line(out.styled(u"%1  %2"_s.arg(timeOf(row), speakerOf(row)), Style::Dim));
        out.line(textOf(row));
    }
}

void showCleanup(const Output &out, const QJsonObject &answer, const QString &command)
{
    const bool dryRun = answer["dryRun"_L1].toBool();
    qsizetype found = 0;
    const QJsonArray agents = answer["agents"_L1].toArray();
    for (const QJsonValue &agent : agents) {
        const auto say = [&](QLatin1StringView name, const QString &what) {
            const QJsonArray items = agent[name].toArray();
            found += items.size();
            for (const QJsonValue &item : items)
                out.line(u"%1: %2"_s.arg(what, item.toString()));
        };
        say("missing"_L1, u"session without a transcript"_s);
        say("orphans"_L1, u"transcript without a session"_s);
        say("expired"_L1, u"archive older than thirty days"_s);
    }
    if (found == 0)
        out.line(u"Everything is in order."_s);
    else
        out.line(dryRun ? u"Next: "_s + command : u"Done."_s);
}

QByteArray markdown(const QJsonObject &session, const QJsonArray &rows)
{
    QString text = u"# %1\n"_s.arg(session["key"_L1].toString());
    for (const QJsonValue &row : rows)
        text += u"\n## %1, %2\n\n%3\n"_s.arg(speakerOf(row), timeOf(row), textOf(row));
    return text.toUtf8();
}

QByteArray jsonLines(const QJsonArray &rows)
{
    QByteArray lines;
    for (const QJsonValue &row : rows)
        lines += QJsonDocument(row.toObject()).toJson(QJsonDocument::Compact) + '\n';
    return lines;
}

} // namespace wsagent
