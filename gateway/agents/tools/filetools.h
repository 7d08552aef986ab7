#pragma once

namespace wsagent {

class Toolset;
class ToolWorker;

/// read, write, edit, apply_patch, grep, find, ls. The worker outlives the tools.
void addFileTools(Toolset &tools, ToolWorker &worker);

} // namespace wsagent
