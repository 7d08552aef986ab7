#pragma once

#include <QString>

namespace wsagent {

/// The address with its password and secret parameters replaced by "***"; any other text as it is.
QString redactedUrl(const QString &text);

} // namespace wsagent
