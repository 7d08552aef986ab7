#include "gateway/agents/skills/frontmatter.h"

#include <QJsonDocument>
#include <QStringList>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString unquoted(QString text)
{
    text = text.trimmed();
    const bool quoted = text.size() >= 2 && (text[0] == u'"' || text[0] == u'\'') && text.back() == text[0];
    return quoted ? text.mid(1, text.size() - 2) : text;
}

} // namespace

QHash<QString, QString> frontMatter(const QString &text)
{
    QHash<QString, QString> values;
    const QStringList lines = QString(text).remove(u'\r').split(u'\n');
    if (lines.value(0).trimmed() != "---"_L1)
        return values;
    QString key;
    for (qsizetype i = 1; i < lines.size() && lines[i].trimmed() != "---"_L1; ++i) {
        const QString &line = lines[i];
        if (!key.isEmpty() && line.startsWith(u' ')) {
            values[key] = (values[key] + u' ' + line.trimmed()).trimmed();
            continue;
        }
        const qsizetype colon = line.indexOf(u':');
        if (colon <= 0)
            continue;
        key = line.first(colon).trimmed().toLower();
        const QString value = unquoted(line.mid(colon + 1));
        values.insert(key, value == "|"_L1 || value == ">"_L1 ? QString() : value);
    }
    return values;
}

QJsonObject metadataIn(const QHash<QString, QString> &frontMatter)
{
    const QByteArray json = frontMatter.value(u"metadata"_s).toUtf8();
    const QJsonObject all = QJsonDocument::fromJson(json).object();
    for (const auto name : {"ws-agent"_L1, "openclaw"_L1, "moltbot"_L1, "clawdbot"_L1}) {
        if (all[name].isObject())
            return all[name].toObject();
    }
    return {};
}

} // namespace wsagent
