#pragma once

#include "gateway/llm/modelcatalog.h"

namespace wsagent {

/// Providers that need no more than a key, or nothing: their addresses, and models with prices and sizes as
/// published in autumn 2025. The config adds to each and corrects it.
QList<ModelProvider> knownProviders();

} // namespace wsagent
