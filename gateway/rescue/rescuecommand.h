#pragma once

#include "gateway/base/result.h"

#include <QStringList>

#include <optional>

namespace wsagent {

/// What an owner can have done with another instance through the chat of this one (D11). Needs no model, and
/// works when the other one is broken.
struct RescueCommand
{
    enum class Verb {
        Profiles,
        Status,
        Logs,
        Doctor,
        DoctorFix,
        ConfigDiff,
        ConfigRestore,
        Start,
        Stop,
        Restart
    };

    Verb verb = Verb::Profiles;
    QString profile = {}; ///< display name; empty for Profiles

    bool operator==(const RescueCommand &) const = default;
    /// Whether the other instance is another one afterwards.
    bool changes() const { return verb >= Verb::DoctorFix && verb != Verb::ConfigDiff; }
};

/// `/status main`, `/config main restore`. Nothing for text that is no such command: `/status` without a name
/// is about the session. An error for one that is not written as it has to be.
std::optional<Result<RescueCommand>> parseRescueCommand(const QString &message);

/// How `/help` shows them.
QStringList rescueCommandHelp();

/// What the program of this gateway is started with to carry it out: the command line can do all of it, and
/// does it in one way.
QStringList rescueArguments(const RescueCommand &command);

} // namespace wsagent
