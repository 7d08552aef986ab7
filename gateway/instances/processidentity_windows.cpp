#include "gateway/instances/processidentity.h"

#include <windows.h>

#include <tlhelp32.h>

namespace wsagent {

namespace {

/// Closes the handle of a process, or of a snapshot.
class Handle
{
public:
    explicit Handle(HANDLE handle)
        : m_handle(handle == INVALID_HANDLE_VALUE ? nullptr : handle)
    {}
    ~Handle()
    {
        if (m_handle)
            CloseHandle(m_handle);
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;

    HANDLE get() const { return m_handle; }
    explicit operator bool() const { return m_handle; }

private:
    HANDLE m_handle;
};

Handle openProcess(qint64 pid)
{
    return Handle(pid > 0 ? OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, DWORD(pid)) : nullptr);
}

} // namespace

std::optional<QString> processStartTime(qint64 pid, const QString &)
{
    const Handle process = openProcess(pid);
    FILETIME created, ended, kernel, user;
    if (!process || !GetProcessTimes(process.get(), &created, &ended, &kernel, &user))
        return std::nullopt;
    return QString::number((quint64(created.dwHighDateTime) << 32) | created.dwLowDateTime);
}

std::optional<qint64> processParent(qint64 pid, const QString &)
{
    const Handle snapshot(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
    PROCESSENTRY32W entry = {};
    entry.dwSize = sizeof entry;
    bool more = snapshot && Process32FirstW(snapshot.get(), &entry);
    for (; more; more = Process32NextW(snapshot.get(), &entry)) {
        if (qint64(entry.th32ProcessID) == pid)
            return entry.th32ParentProcessID ? std::optional<qint64>(entry.th32ParentProcessID)
                                             : std::nullopt;
    }
    return std::nullopt;
}

bool processExists(qint64 pid)
{
    const Handle process = openProcess(pid);
    if (!process) // not ours to ask, but there
        return pid > 0 && GetLastError() == ERROR_ACCESS_DENIED;
    DWORD code = 0;
    return GetExitCodeProcess(process.get(), &code) && code == STILL_ACTIVE;
}

} // namespace wsagent
