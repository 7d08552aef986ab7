// Preloaded into a program, makes one of its file operations fail, or the program die at it.
//
//   WSAGENT_FAULTS_BELOW  only operations on files below this directory count
//   WSAGENT_FAULTS_LOG    gets one line for each of them: the name of the function, a tab, the path
//   WSAGENT_FAULTS_AT     the number of the operation to meet, from 0
//   WSAGENT_FAULTS_HOW    "kill-before", "kill-after", "kill-half" (of a write), or an errno
//
// Standard C++ only, and no memory from the heap: it runs inside of the functions it stands for.

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::atomic<int> operations = 0;

bool isBelow(const char *path)
{
    const char *root = std::getenv("WSAGENT_FAULTS_BELOW");
    return root && path && std::strncmp(path, root, std::strlen(root)) == 0;
}

/// The file an operation is about.
class Subject
{
public:
    Subject(const char *path) { std::snprintf(m_path, sizeof m_path, "%s", path ? path : ""); }
    Subject(int fd)
    {
        char link[64];
        std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        const ssize_t length = ::readlink(link, m_path, sizeof m_path - 1);
        m_path[length > 0 ? length : 0] = '\0';
    }

    const char *path() const { return m_path; }
    bool counts() const { return isBelow(m_path); }

private:
    char m_path[4096];
};

// Straight to the kernel, so as not to meet ourselves.
void log(const char *function, const char *subject)
{
    const char *path = std::getenv("WSAGENT_FAULTS_LOG");
    if (!path)
        return;
    const long fd = ::syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    char line[4200];
    const int length = std::snprintf(line, sizeof line, "%s\t%s\n", function, subject);
    ::syscall(SYS_write, fd, line, length);
    ::syscall(SYS_close, fd);
}

[[noreturn]] void die()
{
    ::syscall(SYS_kill, ::getpid(), SIGKILL);
    ::_exit(1);
}

/// What is to happen to one operation.
class Fault
{
public:
    Fault(const char *function, const Subject &subject)
    {
        if (!subject.counts())
            return;
        log(function, subject.path());
        const char *at = std::getenv("WSAGENT_FAULTS_AT");
        if (operations++ == (at ? std::atoi(at) : -1))
            m_how = std::getenv("WSAGENT_FAULTS_HOW");
        if (is("kill-before"))
            die();
    }

    bool is(const char *how) const { return m_how && std::strcmp(m_how, how) == 0; }
    /// True, and errno set, when the operation fails.
    bool fails() const
    {
        const int code = m_how ? std::atoi(m_how) : 0;
        if (code)
            errno = code;
        return code != 0;
    }

    template <typename T>
    T done(T result) const
    {
        if (is("kill-after"))
            die();
        return result;
    }

private:
    const char *m_how = nullptr;
};

template <typename Function>
Function *real(const char *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}

/// The first argument is the path or the descriptor.
template <typename First, typename... Others>
int run(const char *name, First first, Others... others)
{
    const Fault fault(name, first);
    return fault.fails() ? -1 : fault.done(real<int(First, Others...)>(name)(first, others...));
}

mode_t modeOf(int flags, va_list arguments)
{
    return flags & (O_CREAT | O_TMPFILE) ? mode_t(va_arg(arguments, int)) : 0;
}

} // namespace

extern "C" {

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return run("open", path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = modeOf(flags, arguments);
    va_end(arguments);
    return run("open64", path, flags, mode);
}

ssize_t write(int fd, const void *data, size_t size)
{
    const Fault fault("write", fd);
    if (fault.fails())
        return -1;
    const auto next = real<ssize_t(int, const void *, size_t)>("write");
    if (fault.is("kill-half")) {
        next(fd, data, size / 2);
        die();
    }
    return fault.done(next(fd, data, size));
}

ssize_t read(int fd, void *data, size_t size)
{
    const Fault fault("read", fd);
    return fault.fails() ? -1 : fault.done(real<ssize_t(int, void *, size_t)>("read")(fd, data, size));
}

int fsync(int fd)
{
    return run("fsync", fd);
}

int fdatasync(int fd)
{
    return run("fdatasync", fd);
}

int flock(int fd, int operation)
{
    return run("flock", fd, operation);
}

int rename(const char *from, const char *to)
{
    return run("rename", from, to);
}

int link(const char *from, const char *to)
{
    return run("link", from, to);
}

int unlink(const char *path)
{
    return run("unlink", path);
}

int mkdir(const char *path, mode_t mode)
{
    return run("mkdir", path, mode);
}

int ftruncate(int fd, off_t size)
{
    return run("ftruncate", fd, size);
}
}
