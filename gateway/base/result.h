#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <variant>

namespace wsagent {

/// What kind of thing went wrong; `--json` shows it as `error.type`, and the exit code follows from it.
enum class ErrorKind { Failed, Usage, ConfigInvalid, NotFound, Conflict, Isolation, Io, Unreachable };

/// An error is a sentence a person can act on: what happened and where, and what to do about it.
/// It never holds a secret.
struct Error
{
    QString message;
    QString fix = {}; ///< one command or one action, empty when there is none
    ErrorKind kind = ErrorKind::Failed;

    bool operator==(const Error &) const = default;
};

/// A value or the reason why there is none. Reading the wrong side is a programming error (asserted).
template <typename T, typename E = Error>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {}
    Result(E error)
        : m_state(std::in_place_index<1>, std::move(error))
    {}

    explicit operator bool() const { return m_state.index() == 0; }

    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(value()); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }

    const E &error() const
    {
        Q_ASSERT(m_state.index() == 1);
        return *std::get_if<1>(&m_state);
    }

private:
    T &value()
    {
        Q_ASSERT(m_state.index() == 0);
        return *std::get_if<0>(&m_state);
    }
    const T &value() const
    {
        Q_ASSERT(m_state.index() == 0);
        return *std::get_if<0>(&m_state);
    }

    std::variant<T, E> m_state;
};

/// Success, or the reason why not.
template <typename E>
class [[nodiscard]] Result<void, E>
{
public:
    Result() = default;
    Result(E error)
        : m_error(std::move(error))
    {}

    explicit operator bool() const { return !m_error; }
    const E &error() const
    {
        Q_ASSERT(m_error);
        return *m_error;
    }

private:
    std::optional<E> m_error;
};

} // namespace wsagent
