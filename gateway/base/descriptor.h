#pragma once

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace wsagent {

/// Owns one file descriptor.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : m_number(number)
    {}
    Descriptor(Descriptor &&other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }

    int number() const { return m_number; }
    int release() { return std::exchange(m_number, -1); }
    /// Whether the system had nothing to say against it, such as that a write has failed. Interrupted is
    /// closed as well.
    bool close() { return ::close(release()) == 0 || errno == EINTR; }
    explicit operator bool() const { return m_number >= 0; }

private:
    int m_number = -1;
};

} // namespace wsagent
