#pragma once

#include <QStringList>

namespace wsagent {

/// Whether these scopes grant the needed one (`gateway-protocol.md` 5). An empty need is always granted.
bool grants(const QStringList &scopes, const QString &needed);

/// The scopes of `wanted` that go beyond `granted`.
QStringList beyond(const QStringList &wanted, const QStringList &granted);

/// The methods that nodes call, and nobody else.
bool isNodeMethod(const QString &method);

} // namespace wsagent
