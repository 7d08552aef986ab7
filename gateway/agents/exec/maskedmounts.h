#pragma once

#include "gateway/agents/tool.h"
#include "gateway/base/descriptor.h"

#include <vector>

namespace wsagent {

/// Mounts that only one process and its children see: an empty directory over each wall, the exceptions
/// put into it again.
class MaskedMounts
{
public:
    explicit MaskedMounts(const QList<Wall> &walls);

    /// In the child: only system calls. False when this system gives nobody mounts of his own.
    bool enter() const;

private:
    bool reopen() const;

    struct Kept
    {
        QByteArray path;
        std::vector<QByteArray> parents; ///< below the mask, the first one first
        int number = -1;
        QByteArray source; ///< "/proc/self/fd/<number>"
    };
    struct Mask
    {
        QByteArray directory;
        std::vector<Kept> kept;
    };

    std::vector<Mask> m_masks;
    std::vector<Descriptor> m_opened;
    QByteArray m_userMap;
    QByteArray m_groupMap;
};

} // namespace wsagent
