#pragma once

#include "gateway/base/result.h"

#include <QStringList>

#include <optional>

namespace wsagent {

/// What a start of `ws-agent-tray` asks for. A second start hands it to the first.
struct TrayArguments
{
    bool hidden = false;      ///< only the tray, no window
    bool requireTray = false; ///< end with code 1 where there is none
    bool settings = false;    ///< open the settings
    QString page = {};        ///< of the settings
    std::optional<QString> profile = {};
    bool help = false;
    bool version = false;

    bool operator==(const TrayArguments &) const = default;
};

/// Without the name of the program. Errors are usage errors.
Result<TrayArguments> parseTrayArguments(const QStringList &arguments);
QStringList toStrings(const TrayArguments &arguments);
QString trayHelp();

} // namespace wsagent
