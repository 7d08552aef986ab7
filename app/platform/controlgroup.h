#pragma once

#include <QByteArray>
#include <QString>

#include <memory>

namespace wsagent {

/// A control group of Linux (cgroup v2) for one child process and whatever it starts: nobody leaves it by
/// forking, and all of it can be ended at once.
class ControlGroup
{
public:
    /// Below the group of this process. Null where the system has none, or keeps it to itself.
    static std::unique_ptr<ControlGroup> create();
    /// Ends whoever is still in it.
    ~ControlGroup();
    Q_DISABLE_COPY_MOVE(ControlGroup)

    /// For a child between fork and exec: only system calls.
    void join() const;
    void killAll() const;

    /// Those of a supervisor that was killed, when nobody is left in them.
    static void removeEmpty();

private:
    explicit ControlGroup(const QString &path);

    QByteArray m_path;
    QByteArray m_members; ///< of the file to which a process writes itself
};

} // namespace wsagent
