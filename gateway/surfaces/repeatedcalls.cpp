#include "gateway/surfaces/repeatedcalls.h"

namespace wsagent {

bool RepeatedCalls::begin(const QString &key, HttpResponder responder)
{
    forgetOld();
    const bool isNew = !m_calls.contains(key);
    Call &call = m_calls[key];
    if (call.answer)
        responder.send(*call.answer);
    else
        call.waiting.push_back(std::move(responder));
    return isNew;
}

void RepeatedCalls::end(const QString &key, const HttpResponse &answer)
{
    Call &call = m_calls[key];
    call.answer = answer;
    for (HttpResponder &responder : std::exchange(call.waiting, {}))
        responder.send(answer);
    m_ended.push_back({.key = key, .expiry = QDeadlineTimer(lifetimeMs)});
    m_bytes += answer.body.size();
    forgetOld();
}

void RepeatedCalls::forgetOld()
{
    while (!m_ended.empty() &&
           (m_ended.size() > mostEnded || m_bytes > mostBytes || m_ended.front().expiry.hasExpired())) {
        const auto call = m_calls.find(m_ended.front().key);
        m_bytes -= call->second.answer->body.size();
        m_calls.erase(call);
        m_ended.pop_front();
    }
}

} // namespace wsagent
