#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>

namespace wsagent {

/// Where the page of the gateway is: "" or "/panel", without slash at the end; nothing when it is off.
std::optional<QString> panelPath(const QJsonObject &effective);

} // namespace wsagent
