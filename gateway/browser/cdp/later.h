#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 does not understand what it includes
#include <qcoro/coroutine.h>
#endif
#include <memory>
#include <optional>
#include <utility>

namespace wsagent {

/// A value that one coroutine waits for and somebody else hands over, once: `co_await` gives it. Copies are
/// the same promise. Whoever keeps one has to hand something over in the end, else the waiting one never
/// goes on.
template <typename T>
class Later
{
public:
    Later()
        : m_state(std::make_shared<State>())
    {}

    /// The coroutine goes on within this call. What comes after the first value is ignored.
    void settle(T value) const
    {
        const auto state = m_state; // what goes on may let go of this promise
        if (state->value)
            return;
        state->value.emplace(std::move(value));
        if (const auto waiting = std::exchange(state->waiting, {}))
            waiting.resume();
    }
    bool isSettled() const { return m_state->value.has_value(); }

    bool await_ready() const noexcept { return isSettled(); }
    void await_suspend(std::coroutine_handle<> waiting) const noexcept { m_state->waiting = waiting; }
    T await_resume() const { return *m_state->value; }

private:
    struct State
    {
        std::optional<T> value;
        std::coroutine_handle<> waiting;
    };

    std::shared_ptr<State> m_state;
};

} // namespace wsagent
