#include "gateway/agents/exec/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>

// Newer than the headers of Debian 12.
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif

namespace wsagent {

namespace {

constexpr std::uint64_t ofFiles = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                  LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_TRUNCATE |
                                  LANDLOCK_ACCESS_FS_IOCTL_DEV;

/// As the newest kernel has it; older ones take the beginning.
struct RulesetAttributes
{
    std::uint64_t fileAccess = 0;
    std::uint64_t networkAccess = 0; ///< since version 4
    std::uint64_t scoped = 0;        ///< since version 6
};
constexpr std::uint64_t bindAndConnect = 3;
constexpr std::uint64_t abstractSocketsAndSignals = 3;

struct [[gnu::packed]] PathAttributes
{
    std::uint64_t access = 0;
    std::int32_t directory = -1;
};

} // namespace

int LandlockRules::kernelVersion()
{
    const auto version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? int(version) : 0;
}

std::uint64_t LandlockRules::everyAccess()
{
    const int version = kernelVersion();
    const int rights = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : version == 1 ? 13 : 0;
    return (1ULL << rights) - 1;
}

std::uint64_t LandlockRules::readOnly()
{
    return LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
}

std::uint64_t LandlockRules::readAndRun()
{
    return readOnly() | LANDLOCK_ACCESS_FS_EXECUTE;
}

std::optional<LandlockRules> LandlockRules::make(std::uint64_t handled, Network network)
{
    const int version = kernelVersion();
    RulesetAttributes attributes{.fileAccess = handled & everyAccess()};
    if (network == Network::Closed)
        attributes.networkAccess = version >= 4 ? bindAndConnect : 0;
    attributes.scoped = network == Network::Closed && version >= 6 ? abstractSocketsAndSignals : 0;
    const std::size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    LandlockRules rules;
    rules.m_rules = Descriptor(int(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0)));
    rules.m_handled = attributes.fileAccess;
    if (!rules.m_rules)
        return std::nullopt;
    return rules;
}

void LandlockRules::grant(const QByteArray &path, std::uint64_t access)
{
    const Descriptor place(::open(path.constData(), O_PATH | O_CLOEXEC));
    struct stat status = {};
    if (!place || ::fstat(place.number(), &status) != 0)
        return;
    PathAttributes attributes{.access = access & m_handled & (S_ISDIR(status.st_mode) ? ~0ULL : ofFiles),
                              .directory = place.number()};
    ::syscall(SYS_landlock_add_rule, m_rules.number(), LANDLOCK_RULE_PATH_BENEATH, &attributes, 0);
}

bool LandlockRules::enter() const
{
    return ::syscall(SYS_landlock_restrict_self, m_rules.number(), 0) == 0;
}

} // namespace wsagent
