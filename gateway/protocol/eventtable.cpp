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
constexpr auto notYet = "?"_L1; ///< no method is called so: nobody sends the event yet
constexpr auto pairing = "operator.pairing"_L1;
constexpr auto questions = "operator.questions"_L1;
constexpr auto read = "operator.read"_L1;
constexpr auto talk = "operator.talk"_L1;
constexpr auto write = "operator.write"_L1;

constexpr std::array rules = {
    EventRule{"agent"_L1, Audience::Operators, read, false, "agent"_L1},
    EventRule{"board.changed"_L1, Audience::Operators, read, false, "board.get"_L1},
    EventRule{"board.command"_L1, Audience::Operators, read, false, "board.get"_L1},
    EventRule{"chat"_L1, Audience::Operators, read, false, "chat.send"_L1},
    EventRule{"chat.metadata.changed"_L1, Audience::Operators, read, true, "chat.metadata"_L1},
    EventRule{"chat.send_timing"_L1, Audience::Operators, read, false, notYet},
    EventRule{"chat.side_result"_L1, Audience::Operators, read, false, notYet},
    EventRule{"config.changed"_L1, Audience::Operators, read, true, "config.get"_L1},
    EventRule{"connect.challenge"_L1, Audience::TheClient},
    EventRule{"controlUi.sessionPullRequests.changed"_L1, Audience::Operators, read, false,
              "controlUi.sessionPullRequests.subscribe"_L1},
    EventRule{"cron"_L1, Audience::Operators, read, true, "cron.list"_L1},
    EventRule{"device.pair.changed"_L1, Audience::Operators, pairing, true, "device.pair.list"_L1},
    EventRule{"device.pair.requested"_L1, Audience::Operators, pairing, true, "device.pair.list"_L1},
    EventRule{"device.pair.resolved"_L1, Audience::Operators, pairing, true, "device.pair.list"_L1},
    EventRule{"device.pair.setup.completed"_L1, Audience::Operators, pairing, true,
              "device.pair.setupCode"_L1},
    EventRule{"device.pair.setup.deliveryUncertain"_L1, Audience::Operators, pairing, true,
              "device.pair.setupCode"_L1},
    EventRule{"exec.approval.requested"_L1, Audience::Operators, approvals, false,
              "exec.approval.request"_L1},
    EventRule{"exec.approval.resolved"_L1, Audience::Operators, approvals, false, "exec.approval.request"_L1},
    EventRule{"gateway.suspension"_L1, Audience::Everyone, {}, false, "gateway.suspend.prepare"_L1},
    EventRule{"health"_L1, Audience::Everyone},
    EventRule{"heartbeat"_L1, Audience::Everyone, {}, true, "last-heartbeat"_L1},
    EventRule{"mentions.changed"_L1, Audience::Operators, read, false, "mentions.list"_L1},
    EventRule{"models.snapshot"_L1, Audience::TheClient, {}, false, notYet},
    EventRule{"node.hostStats"_L1, Audience::Operators, read, true, "node.event"_L1},
    EventRule{"node.invoke.cancel"_L1, Audience::TheNode, {}, false, "node.invoke"_L1},
    EventRule{"node.invoke.input"_L1, Audience::TheNode, {}, false, notYet},
    EventRule{"node.invoke.request"_L1, Audience::TheNode, {}, false, "node.invoke"_L1},
    EventRule{"node.pair.requested"_L1, Audience::Operators, pairing, true, "node.pair.list"_L1},
    EventRule{"node.pair.resolved"_L1, Audience::OperatorsAndTheNode, pairing, false, "node.pair.list"_L1},
    EventRule{"node.presence"_L1, Audience::Operators, read, true, "node.list"_L1},
    EventRule{"node.runnerInventory.changed"_L1, Audience::Operators, read, true,
              "node.runnerInventory.update"_L1},
    EventRule{"plugins.changed"_L1, Audience::Operators, read, true, "plugins.list"_L1},
    EventRule{"plugins.controlUi.changed"_L1, Audience::Operators, read, true, "plugins.controlUi.list"_L1},
    EventRule{"plugins.install.progress"_L1, Audience::Operators, admin, false, "plugins.install"_L1},
    EventRule{"portal.changed"_L1, Audience::Operators, read, false, "portal.get"_L1},
    EventRule{"presence"_L1, Audience::Operators, read, true},
    EventRule{"progressCard.changed"_L1, Audience::Operators, read, false, "progressCard.update"_L1},
    EventRule{"question.requested"_L1, Audience::Operators, questions, false, "question.request"_L1},
    EventRule{"question.resolved"_L1, Audience::Operators, questions, false, "question.request"_L1},
    EventRule{"session.approval"_L1, Audience::OperatorsWhoAsked, approvals, false,
              "exec.approval.request"_L1},
    EventRule{"session.message"_L1, Audience::OperatorsWhoAsked, read, false,
              "sessions.messages.subscribe"_L1},
    EventRule{"session.observer"_L1, Audience::Operators, read, false, notYet},
    EventRule{"session.operation"_L1, Audience::Operators, read, false, "sessions.compact"_L1},
    EventRule{"session.sharing"_L1, Audience::Operators, read, false, notYet},
    EventRule{"session.sharing.evidence"_L1, Audience::Operators, read, false, notYet},
    EventRule{"session.suggestion"_L1, Audience::Operators, read, false, notYet},
    EventRule{"session.tool"_L1, Audience::OperatorsWhoAsked, read, false, "sessions.messages.subscribe"_L1},
    EventRule{"session.typing"_L1, Audience::Operators, read, false, notYet},
    EventRule{"sessions.catalog.host"_L1, Audience::Operators, read, false, "sessions.catalog.list"_L1},
    EventRule{"sessions.changed"_L1, Audience::OperatorsWhoAsked, read, true, "sessions.subscribe"_L1},
    EventRule{"shutdown"_L1, Audience::Everyone},
    EventRule{"skills.changed"_L1, Audience::Operators, read, false, "skills.status"_L1},
    EventRule{"talk.event"_L1, Audience::Operators, read, false, "talk.session.create"_L1},
    EventRule{"talk.mode"_L1, Audience::Operators, talk, true, "talk.mode"_L1},
    EventRule{"talk.voice.change"_L1, Audience::Operators, talk, true, "talk.voice.set"_L1},
    EventRule{"task"_L1, Audience::Operators, read, true, "tasks.get"_L1},
    EventRule{"task.suggestion"_L1, Audience::OperatorsWhoAsked, read, false, "taskSuggestions.create"_L1},
    EventRule{"terminal.data"_L1, Audience::Operators, admin, false, "terminal.open"_L1},
    EventRule{"terminal.exit"_L1, Audience::Operators, admin, false, "terminal.open"_L1},
    EventRule{"tick"_L1, Audience::Everyone},
    EventRule{"ui.command"_L1, Audience::Operators, read, false, notYet},
    EventRule{"update.available"_L1, Audience::Everyone, {}, true, "update.run"_L1},
    EventRule{"update.run.changed"_L1, Audience::Operators, admin, false, "update.run"_L1},
    EventRule{"users.prefs.changed"_L1, Audience::Operators, read, false, "users.prefs.set"_L1},
    EventRule{"voicewake.changed"_L1, Audience::OperatorsAndNodes, read, true, "voicewake.get"_L1},
    EventRule{"voicewake.routing.changed"_L1, Audience::OperatorsAndNodes, read, true,
              "voicewake.routing.get"_L1},
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

QStringList offeredEvents(const std::function<bool(const QString &)> &hasMethod)
{
    QStringList events;
    for (const EventRule &rule : rules) {
        if (rule.method.isEmpty() || hasMethod(rule.method))
            events += rule.name;
    }
    return events;
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
