#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace wsagent {

/// The media type of an image that models understand, by its first bytes.
std::optional<QString> imageType(const QByteArray &head);

} // namespace wsagent
