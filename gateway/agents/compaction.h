#pragma once

#include "gateway/agents/llmcontext.h"
#include "gateway/llm/llmclient.h"
#include "gateway/sessions/sessionstore.h"

namespace wsagent {

/// Asks whichever model is to answer. `mayTakeAnother`: model or account, when the first one fails.
using AskModel = std::function<std::unique_ptr<LlmStream>(const LlmRequest &request, bool mayTakeAnother)>;

/// Replaces the older part of a conversation by a summary that the model of the session writes. What was said
/// stays on the disk; only the model does not get to read it any more.
class Compaction : public QObject
{
    Q_OBJECT

public:
    struct Plan
    {
        SessionKey key = {};
        LlmRequest request = {};    ///< the model, its credential; messages are filled in here
        qint64 keepTokens = 20'000; ///< of what was said last
        QString instructions = {};  ///< what to keep, in the words of the user
    };
    /// True: there is a new summary. False: nothing could be left out.
    using Done = std::function<void(const Result<bool> &)>;

    Compaction(Plan plan, SessionStore &sessions, AskModel ask, QObject *parent = nullptr);

    /// `done` comes later, once. Deleting the object before ends the work without a trace.
    void start(Done done);

private:
    void summarizeNext();
    void finish(const Result<bool> &result);
    void summarized(const LlmOutcome &outcome);
    Result<void> store();

    Plan m_plan;
    SessionStore &m_sessions;
    AskModel m_ask;
    Done m_done;
    QStringList m_chunks; ///< what is still to be read
    QString m_summary;
    QString m_firstKept;
    qint64 m_tokensBefore = 0;
    std::unique_ptr<LlmStream> m_stream;
};

} // namespace wsagent
