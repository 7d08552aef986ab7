#pragma once

#include "gateway/protocol/connectparams.h"
#include "gateway/protocol/protocolerror.h"

namespace wsagent {

/// The raw 32 bytes of an Ed25519 key in any of the forms clients send (base64url, padded base64, PEM); empty
/// when it is none.
QByteArray decodePublicKey(const QString &text);

/// Lower-case hex SHA-256 of the raw key.
QString deviceIdOf(const QByteArray &rawKey);

/// The text a device signs (`gateway-protocol.md` 4.8); `version` is 2 or 3.
QByteArray deviceProofText(const ConnectParams &params, int version);

/// What is wrong with the proof, or nothing. `expectedNonce` is that of the challenge; `now` in ms since the
/// epoch.
std::optional<ProtocolError> checkDeviceProof(const ConnectParams &params, const QString &expectedNonce,
                                              qint64 now);

} // namespace wsagent
