#pragma once

#include "app/cli/commandcontext.h"
#include "gateway/llm/authprofiles.h"
#include "gateway/llm/modelcatalog.h"

namespace CLI {
class App;
}

namespace wsagent {

/// `models`: which there are, which is used, and what opens them.
void addModelCommands(CLI::App &root, Action &chosen);

/// `models set`, `set-image`, `aliases`, `fallbacks`, `image-fallbacks`: changes of the config.
void addModelChoiceCommands(CLI::App &models, Action &chosen);
/// `models auth …`: changes of an agent's accounts.
void addModelAuthCommands(CLI::App &models, Action &chosen);

/// What the commands of the family look at.
struct ModelView
{
    LoadedConfig loaded = {};
    ModelCatalog catalog = ModelCatalog();
    QString agent = {};
    AuthProfiles stored = {};

    QList<AuthProfile> accountsOf(const ModelProvider &provider) const;
};

/// `agent`: empty for the default one.
Result<ModelView> modelView(CommandContext &context, const std::string &agent);

} // namespace wsagent
