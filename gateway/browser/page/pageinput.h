#pragma once

#include "gateway/browser/page/browsersession.h"
#include "gateway/browser/page/keystrokes.h"
#include "gateway/browser/page/pagenode.h"

namespace wsagent {

// What a person does with mouse and keyboard, done to a page.

struct PagePoint
{
    double x = 0;
    double y = 0;
};

struct MouseClick
{
    QString button = QStringLiteral("left");
    int modifiers = 0;
    bool isDouble = false;
};

/// What an element has to be before something is done with it.
struct ElementReadiness
{
    bool hits = true;  ///< a click in its middle hits it
    bool works = true; ///< it is not disabled
};

/// Scrolls there and waits until the element is ready; its middle. The error says what is in the way.
QCoro::Task<BrowserResult<PagePoint>> whenReady(BrowserSessionPtr session, TabPtr tab, PageNode node,
                                                ElementReadiness wanted, QDeadlineTimer deadline);

QCoro::Task<BrowserResult<void>> clickAt(TabPtr tab, PagePoint point, MouseClick click);
QCoro::Task<BrowserResult<void>> moveTo(TabPtr tab, PagePoint point);
/// With the page's own drag and drop where it has one.
QCoro::Task<BrowserResult<void>> dragTo(BrowserSessionPtr session, TabPtr tab, PagePoint from, PagePoint to);
QCoro::Task<BrowserResult<void>> pressKey(TabPtr tab, Keystroke stroke);
/// Lets go of it after that time.
QCoro::Task<BrowserResult<void>> holdKey(BrowserSessionPtr session, TabPtr tab, Keystroke stroke,
                                         std::chrono::milliseconds time);
/// What stands in the field is replaced.
QCoro::Task<BrowserResult<void>> typeInto(TabPtr tab, PageNode node, QString text);
/// Key by key, as a person.
QCoro::Task<BrowserResult<void>> typeSlowly(BrowserSessionPtr session, TabPtr tab, PageNode node,
                                            QString text);

BrowserError actFailed(const QString &message);

} // namespace wsagent
