#include "gateway/browser/page/pageinput.h"

#include "gateway/browser/page/pageframes.h"

#include "gateway/browser/page/pagescripts.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds lookAgain{50};
constexpr std::chrono::milliseconds betweenKeys{75};
constexpr std::chrono::milliseconds dragPatience{150}; // for the page to begin a drag of its own
constexpr int dragSteps = 5;

QString obstacle(const QJsonValue &state)
{
    const QString word = state["state"_L1].toString();
    if (word == "covered"_L1)
        return u"the element is covered by %1"_s.arg(state["by"_L1].toString());
    if (word == "disabled"_L1)
        return u"the element is disabled"_s;
    if (word == "outside"_L1)
        return u"the element cannot be scrolled into view"_s;
    return u"the element is not visible"_s;
}

QJsonObject mouseEvent(QLatin1StringView type, PagePoint point, const MouseClick &click, int buttons,
                       int count)
{
    return {{"type"_L1, type},
            {"x"_L1, point.x},
            {"y"_L1, point.y},
            {"button"_L1, click.button},
            {"buttons"_L1, buttons},
            {"clickCount"_L1, count},
            {"modifiers"_L1, click.modifiers}};
}

int buttonBit(const QString &button)
{
    return button == "right"_L1 ? 2 : button == "middle"_L1 ? 4 : 1;
}

QJsonObject moveEvent(PagePoint point, bool isPressed)
{
    return {{"type"_L1, u"mouseMoved"_s},
            {"x"_L1, point.x},
            {"y"_L1, point.y},
            {"button"_L1, isPressed ? u"left"_s : u"none"_s},
            {"buttons"_L1, isPressed ? 1 : 0}};
}

/// What has been sent in one go; the first that failed.
QCoro::Task<BrowserResult<void>> allOf(QList<Later<CdpAnswer>> sent)
{
    BrowserResult<void> result;
    for (const Later<CdpAnswer> &each : std::as_const(sent)) {
        const auto answer = co_await each;
        if (!answer && result)
            result = answer.error();
    }
    co_return result;
}

/// What a page hands over when it begins a drag of its own.
struct Drag
{
    std::optional<QJsonObject> data;
};

} // namespace

BrowserError actFailed(const QString &message)
{
    return {.status = 500, .message = message, .code = u"ACT_OPERATION_FAILED"_s};
}

