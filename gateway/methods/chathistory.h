#pragma once

#include "gateway/methods/sessionservices.h"

namespace wsagent {

/// Makes the answer of `chat.history` and `chat.startup`.
class ChatHistory
{
public:
    explicit ChatHistory(const SessionServices &services)
        : m(services)
    {}

    Result<QJsonObject, ProtocolError> answer(const SessionKey &key, const QJsonObject &params) const;

private:
    struct Asked
    {
        SessionKey key = {};
        std::optional<SessionEntry> entry = {};
        std::shared_ptr<Transcript> transcript = {}; ///< null: nothing has been said
    };

    Result<Asked> open(const SessionKey &key) const;
    Result<QJsonObject> page(const Asked &asked, const QJsonObject &params) const;
    Result<QJsonObject> sinceCursor(const Asked &asked, const QJsonObject &params) const;
    QJsonObject sessionInfo(const Asked &asked) const;
    QJsonArray receipts(const Asked &asked, const QJsonArray &runIds) const;
    void addRuns(const Asked &asked, const QJsonObject &params, QJsonObject &answer) const;

    const SessionServices &m;
};

/// What clients hear of a message that has joined a session: the event `session.message`, and the items of a
/// delta, which stand for the events that a client has missed.
QJsonObject messageNews(const SessionKey &key, const TranscriptEntry &entry, const QJsonObject &row);

/// A row as clients get it, with its texts no longer than `maxChars` (0: as they are) and a placeholder for
/// what is larger than `maxBytes`.
QJsonObject boundedRow(const TranscriptEntry &entry, int maxChars, qint64 maxBytes);

} // namespace wsagent
