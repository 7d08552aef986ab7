#pragma once

#include <linux/filter.h>

#include <vector>

namespace wsagent {

/// System calls that a confined command has no use for, and by which it could get out: sockets, other
/// processes, mounts, namespaces, kernel modules, io_uring. Empty on machines for which it is not written.
class SyscallFilter
{
public:
    SyscallFilter();

    bool isEmpty() const { return m_program.empty(); }
    /// In the child: only system calls. Needs `PR_SET_NO_NEW_PRIVS`.
    bool enter() const;

private:
    std::vector<sock_filter> m_program;
};

} // namespace wsagent
