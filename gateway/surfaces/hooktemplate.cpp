#include "gateway/surfaces/hooktemplate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return value.isNull() || value.isUndefined() ? QString() : value.toVariant().toString();
}

/// `a`, `b[0]`, `c` of "a.b[0].c".
QJsonValue valueAt(QJsonValue value, const QString &path)
{
    static const QRegularExpression step(u"([^.\\[\\]]+)|\\[(\\d+)\\]"_s);
    for (auto it = step.globalMatch(path); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        value = match.hasCaptured(2) && !match.captured(2).isEmpty()
                    ? value.toArray().at(match.captured(2).toInt())
                    : value[match.captured(1)];
    }
    return value;
}

QJsonValue named(const QString &path, const HookInput &input)
{
    if (path == "path"_L1)
        return input.path;
    if (path == "now"_L1)
        return input.now;
    const QString first = path.section(u'.', 0, 0);
    const QString rest = path.section(u'.', 1);
    if (first == "headers"_L1)
        return input.headers[rest.toLower()];
    if (first == "query"_L1)
        return input.query[rest];
    static const QRegularExpression whole(u"^payload(?=[.\\[]|$)"_s);
    const qsizetype named = whole.match(path).capturedLength();
    return valueAt(input.payload, path.sliced(named));
}

} // namespace

QString filledTemplate(const QString &text, const HookInput &input)
{
    static const QRegularExpression place(uR"(\{\{\s*([^{}\s]{1,200})\s*\}\})"_s);
    QString filled;
    qsizetype done = 0;
    for (auto it = place.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        filled += QStringView(text).mid(done, match.capturedStart() - done);
        filled += textOf(named(match.captured(1), input));
        done = match.capturedEnd();
    }
    return filled + text.mid(done);
}

} // namespace wsagent
