#include "gateway/agents/tools/filetools.h"

#include "gateway/agents/tools/applypatchtool.h"
#include "gateway/agents/tools/edittool.h"
#include "gateway/agents/tools/findtool.h"
#include "gateway/agents/tools/greptool.h"
#include "gateway/agents/tools/lstool.h"
#include "gateway/agents/tools/readtool.h"
#include "gateway/agents/tools/writetool.h"
#include "gateway/agents/toolset.h"

namespace wsagent {

void addFileTools(Toolset &tools, ToolWorker &worker)
{
    tools.add(readTool());
    tools.add(writeTool());
    tools.add(editTool());
    tools.add(applyPatchTool());
    tools.add(grepTool(worker));
    tools.add(findTool(worker));
    tools.add(lsTool());
}

} // namespace wsagent
