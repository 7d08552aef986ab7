#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <utility>

namespace wsagent {

/// Calls `what` once when `delay` is over, unless the owner is gone by then. QTimer::singleShot calls nothing
/// either then, but keeps its timer and what the function holds until the time is over: under a flood of
/// clients that is too many timers, of which each that ends is searched for among all the others.
template <typename What>
void callAfter(QObject *owner, std::chrono::milliseconds delay, What what)
{
    auto *timer = new QTimer(owner);
    timer->setSingleShot(true);
    QObject::connect(timer, &QTimer::timeout, owner, [timer, what = std::move(what)] {
        timer->deleteLater();
        what();
    });
    timer->start(delay);
}

} // namespace wsagent
