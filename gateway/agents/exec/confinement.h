#pragma once

#include "gateway/agents/tool.h"
#include "gateway/base/result.h"

#include <memory>

namespace wsagent {

/// What the kernel keeps a command from. Made by the gateway, entered by the child before its program starts.
class Confinement
{
public:
    /// What is behind the walls is not there for the command. By mounts of its own where the system gives it
    /// some, else by Landlock; then it can neither list nor add to the directories above the walls either.
    /// Nothing when there are no walls.
    static std::shared_ptr<const Confinement> behindWalls(const QList<Wall> &walls);

    /// Reads and writes within these directories, runs the programs of the system, has no network and no way
    /// to other processes. An error on a kernel that cannot do that: nothing is pretended.
    static Result<std::shared_ptr<const Confinement>> onlyWithin(const QStringList &directories);

    virtual ~Confinement() = default;
    /// In the child: only system calls. False: the command must not run.
    virtual bool enter() const = 0;

protected:
    Confinement() = default;
    Q_DISABLE_COPY_MOVE(Confinement)
};

/// For tests: the walls by one way only.
std::shared_ptr<const Confinement> wallsByMounts(const QList<Wall> &walls);
std::shared_ptr<const Confinement> wallsByLandlock(const QList<Wall> &walls);

} // namespace wsagent
