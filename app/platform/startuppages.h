#pragma once

namespace wsagent {

/// Lets go of the memory that only the start has needed: code and constants, which the system reads again
/// from the files of the programs when they are used, and what the heap has free. Does nothing where a
/// system has no such way.
void releaseStartupPages();

} // namespace wsagent
