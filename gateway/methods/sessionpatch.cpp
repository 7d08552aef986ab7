#include "gateway/methods/sessionpatch.h"

#include "gateway/methods/sessionlookup.h"
#include "gateway/sessions/chosenmodel.h"

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array adminFields = {
    "verboseLevel"_L1,
    "traceLevel"_L1,
    "reasoningLevel"_L1,
    "responseUsage"_L1,
    "elevatedLevel"_L1,
    "execHost"_L1,
    "execSecurity"_L1,
    "execAsk"_L1,
    "execNode"_L1,
    "permissionMode"_L1,
    "sandboxMode"_L1,
    "contextWindow"_L1,
    "toolOverrides"_L1,
    "agentRuntime"_L1,
    "sendPolicy"_L1,
    "groupActivation"_L1,
    "inheritedToolAllow"_L1,
    "inheritedToolDeny"_L1,
    "completionOwnerSessionKey"_L1,
};

/// Kept as they come, under their name; those above as well.
constexpr std::array plainFields = {
    "autoLabel"_L1,         "icon"_L1,       "color"_L1,     "category"_L1,   "boardFace"_L1,
    "boardPresentation"_L1, "statusNote"_L1, "attention"_L1, "ttlMinutes"_L1, "thinkingLevel"_L1,
    "fastMode"_L1,
};

struct Words
{
    QLatin1StringView field;
    const char *allowed; ///< as the error shows them
};

constexpr std::array levels = {
    Words{"thinkingLevel"_L1, "off|minimal|low|medium|high|xhigh"},
    Words{"verboseLevel"_L1, "off|on|full"},
    Words{"reasoningLevel"_L1, "off|on|stream"},
    Words{"elevatedLevel"_L1, "off|on|ask|full"},
    Words{"execHost"_L1, "sandbox|gateway|node"},
    Words{"execSecurity"_L1, "deny|allowlist|full"},
    Words{"execAsk"_L1, "off|on-miss|always"},
};

std::optional<ProtocolError> wrongLevel(const QJsonObject &patch)
{
    for (const Words &words : levels) {
        const QJsonValue given = patch[words.field];
        const QString allowed = QLatin1StringView(words.allowed);
        if (given.isString() && !allowed.split(u'|').contains(given.toString()))
            return invalidRequest(u"invalid %1 (use %2)"_s.arg(words.field, allowed));
    }
    const QJsonValue fast = patch["fastMode"_L1];
    if (!fast.isUndefined() && !fast.isNull() && !fast.isBool() && fast != "auto"_L1)
        return invalidRequest(u"invalid fastMode (use true|false|auto)"_s);
    return std::nullopt;
}

/// Without somebody who knows the models, "provider/id" has to be written out.
Result<ModelName> namedModel(const QString &given, const QString &agentId, const SessionRuns &runs)
{
    if (runs.findModel)
        return runs.findModel(given, agentId);
    const QString provider = given.section(u'/', 0, 0);
    return Error{u"Unknown provider \"%1\". Add it to models.providers."_s.arg(provider)};
}

} // namespace

bool needsAdmin(const QJsonObject &patch)
{
    return std::any_of(adminFields.begin(), adminFields.end(),
                       [&patch](QLatin1StringView field) { return patch.contains(field); });
}

Result<SessionPatch, ProtocolError> checkedPatch(const QJsonObject &patch, const QString &agentId,
                                                 const SessionRuns &runs)
{
    if (const auto wrong = wrongLevel(patch))
        return *wrong;
    if (patch.contains("archived"_L1) && !patch.contains("expectedSessionId"_L1))
        return invalidRequest(
            u"invalid sessions.patch params: must have required property 'expectedSessionId'"_s);
    SessionPatch checked{.fields = patch};
    const QString model = patch["model"_L1].toString().trimmed();
    if (!model.isEmpty()) {
        const auto name = namedModel(model, agentId, runs);
        if (!name)
            return invalidRequest(name.error().message);
        checked.model = *name;
    }
    return checked;
}

void SessionPatch::apply(SessionEntry &entry, qint64 now) const
{
    const auto keep = [&](QLatin1StringView field) {
        if (fields.contains(field))
            entry.set(field, fields[field]);
    };
    std::for_each(plainFields.begin(), plainFields.end(), keep);
    std::for_each(adminFields.begin(), adminFields.end(), keep);
    if (fields.contains("label"_L1))
        entry.label = fields["label"_L1].toString().trimmed();
    if (fields.contains("pinned"_L1))
        entry.pinned = fields["pinned"_L1].toBool();
    if (fields.contains("archived"_L1)) {
        entry.archived = fields["archived"_L1].toBool();
        entry.set("archivedAt"_L1, entry.archived ? QJsonValue(now) : QJsonValue());
    }
    if (fields.contains("unread"_L1)) {
        const bool unread = fields["unread"_L1].toBool();
        entry.set("unread"_L1, unread ? QJsonValue(true) : QJsonValue());
        entry.set("markedUnreadAt"_L1, unread ? QJsonValue(now) : QJsonValue());
        if (!unread)
            entry.set("lastReadAt"_L1, now);
    }
    if (fields.contains("model"_L1)) {
        const ModelName chosen = model.value_or(ModelName());
        chooseModel(entry, chosen.provider, chosen.id, chosen.account);
    }
}

std::optional<ProtocolError> brokenPatchGuard(const QJsonObject &patch, const SessionEntry &entry)
{
    if (const auto broken = brokenGuard(patch, entry))
        return broken;
    const std::pair<QLatin1StringView, QLatin1StringView> pairs[] = {
        {"expectedPermissionMode"_L1, "permissionMode"_L1},
        {"expectedToolOverrides"_L1, "toolOverrides"_L1},
        {"expectedMarkedUnreadAt"_L1, "markedUnreadAt"_L1}};
    for (const auto &[guard, field] : pairs) {
        const QJsonValue expected = patch[guard];
        const QJsonValue held = entry.value(field);
        const bool holds =
            expected.isUndefined() || expected == held || (expected.isNull() && held.isUndefined());
        if (!holds)
            return sessionChanged();
    }
    return std::nullopt;
}

} // namespace wsagent
