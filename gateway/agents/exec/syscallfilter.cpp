#include "gateway/agents/exec/syscallfilter.h"

#include <array>
#include <cerrno>
#include <cstddef>

#include <linux/audit.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace wsagent {

namespace {

#if defined(__x86_64__)
constexpr unsigned machine = AUDIT_ARCH_X86_64;
constexpr unsigned otherConvention = 0x4000'0000; ///< x32: the same calls by other numbers
#elif defined(__aarch64__)
constexpr unsigned machine = AUDIT_ARCH_AARCH64;
constexpr unsigned otherConvention = 0;
#else
constexpr unsigned machine = 0;
constexpr unsigned otherConvention = 0;
#endif

constexpr std::array refused = {SYS_socket, // socketpair stays: it reaches nobody else
                                SYS_ptrace,
                                SYS_process_vm_readv,
                                SYS_process_vm_writev,
                                SYS_pidfd_getfd,
                                SYS_kcmp,
                                SYS_perf_event_open,
                                SYS_mount,
                                SYS_umount2,
                                SYS_pivot_root,
                                SYS_chroot,
                                SYS_open_tree,
                                SYS_move_mount,
                                SYS_fsopen,
                                SYS_fsmount,
                                SYS_fsconfig,
                                SYS_fspick,
                                SYS_mount_setattr,
                                SYS_unshare,
                                SYS_setns,
                                SYS_open_by_handle_at,
                                SYS_name_to_handle_at,
                                SYS_bpf,
                                SYS_userfaultfd,
                                SYS_keyctl,
                                SYS_add_key,
                                SYS_request_key,
                                SYS_io_uring_setup,
                                SYS_io_uring_enter,
                                SYS_io_uring_register,
                                SYS_init_module,
                                SYS_finit_module,
                                SYS_delete_module,
                                SYS_kexec_load,
                                SYS_reboot,
                                SYS_swapon,
                                SYS_swapoff,
                                SYS_acct,
                                SYS_quotactl,
                                SYS_settimeofday,
                                SYS_clock_settime,
                                SYS_adjtimex,
                                SYS_clock_adjtime,
                                SYS_sethostname,
                                SYS_setdomainname,
                                SYS_fanotify_init,
                                SYS_syslog,
                                SYS_vhangup};

constexpr unsigned newNamespaces =
    CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;

constexpr sock_filter load(std::size_t offset)
{
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, unsigned(offset));
}
constexpr sock_filter answer(unsigned action)
{
    return BPF_STMT(BPF_RET | BPF_K, action);
}
/// Goes on with the next when it is equal, else leaves out `skip`.
constexpr sock_filter unlessEqual(unsigned value, unsigned char skip)
{
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}
constexpr std::size_t argument(std::size_t index)
{
    return offsetof(seccomp_data, args) + index * 8; // the lower half, on these machines
}
constexpr unsigned refusal(int code)
{
    return SECCOMP_RET_ERRNO | unsigned(code);
}

} // namespace

SyscallFilter::SyscallFilter()
{
    if (machine == 0)
        return;
    m_program = {load(offsetof(seccomp_data, arch)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0),
                 answer(SECCOMP_RET_KILL_PROCESS), load(offsetof(seccomp_data, nr))};
    if (otherConvention != 0) {
        m_program.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, otherConvention, 0, 1));
        m_program.push_back(answer(refusal(EPERM)));
    }
    for (const auto number : refused) {
        m_program.push_back(unlessEqual(unsigned(number), 1));
        m_program.push_back(answer(refusal(EPERM)));
    }
    // Its flags are in memory, where they cannot be looked at; the C library goes on with clone.
    m_program.push_back(unlessEqual(unsigned(SYS_clone3), 1));
    m_program.push_back(answer(refusal(ENOSYS)));
    m_program.push_back(unlessEqual(unsigned(SYS_clone), 4));
    m_program.push_back(load(argument(0)));
    m_program.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, newNamespaces, 0, 1));
    m_program.push_back(answer(refusal(EPERM)));
    m_program.push_back(load(offsetof(seccomp_data, nr)));
    // Typing into the terminal of somebody else.
    m_program.push_back(unlessEqual(unsigned(SYS_ioctl), 3));
    m_program.push_back(load(argument(1)));
    m_program.push_back(unlessEqual(TIOCSTI, 1));
    m_program.push_back(answer(refusal(EPERM)));
    m_program.push_back(answer(SECCOMP_RET_ALLOW));
}

bool SyscallFilter::enter() const
{
    const sock_fprog program = {static_cast<unsigned short>(m_program.size()),
                                const_cast<sock_filter *>(m_program.data())}; // the kernel only reads it
    return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

} // namespace wsagent
