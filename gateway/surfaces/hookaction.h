#pragma once

#include "gateway/base/result.h"
#include "gateway/sessions/sessionkey.h"
#include "gateway/surfaces/hooktemplate.h"

#include <QJsonArray>

namespace wsagent {

/// What a webhook asks for (`gateway-http.md` 8), with its templates filled in. Nothing of it is allowed yet.
struct HookAction
{
    enum class Kind { Wake, Agent };

    Kind kind = Kind::Agent;
    QString text = {}; ///< the message, or the line to wake with
    QString name = {};
    QString agentId = {}; ///< empty: the default one
    QString sessionKey = {};
    bool sessionIsRequested = false; ///< who asks has named it
    bool isFresh = true;             ///< in a new conversation
    bool isTrusted = false;          ///< its text is not marked as foreign
    bool now = true;                 ///< not with the next heartbeat
    bool deliver = true;
    QString channel = {};
    QString to = {};
    QString accountId = {};
    QString model = {};
    QString thinking = {};
    int timeoutSeconds = 0; ///< 0: as usual

    bool operator==(const HookAction &) const = default;
};

/// Any JSON value, also a text or a number alone. The error is a sentence.
Result<QJsonValue, QString> hookPayload(const QByteArray &body);

/// `/wake` and `/agent`. The errors are sentences for the client.
Result<HookAction, QString> wakeAction(const QJsonValue &payload);
Result<HookAction, QString> agentAction(const QJsonValue &payload);

/// What the first mapping that fits makes of a request, which may be nothing; no list when none fits.
std::optional<QList<HookAction>> mappedActions(const QJsonArray &mappings, const HookInput &input);

/// Why the section `hooks` does not allow the action; `key`: where it would take place.
std::optional<QString> objectionTo(const HookAction &action, const SessionKey &key,
                                   const QJsonObject &settings);

/// The same for the same action: two that differ are no repetition of each other.
QByteArray fingerprint(const HookAction &action);

} // namespace wsagent
