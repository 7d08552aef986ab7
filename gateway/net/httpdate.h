#pragma once

#include <QDateTime>

#include <chrono>

namespace wsagent {

/// "Sun, 06 Nov 1994 08:49:37 GMT"
QByteArray toHttpDate(std::chrono::sys_seconds time);
QByteArray toHttpDate(const QDateTime &time);
/// Invalid for any other form.
QDateTime fromHttpDate(const QByteArray &text);

} // namespace wsagent
