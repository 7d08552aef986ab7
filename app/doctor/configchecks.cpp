#include "app/doctor/doctorchecks.h"

#include "app/commandline.h"
#include "app/profiles/degraded.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/config/retiredkeys.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using Status = DoctorCheck::Status;

namespace {

constexpr qsizetype shortestToken = 24;

/// Whether `doctor --fix` has an older value, or an older file, to put in the place of what is wrong.
bool canRestore(const ConfigIssue &issue, const DoctorFacts &facts)
{
    if (!facts.restorePoint || concernsAccess(issue) || !issue.file.isEmpty())
        return false;
    if (issue.path.isEmpty())
        return issue.code == "config.syntax"_L1;
    const auto path = parseJsonPath(issue.path);
    return path && valueAt(facts.restorePoint.source, *path) != valueAt(facts.loaded.source, *path);
}

/// An older spelling is an error in some places (`gateway.bind: "0.0.0.0"`), and known all the same.
bool canMigrate(const ConfigIssue &issue, const DoctorFacts &facts)
{
    const QList<JsonEdit> edits = retiredKeyEdits(facts.loaded.assembled);
    return std::any_of(edits.begin(), edits.end(),
                       [&issue](const JsonEdit &edit) { return toString(edit.path) == issue.path; });
}

QString fixForError(const ConfigIssue &issue, const DoctorFacts &facts)
{
    if (canMigrate(issue, facts) || canRestore(issue, facts))
        return facts.hint(u"doctor --fix"_s);
    if (issue.code == "config.unreadable"_L1)
        return u"ls -ld %1"_s.arg(shellWord(facts.paths.configPath));
    if (issue.path.isEmpty())
        return u"mend %1 in an editor"_s.arg(issue.file.isEmpty() ? facts.paths.configPath : issue.file);
    if (!issue.allowed.isEmpty())
        return facts.hint(u"config set %1 %2"_s.arg(shellWord(issue.path), issue.allowed.first()));
    return facts.hint(u"config set %1 <value>"_s.arg(shellWord(issue.path)));
}

QString fixForWarning(const ConfigIssue &issue, const DoctorFacts &facts)
{
    if (issue.code == "config.unknown_key"_L1)
        return facts.hint(u"config unset %1"_s.arg(shellWord(issue.path)));
    if (issue.code == "config.retired_key"_L1)
        return facts.hint(u"doctor --fix"_s);
    if (issue.code == "config.env_missing"_L1)
        return u"set it in %1/.env"_s.arg(facts.paths.stateDir);
    return {};
}

DoctorCheck checkSecret(const DoctorFacts &facts, const QJsonObject &auth, const QString &mode)
{
    const bool token = mode == "token"_L1;
    const QString variable = token ? u"WS_AGENT_GATEWAY_TOKEN"_s : u"WS_AGENT_GATEWAY_PASSWORD"_s;
    const QString key = u"gateway.auth."_s + mode;
    const QJsonValue secret = auth[mode];
    if (token && hasRetiredToken(facts.loaded))
        return {u"auth.token_retired"_s, Status::Error,
                u"the token has the name of an earlier version, which is not used"_s,
                facts.hint(u"doctor --fix"_s)};
    if (!isSet(secret) && facts.loaded.environment.value(variable).trimmed().isEmpty())
        return {u"auth.%1_missing"_s.arg(mode), Status::Error,
                u"%1 is not set; the gateway refuses to start without it"_s.arg(key),
                token ? facts.hint(u"doctor --generate-gateway-token"_s)
                      : facts.hint(u"config set %1 <password>"_s.arg(key))};
    if (token && secret.isString() && isSet(secret) && secret.toString().size() < shortestToken)
        return {u"auth.token_short"_s, Status::Warning,
                u"%1 is shorter than %2 characters and can be guessed"_s.arg(key).arg(shortestToken),
                facts.hint(u"config unset %1"_s.arg(key)) + u", then "_s +
                    facts.hint(u"doctor --generate-gateway-token"_s)};
    return {u"auth"_s, Status::Ok, u"the gateway asks for a %1"_s.arg(mode)};
}

} // namespace

bool isSet(const QJsonValue &secret)
{
    return secret.isObject() || !secret.toString().trimmed().isEmpty();
}

QList<DoctorCheck> checkConfig(const DoctorFacts &facts)
{
    const LoadedConfig &loaded = facts.loaded;
    if (!loaded.exists)
        return {{u"config.missing"_s, Status::Warning,
                 u"%1 does not exist; the defaults apply"_s.arg(facts.paths.configPath),
                 facts.hint(u"setup"_s)}};

    QList<DoctorCheck> checks;
    if (const FleetMember *member = facts.fleet.find(facts.name); member && isDegraded(*member))
        checks +=
            DoctorCheck{u"config.degraded"_s, Status::Warning,
                        u"degraded: config; the gateway serves the last good one until the file is mended"_s,
                        facts.hint(u"config diff"_s)};
    for (const ConfigIssue &issue : loaded.errors)
        checks += DoctorCheck{issue.code, Status::Error, toString(issue), fixForError(issue, facts)};
    for (const ConfigIssue &issue : loaded.warnings)
        checks += DoctorCheck{issue.code, Status::Warning, toString(issue), fixForWarning(issue, facts)};
    if (checks.isEmpty())
        checks += DoctorCheck{u"config"_s, Status::Ok, u"%1 is valid"_s.arg(facts.paths.configPath)};
    return checks;
}

QList<DoctorCheck> checkAuth(const DoctorFacts &facts)
{
    const QJsonObject gateway = facts.loaded.effective["gateway"_L1].toObject();
    const bool readable = facts.loaded.exists && facts.loaded.document;
    if (!readable || gateway["mode"_L1] == "remote"_L1)
        return {};
    const QJsonObject auth = gateway["auth"_L1].toObject();
    const QString mode = effectiveAuthMode(auth);
    if (mode == "token"_L1 || mode == "password"_L1)
        return {checkSecret(facts, auth, mode)};
    if (mode == "none"_L1)
        return {{u"auth.none"_s, Status::Warning, u"every program on this host may use the gateway"_s,
                 facts.hint(u"config set gateway.auth.mode token"_s)}};
    return {{u"auth"_s, Status::Ok, u"the gateway uses %1"_s.arg(mode)}};
}

} // namespace wsagent
