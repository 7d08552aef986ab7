#pragma once

#include "gateway/base/result.h"
#include "gateway/protocol/protocolerror.h"

#include <QJsonArray>

namespace wsagent {

/// What came with a message, as the model reads it.
struct ChatAttachments
{
    QJsonArray images = {}; ///< `{type: image, data, mimeType}`
    QString text = {};      ///< of text files, each in a frame with its name
};

/// Images (PNG, JPEG, GIF, WebP, by their content) and text; anything else is refused by name.
Result<ChatAttachments, ProtocolError> chatAttachments(const QJsonArray &attachments);

} // namespace wsagent
