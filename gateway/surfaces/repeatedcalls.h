#pragma once

#include "gateway/net/httpresponder.h"

#include <QDeadlineTimer>

#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace wsagent {

/// Calls with an idempotency key: one that comes again is not carried out again, and gets the same answer.
class RepeatedCalls
{
public:
    static constexpr size_t mostEnded = 1000;
    static constexpr qint64 mostBytes = 32 * 1024 * 1024; ///< of all answers together
    static constexpr qint64 lifetimeMs = 300'000;         ///< after the end

    /// True for one that has to be carried out; `end` follows. Whoever asks is answered in any case.
    bool begin(const QString &key, HttpResponder responder);
    void end(const QString &key, const HttpResponse &answer);

private:
    struct Call
    {
        std::optional<HttpResponse> answer = {}; ///< none: it goes on
        std::vector<HttpResponder> waiting = {};
    };
    struct Ended
    {
        QString key = {};
        QDeadlineTimer expiry = {};
    };

    void forgetOld();

    std::map<QString, Call> m_calls;
    std::deque<Ended> m_ended; ///< oldest first
    qint64 m_bytes = 0;
};

} // namespace wsagent
