#pragma once

#include "gateway/browser/page/pagebox.h"
#include "gateway/browser/page/tab.h"

namespace wsagent {

/// Where what has this session begins in the viewport of the page; only x and y count. A frame of another
/// origin has coordinates of its own, and so has one inside of that.
QCoro::Task<PageBox> frameOrigin(TabPtr tab, QString session);

/// What lies over the frame of an element where the middle of that box is: its tag; empty when nothing does,
/// or it cannot be told. `box`: in CSS pixels of the viewport of the page.
QCoro::Task<QString> coverOfFrame(TabPtr tab, PageNode node, PageBox box);

} // namespace wsagent
