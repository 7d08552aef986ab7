#pragma once

#include "gateway/base/json5chars.h"

#include <QJsonValue>

namespace wsagent {

struct Json5Text
{
    QString text;
    qsizetype end = 0;
    bool escaped = false;
};

struct Json5Number
{
    QJsonValue value;
    qsizetype end = 0;
};

/// `at` is the opening quote.
Result<Json5Text, Json5Fault> readJson5String(QByteArrayView text, qsizetype at);
/// An empty name means that none starts here.
Result<Json5Text, Json5Fault> readJson5Identifier(QByteArrayView text, qsizetype at);
/// `at` is a sign, a digit, a dot, or the first letter of Infinity or NaN.
Result<Json5Number, Json5Fault> readJson5Number(QByteArrayView text, qsizetype at);

} // namespace wsagent
