#include "gateway/instances/isolationrules.h"

#include <QSet>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isReserved(const QString &name)
{
    const QString folded = name.trimmed().toLower();
    return folded == "gateway"_L1 || folded == "node"_L1;
}

void checkName(IsolationCheck &check, const ClaimedInstance &instance, QSet<QString> &seen,
               QSet<QString> &reported)
{
    if (instance.isCustom())
        return;
    if (!instance.profile) {
        const auto why = ProfileName::parse(instance.facts.name);
        check.findings += Finding{.code = isReserved(instance.name) ? u"profile.name.reserved"_s
                                                                    : u"profile.name.invalid"_s,
                                  .profiles = {instance.name},
                                  .message = why.error().message,
                                  .advice = u"choose another name"_s};
        return;
    }
    const QString raw = instance.facts.name.trimmed();
    if (raw != raw.toLower() && !instance.isDefault())
        check.findings +=
            Finding{.code = u"profile.name.case_folded"_s,
                    .severity = Severity::Info,
                    .profiles = {instance.name},
                    .message = u"Profile \"%1\" is stored as \"%2\"."_s.arg(raw, instance.name)};
    if (seen.contains(instance.name) && !reported.contains(instance.name)) {
        reported += instance.name;
        check.findings += Finding{.code = u"profile.name.duplicate"_s,
                                  .profiles = {instance.name},
                                  .message = u"Two profiles are called \"%1\"."_s.arg(instance.name),
                                  .advice = u"remove or rename one of them"_s};
    }
    seen += instance.name;
}

void checkVariable(IsolationCheck &check, const QString &code, const QString &variable,
                   const QString &message)
{
    if (check.host.environment.value(variable).trimmed().isEmpty())
        return;
    QStringList names;
    for (const ClaimedInstance &instance : check.instances)
        names += instance.name;
    check.findings += Finding{.code = code,
                              .severity = Severity::Warning,
                              .profiles = names,
                              .message = message,
                              .advice = u"unset %1"_s.arg(variable)};
}

} // namespace

void checkNames(IsolationCheck &check)
{
    QSet<QString> seen;
    QSet<QString> reported;
    for (const ClaimedInstance &instance : check.instances)
        checkName(check, instance, seen, reported);
    if (check.instances.size() < 2)
        return;
    const QString port = check.host.environment.value(u"WS_AGENT_GATEWAY_PORT"_s).trimmed();
    checkVariable(
        check, u"env.port.applies_to_all"_s, u"WS_AGENT_GATEWAY_PORT"_s,
        u"WS_AGENT_GATEWAY_PORT=%1 overrides the configured port of every profile started from this shell."_s
            .arg(port));
    checkVariable(check, u"env.path.applies_to_all"_s, u"WS_AGENT_STATE_DIR"_s,
                  u"WS_AGENT_STATE_DIR makes all profiles share one state directory."_s);
    checkVariable(check, u"env.path.applies_to_all"_s, u"WS_AGENT_CONFIG_PATH"_s,
                  u"WS_AGENT_CONFIG_PATH makes all profiles share one config file."_s);
}

} // namespace wsagent
