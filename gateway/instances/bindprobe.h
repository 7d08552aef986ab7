#pragma once

namespace wsagent {

enum class BindState {
    Free,
    Busy,
    Denied,  ///< needs rights that this process has not
    Unknown, ///< no port, or nothing to try it with
};

/// Whether a gateway could listen on the port now: an exclusive listen on 127.0.0.1, 0.0.0.0, ::1 and ::,
/// undone at once. Families that the host lacks are skipped.
BindState probePort(int port);

} // namespace wsagent