QCoro::Task<BrowserResult<PagePoint>> whenReady(BrowserSessionPtr session, TabPtr tab, PageNode node,
                                                ElementReadiness wanted, QDeadlineTimer deadline)
{
    for (;;) {
        const auto scrolling = tab->callIn(node.session, "DOM.scrollIntoViewIfNeeded"_L1,
                                           {{"backendNodeId"_L1, node.backendNodeId}});
        const auto scrolled = co_await scrolling;
        if (!scrolled && !scrolled.error().code.isEmpty())
            co_return scrolled.error();
        const QJsonArray arguments{wanted.hits, wanted.works};
        const auto asking =
            callOn(tab, node, scripts::readiness, arguments, std::chrono::milliseconds(10'000));
        const auto state = co_await asking;
        if (!state)
            co_return state.error();
        const QString word = (*state)["state"_L1].toString();
        if (word == "detached"_L1)
            co_return actFailed(u"the element is not on the page any more; run a new snapshot"_s);
        if (word == "ok"_L1) {
            const auto boxing = boxOf(tab, node);
            const auto box = co_await boxing;
            if (!box)
                co_return box.error();
            const auto covering = coverOfFrame(tab, node, *box);
            const QString cover = co_await covering;
            if (cover.isEmpty() || !wanted.hits)
                co_return PagePoint{box->x + box->width / 2, box->y + box->height / 2};
            if (deadline.hasExpired())
                co_return actFailed(u"the frame of the element is covered by %1"_s.arg(cover));
        } else if (deadline.hasExpired()) {
            co_return actFailed(obstacle(*state));
        }
        const auto pausing = session->pause(lookAgain);
        const bool passed = co_await pausing;
        if (!passed)
            co_return actFailed(u"the browser has been stopped"_s);
    }
}

QCoro::Task<BrowserResult<void>> clickAt(TabPtr tab, PagePoint point, MouseClick click)
{
    QList<Later<CdpAnswer>> sent;
    sent += tab->call("Input.dispatchMouseEvent"_L1, moveEvent(point, false));
    const int clicks = click.isDouble ? 2 : 1;
    for (int count = 1; count <= clicks; ++count) {
        sent += tab->call("Input.dispatchMouseEvent"_L1,
                          mouseEvent("mousePressed"_L1, point, click, buttonBit(click.button), count));
        sent +=
            tab->call("Input.dispatchMouseEvent"_L1, mouseEvent("mouseReleased"_L1, point, click, 0, count));
    }
    const auto waiting = allOf(sent);
    const auto done = co_await waiting;
    co_return done;
}

QCoro::Task<BrowserResult<void>> moveTo(TabPtr tab, PagePoint point)
{
    const auto moving = tab->call("Input.dispatchMouseEvent"_L1, moveEvent(point, false));
    const auto moved = co_await moving;
    co_return moved ? BrowserResult<void>() : moved.error();
}

QCoro::Task<BrowserResult<void>> dragTo(BrowserSessionPtr session, TabPtr tab, PagePoint from, PagePoint to)
{
    const auto drag = std::make_shared<Drag>();
    const auto listening = QObject::connect(tab.get(), &Tab::dragIntercepted, tab.get(),
                                            [drag](const QJsonObject &data) { drag->data = data; });
    QList<Later<CdpAnswer>> sent;
    sent += tab->call("Input.setInterceptDrags"_L1, {{"enabled"_L1, true}});
    sent += tab->call("Input.dispatchMouseEvent"_L1, moveEvent(from, false));
    sent += tab->call("Input.dispatchMouseEvent"_L1, mouseEvent("mousePressed"_L1, from, {}, 1, 1));
    for (int step = 1; step <= dragSteps; ++step) {
        const double part = double(step) / dragSteps;
        const PagePoint between{from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part};
        sent += tab->call("Input.dispatchMouseEvent"_L1, moveEvent(between, true));
    }
    const auto beginning = session->until(
        tab, [drag] { return drag->data.has_value(); }, QDeadlineTimer(dragPatience));
    const bool isOwn = co_await beginning;
    QObject::disconnect(listening);
    if (isOwn) {
        for (const QString &type : {u"dragEnter"_s, u"dragOver"_s, u"drop"_s})
            sent += tab->call("Input.dispatchDragEvent"_L1,
                              {{"type"_L1, type}, {"x"_L1, to.x}, {"y"_L1, to.y}, {"data"_L1, *drag->data}});
    }
    sent += tab->call("Input.dispatchMouseEvent"_L1, mouseEvent("mouseReleased"_L1, to, {}, 0, 1));
    sent += tab->call("Input.setInterceptDrags"_L1, {{"enabled"_L1, false}});
    const auto waiting = allOf(sent);
    const auto done = co_await waiting;
    co_return done;
}

QCoro::Task<BrowserResult<void>> pressKey(TabPtr tab, Keystroke stroke)
{
    const QList<Later<CdpAnswer>> sent{tab->call("Input.dispatchKeyEvent"_L1, keyEvent(stroke, "keyDown"_L1)),
                                       tab->call("Input.dispatchKeyEvent"_L1, keyEvent(stroke, "keyUp"_L1))};
    const auto waiting = allOf(sent);
    const auto done = co_await waiting;
    co_return done;
}

QCoro::Task<BrowserResult<void>> holdKey(BrowserSessionPtr session, TabPtr tab, Keystroke stroke,
                                         std::chrono::milliseconds time)
{
    const auto pushing = tab->call("Input.dispatchKeyEvent"_L1, keyEvent(stroke, "keyDown"_L1));
    const auto pushed = co_await pushing;
    if (!pushed)
        co_return pushed.error();
    const auto pausing = session->pause(time);
    const bool passed = co_await pausing;
    if (!passed)
        co_return actFailed(u"the browser has been stopped"_s);
    const auto releasing = tab->call("Input.dispatchKeyEvent"_L1, keyEvent(stroke, "keyUp"_L1));
    const auto released = co_await releasing;
    co_return released ? BrowserResult<void>() : released.error();
}

QCoro::Task<BrowserResult<void>> typeInto(TabPtr tab, PageNode node, QString text)
{
    const QJsonArray arguments{text};
    const auto asking = callOn(tab, node, scripts::beginTyping, arguments, std::chrono::milliseconds(10'000));
    const auto begun = co_await asking;
    if (!begun)
        co_return begun.error();
    if (begun->toString() == "set"_L1)
        co_return BrowserResult<void>();
    if (begun->toString() != "typing"_L1)
        co_return actFailed(u"the element takes no text: %1"_s.arg(begun->toString()));
    if (text.isEmpty()) {
        const Keystroke erase{.key = u"Delete"_s, .code = u"Delete"_s, .keyCode = 46};
        const auto erasing = pressKey(tab, erase);
        const auto erased = co_await erasing;
        co_return erased;
    }
    const auto inserting = tab->call("Input.insertText"_L1, {{"text"_L1, text}});
    const auto inserted = co_await inserting;
    co_return inserted ? BrowserResult<void>() : inserted.error();
}

QCoro::Task<BrowserResult<void>> typeSlowly(BrowserSessionPtr session, TabPtr tab, PageNode node,
                                            QString text)
{
    const auto emptying = typeInto(tab, node, {});
    const auto emptied = co_await emptying;
    if (!emptied)
        co_return emptied.error();
    const QList<uint> characters = text.toUcs4();
    for (const uint each : characters) {
        if (each > 0xffff) { // no key is known by such a sign
            const char32_t sign = each;
            const QJsonObject whole{{"text"_L1, QString::fromUcs4(&sign, 1)}};
            const auto inserting = tab->call("Input.insertText"_L1, whole);
            const auto inserted = co_await inserting;
            if (!inserted)
                co_return inserted.error();
            continue;
        }
        const auto stroke = parseKeystroke(each == u'\n' ? u"Enter"_s : QString(QChar(char16_t(each))));
        if (!stroke)
            co_return stroke.error();
        const auto pressing = pressKey(tab, *stroke);
        const auto pressed = co_await pressing;
        if (!pressed)
            co_return pressed.error();
        const auto pausing = session->pause(betweenKeys);
        const bool passed = co_await pausing;
        if (!passed)
            co_return actFailed(u"the browser has been stopped"_s);
    }
    co_return BrowserResult<void>();
}

} // namespace wsagent
