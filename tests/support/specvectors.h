#pragma once

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>

namespace wsagent::test {

/// A vector file of the specification, or nothing where the specification is not beside the checkout.
inline std::optional<QJsonObject> specVectors(const QString &name)
{
    QFile file(QStringLiteral(WSAGENT_SPEC_DIR "/vectors/") + name);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return QJsonDocument::fromJson(file.readAll()).object();
}

} // namespace wsagent::test

#define WSAGENT_SKIP_WITHOUT(vectors)                                                                        \
    if (!(vectors))                                                                                          \
    QSKIP("the specification's vectors are not at " WSAGENT_SPEC_DIR "/vectors")
