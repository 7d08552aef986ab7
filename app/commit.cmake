# Writes the commit that is built into a header: cmake -DSOURCE=… -DHEADER=… -P commit.cmake. A source archive
# has none. What has not changed is not written, so that nothing is built anew for it.
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(CONFIGURE OUTPUT ${HEADER} @ONLY CONTENT "#pragma once

namespace wsagent {

inline constexpr char commit[] = \"@commit@\"; ///< empty: not known

} // namespace wsagent
")
