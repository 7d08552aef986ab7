#pragma once

#include "gateway/browser/browseranswer.h"
#include "gateway/methods/methodtable.h"

namespace wsagent {

struct BrowserServices
{
    std::function<void(const BrowserRequest &, const std::function<void(const BrowserAnswer &)> &)> handle;
    /// Where programs reach the same service; empty when it could not be opened.
    std::function<QString()> controlUrl;
};

/// browser.request: what the control port offers, for clients of the gateway.
void addBrowserMethods(MethodTable &table, const BrowserServices &services);

} // namespace wsagent
