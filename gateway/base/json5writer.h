#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace wsagent {

/// How new text is written.
struct Json5Style
{
    char quote = '"';
    bool plainKeys = false; ///< without quotes where the key is a plain name
    bool trailingComma = false;
    bool oneLine = false;
    QByteArray unit = "  ";
    QByteArray lineBreak = "\n";
    QByteArray colon = ": ";
};

/// `indent` is the indent of the line in which the value starts.
QByteArray writeJson5(const QJsonValue &value, const Json5Style &style, const QByteArray &indent = {});
QByteArray writeJson5Key(const QString &key, const Json5Style &style);

} // namespace wsagent
