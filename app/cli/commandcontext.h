#pragma once

#include "app/cli/output.h"
#include "app/profiles/lockedfleet.h"
#include "gateway/config/configloader.h"
#include "gateway/instances/instancepaths.h"

#include <functional>
#include <memory>

namespace wsagent {

/// What a command works with: the selected instance and a way to speak. Made once per process, before the
/// command runs.
class CommandContext
{
public:
    CommandContext(InstanceSelection chosen, Output output)
        : selection(std::move(chosen))
        , out(std::move(output))
    {}

    const InstanceSelection selection;
    const Output out;

    const ConfigSchema &schema();
    ConfigSource source() const;
    LoadedConfig load() { return loadConfig(source(), schema()); }
    /// A config that can be gone by; else what is wrong with it.
    Result<LoadedConfig> loadValid();
    Error configInvalid(const ConfigIssue &issue) const;
    /// The config a gateway starts with. A supervised one comes up with the last good config when the present
    /// one is broken (D3): who would start it again?
    LoadedConfig loadForStart();
    /// The whole command line to type for the selected profile.
    QString hint(const QString &command) const;

    /// All instances of this host.
    Fleet survey(const SurveyOptions &options = {}) { return surveyFleet(selection, schema(), options); }
    /// The same for whoever is going to add, move or remove one.
    Result<LockedFleet> surveyLocked(const SurveyOptions &options = {})
    {
        return wsagent::surveyLocked(selection, schema(), options);
    }

private:
    std::unique_ptr<ConfigSchema> m_schema;
};

/// A command that was chosen by the arguments; returns the exit code.
using Action = std::function<int(CommandContext &)>;

} // namespace wsagent
