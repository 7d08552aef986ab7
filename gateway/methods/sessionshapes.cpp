#include "gateway/methods/sessionshapes.h"

#include <algorithm>
#include <array>

namespace wsagent::shapes {

namespace {

using Kind = ParamShape::Kind;
using Member = ParamMember;

constexpr ParamShape any{};
constexpr ParamShape text{.kind = Kind::String};
constexpr ParamShape word{.kind = Kind::String, .least = 1};
constexpr ParamShape key{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape count{.kind = Kind::Integer, .least = 1, .most = 1'000'000'000};
constexpr ParamShape natural{.kind = Kind::Integer, .least = 0, .most = 9e15};
constexpr ParamShape object{.kind = Kind::Object, .open = true};
constexpr ParamShape list{.kind = Kind::Array};
constexpr ParamShape words{.kind = Kind::Array, .item = &word};

constexpr ParamShape textOrNull{.kind = Kind::String, .orNull = true};
constexpr ParamShape labelOrNull{.kind = Kind::String, .most = 512, .orNull = true};
constexpr ParamShape noteOrNull{.kind = Kind::String, .most = 120, .orNull = true};
constexpr ParamShape naturalOrNull{.kind = Kind::Integer, .least = 0, .most = 9e15, .orNull = true};
constexpr ParamShape objectOrNull{.kind = Kind::Object, .open = true, .orNull = true};

constexpr std::array sorts = {"updatedAt", "lastInteractionAt", "activity"};
constexpr ParamShape sortBy{.kind = Kind::String, .allowed = sorts};

constexpr std::array listMembers = {
    Member{"limit", &count},
    Member{"offset", &natural},
    Member{"activeMinutes", &count},
    Member{"activeOnly", &flag},
    Member{"requireLastInteraction", &flag},
    Member{"sortBy", &sortBy},
    Member{"includeGlobal", &flag},
    Member{"includeUnknown", &flag},
    Member{"excludeSubagents", &flag},
    Member{"excludeCron", &flag},
    Member{"excludeSystem", &flag},
    Member{"configuredAgentsOnly", &flag},
    Member{"includeDerivedTitles", &flag},
    Member{"includeLastMessage", &flag},
    Member{"includeActivitySummary", &flag},
    Member{"label", &text},
    Member{"agentId", &word},
    Member{"spawnedBy", &word},
    Member{"search", &text},
    Member{"archived", &any},
    Member{"pinned", &flag},
    Member{"group", &text},
    Member{"projectId", &text},
    Member{"workspaceDir", &text},
    Member{"boardFace", &text},
    Member{"hasBoard", &flag},
    Member{"creatorId", &text},
    Member{"ownerId", &text},
    Member{"ownerFirst", &flag},
    Member{"involvingMe", &flag},
    Member{"involvingProfileId", &text},
    Member{"profileRelation", &text},
    Member{"includePeople", &flag},
};

constexpr std::array describeMembers = {Member{"key", &key, true}, Member{"agentId", &word},
                                        Member{"includeDerivedTitles", &flag},
                                        Member{"includeLastMessage", &flag}};

constexpr std::array referenceMembers = {Member{"key", &word, true}, Member{"slug", &text}};
constexpr ParamShape reference{.kind = Kind::Object, .members = referenceMembers};
constexpr std::array resolveMembers = {
    Member{"key", &key},
    Member{"sessionId", &word},
    Member{"label", &word},
    Member{"reference", &reference},
    Member{"shortId", &word},
    Member{"slugHint", &text},
    Member{"agentId", &word},
    Member{"spawnedBy", &word},
    Member{"includeGlobal", &flag},
    Member{"includeUnknown", &flag},
    Member{"allowMissing", &flag},
};

constexpr std::array keyMembers = {Member{"key", &key, true}, Member{"agentId", &word}};
constexpr std::array watchMembers = {Member{"key", &key, true}, Member{"agentId", &word},
                                     Member{"includeApprovals", &flag}};

constexpr ParamShape keys{.kind = Kind::Array, .item = &key, .least = 1, .most = 1000};
constexpr ParamShape previewChars{.kind = Kind::Integer, .least = 20, .most = 100'000};
constexpr ParamShape previewRows{.kind = Kind::Integer, .least = 1, .most = 1000};
constexpr std::array previewMembers = {Member{"keys", &keys, true}, Member{"limit", &previewRows},
                                       Member{"maxChars", &previewChars}};
constexpr std::array getMembers = {Member{"key", &key, true}, Member{"limit", &previewRows}};

constexpr ParamShape label{.kind = Kind::String, .least = 1, .most = 512};
constexpr ParamShape displayName{.kind = Kind::String, .least = 1, .most = 500};
constexpr ParamShape titleSource{.kind = Kind::String, .most = 1000};
constexpr std::array permissionModes = {"read-only", "guarded", "workspace", "full"};
constexpr ParamShape permissionMode{.kind = Kind::String, .allowed = permissionModes};
constexpr ParamShape permissionModeOrNull{.kind = Kind::String, .allowed = permissionModes, .orNull = true};
constexpr std::array forkPoints = {"last-completed"};
constexpr ParamShape forkFrom{.kind = Kind::String, .allowed = forkPoints};
constexpr std::array createMembers = {
    Member{"key", &key},
    Member{"idempotencyKey", &word},
    Member{"agentId", &word},
    Member{"label", &label},
    Member{"displayName", &displayName},
    Member{"titleSource", &titleSource},
    Member{"category", &text},
    Member{"model", &word},
    Member{"agentRuntime", &any},
    Member{"contextWindow", &any},
    Member{"thinkingLevel", &text},
    Member{"fastMode", &any},
    Member{"permissionMode", &permissionMode},
    Member{"toolOverrides", &object},
    Member{"incognito", &flag},
    Member{"visibility", &text},
    Member{"parentSessionKey", &key},
    Member{"fork", &flag},
    Member{"forkFrom", &forkFrom},
    Member{"spawnDepth", &natural},
    Member{"emitCommandHooks", &flag},
    Member{"succeedsParent", &flag},
    Member{"timeoutMs", &natural},
    Member{"task", &text},
    Member{"message", &text},
    Member{"attachments", &list},
    Member{"mentions", &list},
    Member{"projectId", &text},
    Member{"projectGitUrl", &text},
    Member{"repository", &any},
    Member{"worktree", &any},
    Member{"worktreeSource", &any},
    Member{"worktreeBaseRef", &text},
    Member{"worktreeName", &text},
    Member{"execNode", &text},
    Member{"cwd", &text},
    Member{"catalogId", &text},
};

constexpr std::array usageFooters = {"off", "tokens", "full", "on"};
constexpr ParamShape responseUsage{.kind = Kind::String, .allowed = usageFooters, .orNull = true};
constexpr std::array policies = {"allow", "deny"};
constexpr ParamShape sendPolicy{.kind = Kind::String, .allowed = policies, .orNull = true};
constexpr std::array activations = {"mention", "always"};
constexpr ParamShape groupActivation{.kind = Kind::String, .allowed = activations, .orNull = true};

constexpr std::array patchMembers = {
    Member{"key", &key, true},
    Member{"agentId", &word},
    Member{"label", &labelOrNull},
    Member{"autoLabel", &labelOrNull},
    Member{"icon", &textOrNull},
    Member{"color", &textOrNull},
    Member{"category", &textOrNull},
    Member{"boardFace", &textOrNull},
    Member{"boardPresentation", &any},
    Member{"statusNote", &noteOrNull},
    Member{"attention", &any},
    Member{"ttlMinutes", &naturalOrNull},
    Member{"archived", &flag},
    Member{"pinned", &flag},
    Member{"unread", &flag},
    Member{"model", &textOrNull},
    Member{"thinkingLevel", &textOrNull},
    Member{"fastMode", &any},
    Member{"verboseLevel", &textOrNull},
    Member{"traceLevel", &textOrNull},
    Member{"reasoningLevel", &textOrNull},
    Member{"responseUsage", &responseUsage},
    Member{"elevatedLevel", &textOrNull},
    Member{"execHost", &textOrNull},
    Member{"execSecurity", &textOrNull},
    Member{"execAsk", &textOrNull},
    Member{"execNode", &textOrNull},
    Member{"permissionMode", &permissionModeOrNull},
    Member{"sandboxMode", &textOrNull},
    Member{"contextWindow", &any},
    Member{"toolOverrides", &objectOrNull},
    Member{"agentRuntime", &any},
    Member{"sendPolicy", &sendPolicy},
    Member{"groupActivation", &groupActivation},
    Member{"inheritedToolAllow", &any},
    Member{"inheritedToolDeny", &any},
    Member{"completionOwnerSessionKey", &textOrNull},
    Member{"expectedSessionId", &word},
    Member{"expectedLifecycleRevision", &word},
    Member{"expectedPermissionMode", &textOrNull},
    Member{"expectedToolOverrides", &objectOrNull},
    Member{"expectedMarkedUnreadAt", &naturalOrNull},
};

constexpr std::array targetMembers = {Member{"key", &key, true}, Member{"agentId", &word},
                                      Member{"expectedSessionId", &word}};
constexpr ParamShape target{.kind = Kind::Object, .members = targetMembers};
constexpr ParamShape targets{.kind = Kind::Array, .item = &target, .least = 1, .most = 100};
constexpr ParamShape patchFields{.kind = Kind::Object, .members = std::span(patchMembers).subspan(2)};
constexpr std::array patchManyMembers = {Member{"targets", &targets, true},
                                         Member{"patch", &patchFields, true}};

constexpr std::array resetReasons = {"new", "reset"};
constexpr ParamShape resetReason{.kind = Kind::String, .allowed = resetReasons};
constexpr std::array resetMembers = {Member{"key", &key, true}, Member{"agentId", &word},
                                     Member{"reason", &resetReason}, Member{"expectedSessionId", &word}};
constexpr std::array deleteMembers = {
    Member{"key", &key, true},
    Member{"agentId", &word},
    Member{"deleteTranscript", &flag},
    Member{"expectedSessionId", &word},
    Member{"expectedLifecycleRevision", &word},
    Member{"expectedSessionUpdatedAt", &natural},
    Member{"emitLifecycleHooks", &flag},
    Member{"archivedOnly", &flag},
};
constexpr std::array compactMembers = {Member{"key", &key, true}, Member{"agentId", &word},
                                       Member{"maxLines", &count}};

constexpr ParamShape query{.kind = Kind::String, .least = 1, .most = 4096};
constexpr ParamShape results{.kind = Kind::Integer, .least = 1, .most = 25};
constexpr std::array searchMembers = {Member{"query", &query, true}, Member{"agentId", &word},
                                      Member{"sessionKeys", &words}, Member{"scope", &text},
                                      Member{"limit", &results}};

constexpr std::array scopes = {"all"};
constexpr ParamShape agentScope{.kind = Kind::String, .allowed = scopes};
constexpr std::array modes = {"utc", "gateway", "specific"};
constexpr ParamShape mode{.kind = Kind::String, .allowed = modes};
constexpr std::array ranges = {"7d", "30d", "90d", "1y", "all"};
constexpr ParamShape range{.kind = Kind::String, .allowed = ranges};
constexpr std::array groupings = {"instance", "family"};
constexpr ParamShape grouping{.kind = Kind::String, .allowed = groupings};
constexpr std::array usageMembers = {
    Member{"key", &key},
    Member{"agentId", &word},
    Member{"agentScope", &agentScope},
    Member{"startDate", &text},
    Member{"endDate", &text},
    Member{"mode", &mode},
    Member{"timeZone", &text},
    Member{"utcOffset", &text},
    Member{"range", &range},
    Member{"groupBy", &grouping},
    Member{"limit", &count},
    Member{"includeHistorical", &flag},
    Member{"includeContextWeight", &flag},
};
constexpr ParamShape days{.kind = Kind::Integer, .least = 1, .most = 3660};
constexpr std::array costMembers = {
    Member{"days", &days},    Member{"startDate", &text},        Member{"endDate", &text},
    Member{"mode", &mode},    Member{"timeZone", &text},         Member{"utcOffset", &text},
    Member{"agentId", &word}, Member{"agentScope", &agentScope},
};

constexpr std::array cleanupMembers = {Member{"agent", &word},      Member{"allAgents", &flag},
                                       Member{"enforce", &flag},    Member{"activeKey", &key},
                                       Member{"fixMissing", &flag}, Member{"fixDmScope", &flag}};
constexpr std::array branchMembers = {Member{"sessionKey", &key, true}, Member{"agentId", &word}};

constexpr ParamShape historyLimit{.kind = Kind::Integer, .least = 1, .most = 1000};
constexpr ParamShape historyBytes{.kind = Kind::Integer, .least = 1024, .most = 9e15};
constexpr ParamShape historyChars{.kind = Kind::Integer, .least = 1, .most = 500'000};
constexpr ParamShape runIds{.kind = Kind::Array, .item = &word, .least = 1, .most = 50};

// The first two are those of chat.startup alone.
constexpr std::array startupMembers = {
    Member{"shortId", &word},       Member{"slugHint", &text},         Member{"sessionKey", &key},
    Member{"agentId", &word},       Member{"limit", &historyLimit},    Member{"maxBytes", &historyBytes},
    Member{"offset", &natural},     Member{"cursor", &word},           Member{"messageId", &word},
    Member{"sessionId", &word},     Member{"maxChars", &historyChars}, Member{"pendingBefore", &any},
    Member{"inputRunIds", &runIds},
};
constexpr auto historyMembers = [] {
    std::array<Member, startupMembers.size() - 2> members{};
    std::copy(startupMembers.begin() + 2, startupMembers.end(), members.begin());
    members.front().required = true; // the key of the session
    return members;
}();

constexpr std::array metadataMembers = {Member{"agentId", &word}, Member{"sessionKey", &key},
                                        Member{"authProfileId", &word}};
constexpr ParamShape messageChars{.kind = Kind::Integer, .least = 1, .most = 2'000'000};
constexpr std::array messageGetMembers = {Member{"sessionKey", &key, true}, Member{"agentId", &word},
                                          Member{"messageId", &word, true},
                                          Member{"maxChars", &messageChars}};
constexpr ParamShape injectLabel{.kind = Kind::String, .most = 100};
constexpr std::array injectMembers = {Member{"sessionKey", &key, true}, Member{"agentId", &word},
                                      Member{"message", &word, true}, Member{"label", &injectLabel}};

constexpr ParamShape closed(std::span<const Member> members)
{
    return {.kind = Kind::Object, .members = members};
}

} // namespace

const ParamShape sessionsSubscribe = closed(listMembers);
const ParamShape sessionsList = closed(listMembers);
const ParamShape sessionsDescribe = closed(describeMembers);
const ParamShape sessionsResolve = closed(resolveMembers);
const ParamShape sessionsWatch = closed(watchMembers);
const ParamShape sessionsKey = closed(keyMembers);
const ParamShape sessionsPreview = closed(previewMembers);
const ParamShape sessionsGet = closed(getMembers);
const ParamShape sessionsCreate = closed(createMembers);
const ParamShape sessionsPatch = closed(patchMembers);
const ParamShape sessionsPatchMany = closed(patchManyMembers);
const ParamShape sessionsReset = closed(resetMembers);
const ParamShape sessionsDelete = closed(deleteMembers);
const ParamShape sessionsCompact = closed(compactMembers);
const ParamShape sessionsSearch = closed(searchMembers);
const ParamShape sessionsUsage = closed(usageMembers);
const ParamShape sessionsCleanup = closed(cleanupMembers);
const ParamShape sessionsBranches = closed(branchMembers);
const ParamShape usageCost = closed(costMembers);
const ParamShape chatHistory = closed(historyMembers);
const ParamShape chatStartup = closed(startupMembers);
const ParamShape chatMetadata = closed(metadataMembers);
const ParamShape chatMessageGet = closed(messageGetMembers);
const ParamShape chatInject = closed(injectMembers);
const ParamShape anything = object;

} // namespace wsagent::shapes
