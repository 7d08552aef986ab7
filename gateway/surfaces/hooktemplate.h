#pragma once

#include <QJsonObject>
#include <QString>

namespace wsagent {

/// What a webhook brought, as templates name it: `payload.…`, `headers.…`, `query.…`, `path`, `now`; any
/// other name is one of the payload.
struct HookInput
{
    QJsonValue payload = {}; ///< whatever JSON has been sent
    QJsonObject headers = {};
    QJsonObject query = {};
    QString path = {};
    QString now = {};
};

/// `{{a.b[0].c}}` filled in. What is missing is empty, objects become JSON.
QString filledTemplate(const QString &text, const HookInput &input);

} // namespace wsagent
