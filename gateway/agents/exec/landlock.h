#pragma once

#include "gateway/base/descriptor.h"

#include <QByteArray>

#include <cstdint>
#include <optional>

namespace wsagent {

/// A set of rules for the Landlock of Linux: everything that it handles and no rule grants is forbidden to
/// whoever takes it on, and to all its children.
class LandlockRules
{
public:
    /// 0: this kernel has none.
    static int kernelVersion();
    static std::uint64_t everyAccess(); ///< that this kernel knows
    static std::uint64_t readAndRun();  ///< of files and directories
    static std::uint64_t readOnly();

    enum class Network { Open, Closed }; ///< closed: as far as this kernel can (TCP, since version 4)
    static std::optional<LandlockRules> make(std::uint64_t handled, Network network);
    /// Grants it below a directory, or of a file. A path that is not there is passed over.
    void grant(const QByteArray &path, std::uint64_t access);

    /// In the child: only system calls. Needs `PR_SET_NO_NEW_PRIVS`.
    bool enter() const;

private:
    Descriptor m_rules;
    std::uint64_t m_handled = 0;
};

} // namespace wsagent
