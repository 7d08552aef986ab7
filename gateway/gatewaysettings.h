#pragma once

#include "gateway/base/log.h"
#include "gateway/clientservice.h"
#include "gateway/config/configloader.h"
#include "gateway/mdnsadvertisement.h"
#include "gateway/net/tlsidentity.h"
#include "gateway/nodes/nodesurface.h"
#include "gateway/surfaces/controlui.h"

namespace wsagent {

// What the parts of a gateway want to know of its config. Pure.

HostRules hostRules(const LoadedConfig &loaded);
/// Without the secret, which may be kept elsewhere.
ClientAuth clientAuth(const LoadedConfig &loaded);
/// What the protocol says, unless WS_AGENT_HANDSHAKE_TIMEOUT_MS gives clients another time to log in.
ClientLimits clientLimits(const LoadedConfig &loaded);
/// How much the network is told of a gateway; nothing: it is told nothing.
std::optional<MdnsRecord::Detail> mdnsDetail(const LoadedConfig &loaded);
NodeCommandRules nodeCommandRules(const LoadedConfig &loaded);
/// The secret that the config or a variable holds; nothing when the config only says where it is.
std::optional<QString> heldSecret(const LoadedConfig &loaded);

/// Strict-Transport-Security; empty when it is not sent.
QByteArray strictTransport(const LoadedConfig &loaded);
TlsSettings tlsSettings(const LoadedConfig &loaded);
/// Nothing when it is switched off.
std::optional<ControlUiSettings> controlUi(const LoadedConfig &loaded);
PanelIdentity panelIdentity(const LoadedConfig &loaded, const QString &defaultAgent);
/// The path of the metrics; nothing when they are not offered.
std::optional<QString> metricsPath(const LoadedConfig &loaded);

enum class ReloadMode { Hybrid, Hot, Restart, Off };
ReloadMode reloadMode(const LoadedConfig &loaded);
std::chrono::milliseconds reloadDebounce(const LoadedConfig &loaded);

} // namespace wsagent
