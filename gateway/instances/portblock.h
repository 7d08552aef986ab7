#pragma once

namespace wsagent {

/// Ports from `first` to `last`, both included.
struct PortRange
{
    int first = 0;
    int last = 0;

    constexpr bool contains(int port) const { return first <= port && port <= last; }
    constexpr bool overlaps(PortRange other) const { return first <= other.last && other.first <= last; }
    constexpr bool operator==(const PortRange &) const = default;
};

/// The ports of one instance; all of them follow from its base, unless the control port is overridden.
/// Offsets: `profiles-and-ports.md` 3.2.
struct PortBlock
{
    int base = 0;
    int controlOverride = 0; ///< 0: derived

    constexpr int aux() const { return base + 1; }
    constexpr int control() const { return controlOverride ? controlOverride : base + 2; }
    constexpr PortRange relays() const { return {control() + 1, control() + 8}; }
    constexpr PortRange cdp() const { return {control() + 9, control() + 108}; }
    /// What a suggested base keeps free: base to base + 110.
    constexpr PortRange all() const { return {base, base + 110}; }
};

inline constexpr int highestPort = 65535;
inline constexpr int highestBase = 65425; ///< the last base whose block fits
inline constexpr int minimumSpacing = 20;
inline constexpr int recommendedSpacing = 120;

} // namespace wsagent
