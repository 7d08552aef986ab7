#include "gateway/protocol/eventtable.h"

#include "gateway/protocol/scopes.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Audience = EventRule::Audience;

constexpr auto admin = "operator.admin"_L1;
constexpr auto approvals = "operator.approvals"_L1;
constexpr auto pairing = "operator.pairing"_L1;
constexpr auto questions = "operator.questions"_L1;
constexpr auto read = "operator.read"_L1;
constexpr auto talk = "operator.talk"_L1;
constexpr auto write = "operator.write"_L1;

constexpr std::array rules = {
    EventRule{"agent"_L1, Audience::Operators, read},
    EventRule{"board.changed"_L1, Audience::Operators, read},
    EventRule{"board.command"_L1, Audience::Operators, read},
    EventRule{"chat"_L1, Audience::Operators, read},
    EventRule{"chat.metadata.changed"_L1, Audience::Operators, read, true},
    EventRule{"chat.send_timing"_L1, Audience::Operators, read},
    EventRule{"chat.side_result"_L1, Audience::Operators, read},
    EventRule{"config.changed"_L1, Audience::Operators, read, true},
    EventRule{"connect.challenge"_L1, Audience::TheClient},
    EventRule{"controlUi.sessionPullRequests.changed"_L1, Audience::Operators, read},
    EventRule{"cron"_L1, Audience::Operators, read, true},
    EventRule{"device.pair.changed"_L1, Audience::Operators, pairing, true},
    EventRule{"device.pair.requested"_L1, Audience::Operators, pairing, true},
    EventRule{"device.pair.resolved"_L1, Audience::Operators, pairing, true},
    EventRule{"device.pair.setup.completed"_L1, Audience::Operators, pairing, true},
    EventRule{"device.pair.setup.deliveryUncertain"_L1, Audience::Operators, pairing, true},
    EventRule{"exec.approval.requested"_L1, Audience::Operators, approvals},
    EventRule{"exec.approval.resolved"_L1, Audience::Operators, approvals},
    EventRule{"gateway.suspension"_L1, Audience::Everyone},
    EventRule{"health"_L1, Audience::Everyone},
    EventRule{"heartbeat"_L1, Audience::Everyone, {}, true},
    EventRule{"mentions.changed"_L1, Audience::Operators, read},
    EventRule{"models.snapshot"_L1, Audience::TheClient},
    EventRule{"node.hostStats"_L1, Audience::Operators, read, true},
    EventRule{"node.invoke.cancel"_L1, Audience::TheNode},
    EventRule{"node.invoke.input"_L1, Audience::TheNode},
    EventRule{"node.invoke.request"_L1, Audience::TheNode},
    EventRule{"node.pair.requested"_L1, Audience::Operators, pairing, true},
    EventRule{"node.pair.resolved"_L1, Audience::OperatorsAndTheNode, pairing},
    EventRule{"node.presence"_L1, Audience::Operators, read, true},
    EventRule{"node.runnerInventory.changed"_L1, Audience::Operators, read, true},
    EventRule{"plugins.changed"_L1, Audience::Operators, read, true},
    EventRule{"plugins.controlUi.changed"_L1, Audience::Operators, read, true},
    EventRule{"plugins.install.progress"_L1, Audience::Operators, admin},
    EventRule{"portal.changed"_L1, Audience::Operators, read},
    EventRule{"presence"_L1, Audience::Operators, read, true},
    EventRule{"progressCard.changed"_L1, Audience::Operators, read},
    EventRule{"question.requested"_L1, Audience::Operators, questions},
    EventRule{"question.resolved"_L1, Audience::Operators, questions},
    EventRule{"session.approval"_L1, Audience::OperatorsWhoAsked, approvals},
    EventRule{"session.message"_L1, Audience::OperatorsWhoAsked, read},
    EventRule{"session.observer"_L1, Audience::Operators, read},
    EventRule{"session.operation"_L1, Audience::Operators, read},
    EventRule{"session.sharing"_L1, Audience::Operators, read},
    EventRule{"session.sharing.evidence"_L1, Audience::Operators, read},
    EventRule{"session.suggestion"_L1, Audience::Operators, read},
    EventRule{"session.tool"_L1, Audience::OperatorsWhoAsked, read},
    EventRule{"session.typing"_L1, Audience::Operators, read},
    EventRule{"sessions.catalog.host"_L1, Audience::Operators, read},
    EventRule{"sessions.changed"_L1, Audience::OperatorsWhoAsked, read, true},
    EventRule{"shutdown"_L1, Audience::Everyone},
    EventRule{"skills.changed"_L1, Audience::Operators, read},
    EventRule{"talk.event"_L1, Audience::Operators, read},
    EventRule{"talk.mode"_L1, Audience::Operators, talk, true},
    EventRule{"talk.voice.change"_L1, Audience::Operators, talk, true},
    EventRule{"task"_L1, Audience::Operators, read, true},
    EventRule{"task.suggestion"_L1, Audience::OperatorsWhoAsked, read},
    EventRule{"terminal.data"_L1, Audience::Operators, admin},
    EventRule{"terminal.exit"_L1, Audience::Operators, admin},
    EventRule{"tick"_L1, Audience::Everyone},
    EventRule{"ui.command"_L1, Audience::Operators, read},
    EventRule{"update.available"_L1, Audience::Everyone, {}, true},
    EventRule{"update.run.changed"_L1, Audience::Operators, admin},
    EventRule{"users.prefs.changed"_L1, Audience::Operators, read},
    EventRule{"voicewake.changed"_L1, Audience::OperatorsAndNodes, read, true},
    EventRule{"voicewake.routing.changed"_L1, Audience::OperatorsAndNodes, read, true},
};

/// By the beginning of the name; the first that fits counts.
constexpr std::array families = {
    EventRule{"openclaw.approval."_L1, Audience::Operators, approvals},
    EventRule{"plugin.approval."_L1, Audience::Operators, approvals},
    EventRule{"plugin."_L1, Audience::Operators, write},
};

// Comparing QLatin1StringViews is not constexpr.
constexpr std::string_view nameOf(const EventRule &rule)
{
    return {rule.name.data(), std::size_t(rule.name.size())};
}

constexpr bool isSorted()
{
    for (std::size_t i = 1; i < rules.size(); ++i) {
        if (nameOf(rules[i - 1]) >= nameOf(rules[i]))
            return false;
    }
    return true;
}
static_assert(isSorted(), "events are looked up by halving");

} // namespace

std::span<const EventRule> eventRules()
{
    return rules;
}

const EventRule *findEventRule(QLatin1StringView event)
{
    const auto row =
        std::lower_bound(rules.begin(), rules.end(), event,
                         [](const EventRule &rule, QLatin1StringView name) { return rule.name < name; });
    if (row != rules.end() && row->name == event)
        return row;
    const auto family = std::find_if(families.begin(), families.end(), [event](const EventRule &rule) {
        return event.size() > rule.name.size() && event.startsWith(rule.name);
    });
    return family == families.end() ? nullptr : family;
}

bool mayReceive(const EventRule &rule, const Caller &caller)
{
    switch (rule.audience) {
    case Audience::Everyone:
    case Audience::TheClient:
        return true;
    case Audience::TheNode:
        return caller.isNode();
    case Audience::OperatorsAndNodes:
    case Audience::OperatorsAndTheNode:
        return caller.isNode() || grants(caller.scopes, rule.scope);
    case Audience::Operators:
    case Audience::OperatorsWhoAsked:
        return !caller.isNode() && grants(caller.scopes, rule.scope);
    }
    Q_UNREACHABLE();
}

} // namespace wsagent
