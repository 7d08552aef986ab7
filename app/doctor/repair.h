#pragma once

#include "app/doctor/doctorfacts.h"
#include "gateway/base/json5edit.h"

#include <functional>

namespace wsagent {

/// One thing `doctor --fix` does.
struct Repair
{
    enum class Kind { RestoreConfig, EditConfig, Tighten, RemoveFiles };

    Kind kind = Kind::EditConfig;
    QString id;
    QString message;               ///< what will have been done, without any secret
    bool isSafe = false;           ///< loses nothing and moves nothing: also done with --non-interactive
    QList<PrivatePath> paths = {}; ///< Tighten, RemoveFiles
    QList<JsonEdit> edits = {};    ///< EditConfig

    bool sameAs(const Repair &other) const { return id == other.id && message == other.message; }
};

struct RepairWishes
{
    bool everything = true; ///< false: only the token
    bool onlySafe = false;
    QString newToken = {}; ///< for a gateway that lacks one; empty: none is wished
};

/// What can be mended of the named instance, in the order it is to be done. Pure.
QList<Repair> planRepairs(const DoctorFacts &facts, const RepairWishes &wishes);

struct RepairReport
{
    struct Failure
    {
        Repair repair;
        Error error;
    };

    QList<Repair> done = {};
    QList<Repair> declined = {};
    QList<Failure> failed = {};
    DoctorFacts after = {};
};

/// Whom a repair needs besides, and who has the last word.
struct RepairConsent
{
    std::function<bool(const Repair &)> agrees;
    /// Called once, before the first repair that was agreed to: makes the state free.
    std::function<Result<void>()> prepare = {};
};

/// Carries out one repair at a time and looks again after each, since one often mends several findings. Takes
/// the state lock with the first one. Nothing is written, not even a lock, when nothing is to be mended.
Result<RepairReport> repairInstance(const DoctorProbe &probe, const ConfigSchema &schema,
                                    const RepairWishes &wishes, const RepairConsent &consent);

} // namespace wsagent
