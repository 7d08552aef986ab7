#pragma once

#include "gateway/base/result.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace wsagent {

/// Messages that draw surfaces, A2UI version 0.8 (https://a2ui.org/specification/v0.8): one JSON object a
/// line, each with one of beginRendering, surfaceUpdate, dataModelUpdate, deleteSurface. The error names the
/// line.
Result<QJsonArray> parseA2ui(const QByteArray &jsonLines);

/// What all surfaces are drawn with, for somebody who comes later. Bounded: what does not fit is refused.
class A2uiSurfaces
{
public:
    static constexpr qint64 mostBytes = 4 * 1024 * 1024;

    Result<void> add(const QJsonArray &messages);
    void reset() { *this = {}; }
    const QJsonArray &messages() const { return m_messages; }

private:
    QJsonArray m_messages;
    qint64 m_bytes = 0;
};

/// An action of a user on a page, as an agent is told of it (`canvas-and-ui.md` 2).
struct CanvasAction
{
    QString id = {};
    QString name = {};
    QString surfaceId = {};
    QString componentId = {};
    QJsonObject context = {};
};

/// Of `{"userAction": {…}}`; nothing when it has no name, or is too large.
std::optional<CanvasAction> parseCanvasAction(const QByteArray &text);

/// "CANVAS_A2UI action=… session=… …": what is in the tags cannot be mistaken for another tag.
QString canvasActionMessage(const CanvasAction &action, const QString &sessionKey, const QString &host,
                            const QString &instance);

} // namespace wsagent
