#include "gateway/browser/page/pageactions.h"

#include "gateway/base/jsontexts.h"
#include "gateway/browser/page/pageinput.h"
#include "gateway/browser/page/pagescripts.h"
#include "gateway/browser/page/pagewait.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Done = QCoro::Task<BrowserResult<QJsonObject>>;

constexpr std::chrono::milliseconds loadPatience{5000};  // for what an action makes the page load
constexpr std::chrono::milliseconds settlePatience{200}; // with a page that is busy
constexpr int mostActions = 100;                         // of a batch

BrowserError invalid(const QString &message)
{
    return {.status = 400, .message = message, .code = u"ACT_INVALID_REQUEST"_s};
}

int clamped(const QJsonValue &value, int usual, int least, int most)
{
    return int(std::clamp(value.toDouble(usual), double(least), double(most)));
}

/// Of an action that has nothing to tell.
BrowserResult<QJsonObject> answerOf(const BrowserResult<void> &done)
{
    return done ? BrowserResult<QJsonObject>(QJsonObject()) : done.error();
}

QDeadlineTimer deadlineOf(const QJsonObject &action)
{
    return QDeadlineTimer(clamped(action["timeoutMs"_L1], 8000, 500, 60'000));
}

BrowserResult<MouseClick> clickOf(const QJsonObject &action)
{
    const auto modifiers = modifierBits(textsIn(action["modifiers"_L1]));
    if (!modifiers)
        return modifiers.error();
    MouseClick click{.button = action["button"_L1].toString(u"left"_s),
                     .modifiers = *modifiers,
                     .isDouble = action["doubleClick"_L1].toBool()};
    if (!QStringList{u"left"_s, u"right"_s, u"middle"_s}.contains(click.button))
        return invalid(u"button must be left|right|middle"_s);
    return click;
}

/// The element of a ref, ready, and its middle.
struct Target
{
    PageNode node;
    PagePoint middle;
};

QCoro::Task<BrowserResult<Target>> target(ActCall call, QLatin1StringView member, ElementReadiness wanted)
{
    const auto node = nodeOf(*call.tab, call.action[member].toString());
    if (!node)
        co_return node.error();
    const auto waiting = whenReady(call.session, call.tab, *node, wanted, deadlineOf(call.action));
    const auto point = co_await waiting;
    if (!point)
        co_return point.error();
    co_return Target{*node, *point};
}

Done clickElement(ActCall call)
{
    const auto click = clickOf(call.action);
    if (!click)
        co_return click.error();
    const auto finding = target(call, "ref"_L1, {});
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto clicking = clickAt(call.tab, found->middle, *click);
    const auto clicked = co_await clicking;
    co_return answerOf(clicked);
}

Done clickPlace(ActCall call)
{
    const auto click = clickOf(call.action);
    if (!click)
        co_return click.error();
    const PagePoint place{call.action["x"_L1].toDouble(), call.action["y"_L1].toDouble()};
    const auto clicking = clickAt(call.tab, place, *click);
    const auto clicked = co_await clicking;
    co_return answerOf(clicked);
}

Done typeText(ActCall call)
{
    const ElementReadiness wanted{.hits = false};
    const auto finding = target(call, "ref"_L1, wanted);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const QString text = call.action["text"_L1].toString();
    auto typing = call.action["slowly"_L1].toBool() ? typeSlowly(call.session, call.tab, found->node, text)
                                                    : typeInto(call.tab, found->node, text);
    const auto typed = co_await typing;
    if (!typed)
        co_return typed.error();
    if (!call.action["submit"_L1].toBool())
        co_return QJsonObject();
    const auto enter = parseKeystroke(u"Enter"_s);
    const auto pressing = pressKey(call.tab, *enter);
    const auto pressed = co_await pressing;
    co_return answerOf(pressed);
}

Done pressOneKey(ActCall call)
{
    const auto stroke = parseKeystroke(call.action["key"_L1].toString());
    if (!stroke)
        co_return stroke.error();
    const std::chrono::milliseconds time(clamped(call.action["delayMs"_L1], 0, 0, 5000));
    auto pressing =
        time.count() > 0 ? holdKey(call.session, call.tab, *stroke, time) : pressKey(call.tab, *stroke);
    const auto pressed = co_await pressing;
    co_return answerOf(pressed);
}

Done hover(ActCall call)
{
    const ElementReadiness wanted{.works = false};
    const auto finding = target(call, "ref"_L1, wanted);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto moving = moveTo(call.tab, found->middle);
    const auto moved = co_await moving;
    co_return answerOf(moved);
}

Done scrollIntoView(ActCall call)
{
    const ElementReadiness wanted{.hits = false, .works = false};
    const auto finding = target(call, "ref"_L1, wanted);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    co_return QJsonObject();
}

Done drag(ActCall call)
{
    const auto starting = target(call, "startRef"_L1, {});
    const auto start = co_await starting;
    if (!start)
        co_return start.error();
    const ElementReadiness wanted{.hits = false, .works = false};
    const auto ending = target(call, "endRef"_L1, wanted);
    const auto end = co_await ending;
    if (!end)
        co_return end.error();
    // To show the one may have moved the other.
    const auto boxing = boxOf(call.tab, start->node);
    const auto box = co_await boxing;
    if (!box)
        co_return box.error();
    const PagePoint from{box->x + box->width / 2, box->y + box->height / 2};
    const auto dragging = dragTo(call.session, call.tab, from, end->middle);
    const auto dragged = co_await dragging;
    co_return answerOf(dragged);
}

Done selectValues(ActCall call)
{
    const ElementReadiness wanted{.hits = false};
    const auto finding = target(call, "ref"_L1, wanted);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const QJsonArray arguments{call.action["values"_L1].toArray()};
    const auto choosing =
        callOn(call.tab, found->node, scripts::selectOptions, arguments, std::chrono::milliseconds(10'000));
    const auto chosen = co_await choosing;
    if (!chosen)
        co_return chosen.error();
    if (const QString why = (*chosen)["why"_L1].toString(); !why.isEmpty())
        co_return actFailed(u"nothing is selected: %1"_s.arg(why));
    co_return QJsonObject{{"values"_L1, (*chosen)["values"_L1]}};
}

/// A check box or a radio button is clicked when it is not as it should be.
QCoro::Task<BrowserResult<void>> check(ActCall call, Target found, bool wanted)
{
    const auto asking =
        callOn(call.tab, found.node, scripts::isChecked, {}, std::chrono::milliseconds(10'000));
    const auto state = co_await asking;
    if (!state)
        co_return state.error();
    if (state->isNull())
        co_return actFailed(u"the element cannot be checked"_s);
    if (state->toBool() == wanted)
        co_return BrowserResult<void>();
    const auto clicking = clickAt(call.tab, found.middle, {});
    const auto clicked = co_await clicking;
    co_return clicked;
}

QString fieldText(const QJsonValue &value)
{
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15);
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    return value.toString();
}

Done fill(ActCall call)
{
    const QJsonArray fields = call.action["fields"_L1].toArray();
    for (const QJsonValue &field : fields) {
        ActCall one = call;
        one.action.insert("ref"_L1, field["ref"_L1]);
        const QString type = field["type"_L1].toString();
        const bool isCheck = type == "checkbox"_L1 || type == "radio"_L1;
        const ElementReadiness wanted{.hits = isCheck};
        const auto finding = target(one, "ref"_L1, wanted);
        const auto found = co_await finding;
        if (!found)
            co_return found.error();
        const QJsonValue value = field["value"_L1];
        const bool truth = value.toBool(value.toString() == "true"_L1);
        auto filling =
            isCheck ? check(one, *found, truth) : typeInto(call.tab, found->node, fieldText(value));
        const auto filled = co_await filling;
        if (!filled)
            co_return filled.error();
    }
    co_return QJsonObject();
}

Done resize(ActCall call)
{
    const QJsonObject size{{"width"_L1, clamped(call.action["width"_L1], 0, 1, 10'000)},
                           {"height"_L1, clamped(call.action["height"_L1], 0, 1, 10'000)},
                           {"deviceScaleFactor"_L1, 0},
                           {"mobile"_L1, false}};
    const auto resizing = call.tab->call("Emulation.setDeviceMetricsOverride"_L1, size);
    const auto resized = co_await resizing;
    if (!resized)
        co_return resized.error();
    co_return QJsonObject();
}

Done waitForThings(ActCall call)
{
    const auto waiting = waitFor(call.session, call.tab, call.action);
    const auto waited = co_await waiting;
    co_return answerOf(waited);
}

/// A function is called, with the element of `ref` when there is one; an expression is its value.
Done evaluateScript(ActCall call)
{
    const QString source = call.action["fn"_L1].toString();
    const std::chrono::milliseconds timeout(clamped(call.action["timeoutMs"_L1], 20'000, 500, 120'000));
    const QString ref = call.action["ref"_L1].toString();
    BrowserResult<QJsonValue> result = QJsonValue();
    if (ref.isEmpty()) {
        const QString expression = u"(async () => { %1 })()"_s.arg(valueScript(source));
        const auto asking = evaluate(call.tab, expression, timeout);
        result = co_await asking;
    } else {
        const auto node = nodeOf(*call.tab, ref);
        if (!node)
            co_return node.error();
        const QString function = u"async function () { %1 }"_s.arg(valueScript(source, u"this"_s));
        const auto asking = callOn(call.tab, *node, function, {}, timeout);
        result = co_await asking;
    }
    if (!result)
        co_return result.error();
    co_return QJsonObject{{"result"_L1, result->isUndefined() ? QJsonValue() : *result}};
}

Done closePage(ActCall call)
{
    const auto closing = call.session->closeTab(call.tab);
    const auto closed = co_await closing;
    co_return answerOf(closed);
}

Done batch(ActCall call);

struct Kind
{
    QLatin1StringView name;
    Done (*run)(ActCall);
    QList<QLatin1StringView> needs;
};

const QList<Kind> &kinds()
{
    static const QList<Kind> all{{"click"_L1, clickElement, {"ref"_L1}},
                                 {"clickCoords"_L1, clickPlace, {"x"_L1, "y"_L1}},
                                 {"type"_L1, typeText, {"ref"_L1, "text"_L1}},
                                 {"press"_L1, pressOneKey, {"key"_L1}},
                                 {"hover"_L1, hover, {"ref"_L1}},
                                 {"scrollIntoView"_L1, scrollIntoView, {"ref"_L1}},
                                 {"drag"_L1, drag, {"startRef"_L1, "endRef"_L1}},
                                 {"select"_L1, selectValues, {"ref"_L1, "values"_L1}},
                                 {"fill"_L1, fill, {"fields"_L1}},
                                 {"resize"_L1, resize, {"width"_L1, "height"_L1}},
                                 {"wait"_L1, waitForThings, {}},
                                 {"evaluate"_L1, evaluateScript, {"fn"_L1}},
                                 {"close"_L1, closePage, {}},
                                 {"batch"_L1, batch, {"actions"_L1}}};
    return all;
}

const Kind *kindOf(const QJsonObject &action)
{
    const QString name = action["kind"_L1].toString();
    const auto kind =
        std::find_if(kinds().begin(), kinds().end(), [&name](const Kind &each) { return each.name == name; });
    return kind == kinds().end() ? nullptr : &*kind;
}

/// One after the other, until one fails or takes the page away from the others.
Done batch(ActCall call)
{
    const QJsonArray actions = call.action["actions"_L1].toArray();
    const bool stops = call.action["stopOnError"_L1].toBool(true);
    const int documents = call.tab->documents();
    QJsonArray results;
    QString aborted;
    for (const QJsonValue &action : actions) {
        if (call.tab->isLost() || call.tab->documents() != documents || call.tab->dialog()) {
            aborted = call.tab->dialog() ? u"a dialog is open"_s : u"the page has changed"_s;
            break;
        }
        ActCall one = call;
        one.action = action.toObject();
        const auto running = kindOf(one.action)->run(one);
        const auto result = co_await running;
        QJsonObject row = result ? *result : QJsonObject{{"error"_L1, result.error().message}};
        row.insert("ok"_L1, bool(result));
        results += row;
        if (!result && stops)
            break;
    }
    QJsonObject answer{{"results"_L1, results}};
    if (!aborted.isEmpty())
        answer.insert("aborted"_L1, aborted);
    co_return answer;
}

} // namespace

QStringList actKinds()
{
    QStringList names;
    for (const Kind &kind : kinds())
        names += kind.name;
    return names;
}

std::optional<BrowserError> actObjection(const QJsonObject &action, bool mayEvaluate)
{
    const QString name = action["kind"_L1].toString();
    if (name.isEmpty())
        return BrowserError{.status = 400, .message = u"kind is required"_s, .code = u"ACT_KIND_REQUIRED"_s};
    const Kind *kind = kindOf(action);
    if (!kind)
        return invalid(u"unknown kind \"%1\": %2"_s.arg(name.left(40), actKinds().join(u'|')));
    if (name != "wait"_L1 && action.contains("selector"_L1))
        return BrowserError{.status = 400,
                            .message = u"\"selector\" is for wait only; take a ref of a snapshot"_s,
                            .code = u"ACT_SELECTOR_UNSUPPORTED"_s};
    for (const QLatin1StringView member : kind->needs) {
        if (!action.contains(member))
            return invalid(u"%1: %2 is required"_s.arg(name, member));
    }
    if (!mayEvaluate && (name == "evaluate"_L1 || action.contains("fn"_L1)))
        return BrowserError{.status = 403,
                            .message = u"scripts in pages are switched off (browser.evaluateEnabled)"_s,
                            .code = u"ACT_EVALUATE_DISABLED"_s};
    const QJsonArray actions = action["actions"_L1].toArray();
    if (name == "batch"_L1 && (actions.isEmpty() || actions.size() > mostActions))
        return invalid(u"batch: 1 to %1 actions"_s.arg(mostActions));
    for (const QJsonValue &each : actions) {
        if (each["kind"_L1] == "batch"_L1)
            return invalid(u"a batch holds no batch"_s);
        if (each["targetId"_L1].isString() && each["targetId"_L1] != action["targetId"_L1])
            return BrowserError{.status = 403,
                                .message = u"the actions of a batch are all for the tab of the batch"_s,
                                .code = u"ACT_TARGET_ID_MISMATCH"_s};
        if (const auto objection = actObjection(each.toObject(), mayEvaluate))
            return objection;
    }
    return std::nullopt;
}

QCoro::Task<BrowserResult<QJsonObject>> act(ActCall call)
{
    if (const auto objection = actObjection(call.action, call.mayEvaluate))
        co_return *objection;
    const auto fronting = call.session->bringToFront(call.tab);
    const auto inFront = co_await fronting;
    if (!inFront)
        co_return inFront.error();
    const auto putting = NavigationGuard::put(call.tab, call.session->facts().navigation());
    const NavigationGuardPtr guard = co_await putting;
    const bool isWait = call.action["kind"_L1] == "wait"_L1;
    const auto running = kindOf(call.action)->run(call);
    const auto done = co_await running;
    if (!done && !call.tab->dialog()) {
        BrowserError error = done.error();
        if (error.code.isEmpty())
            error.code = u"ACT_OPERATION_FAILED"_s;
        co_return error;
    }
    QJsonObject answer = done ? *done : QJsonObject();
    answer.insert("targetId"_L1, call.tab->targetId);
    if (call.tab->isLost())
        co_return answer;
    if (!isWait && !call.tab->dialog()) {
        // What the action has begun to load is known when the page has done what it put off.
        const auto settling = evaluate(call.tab, u"new Promise(done => setTimeout(done))"_s, settlePatience);
        const auto settled = co_await settling;
        const TabPtr tab = call.tab;
        const auto loading = call.session->until(
            tab, [tab] { return !tab->isLoading(); }, QDeadlineTimer(loadPatience));
        const bool loaded = co_await loading;
        Q_UNUSED(settled) // a page that goes away does not answer
        Q_UNUSED(loaded)  // a page that takes longer goes on loading
    }
    const auto placing = call.session->checkPlace(call.tab, guard);
    const auto placed = co_await placing;
    if (!placed)
        co_return placed.error();
    answer.insert("url"_L1, call.tab->url);
    const QJsonObject dialogs = dialogReport(*call.tab);
    for (auto it = dialogs.begin(); it != dialogs.end(); ++it)
        answer.insert(it.key(), it.value());
    co_return answer;
}

} // namespace wsagent
