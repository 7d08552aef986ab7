#pragma once

#include "gateway/llm/llmclient.h"
#include "gateway/llm/modelservice.h"

#include <QPointer>
#include <QTimer>

namespace wsagent {

/// One answer from the first model and account that gives one. `failoverpolicy.h` decides; this carries out.
class FailoverStream : public LlmStream
{
    Q_OBJECT

public:
    FailoverStream(ModelService &service, ModelCall call);
    ~FailoverStream() override;

    void abort() override;

private:
    struct Current
    {
        ModelChoice choice = {};
        ModelProvider provider = {};
        AuthProfiles stored = {};
        QList<AuthProfile> accounts = {};
        QStringList untried = {}; ///< ids of accounts, in order
        QString account = {};     ///< empty: none is needed
        int tries = 0;
    };

    void nextModel();
    bool prepare(const QString &reference);
    QStringList usableAccounts(qint64 now);
    void nextAccount();
    void ask();
    void askWith(const Credential &credential);
    LlmRequest requestWith(const Credential &credential) const;
    void connectStream();
    void answered(const LlmOutcome &outcome);
    void failed(const LlmOutcome &outcome);
    void recordFailure(const LlmFailure &failure);
    void recordAnswer();
    void askAgain(std::chrono::milliseconds delay);
    bool hasAlternative() const;
    void giveUpOn(const QString &why);
    void report(LlmOutcome outcome);
    QString label() const;

    QPointer<ModelService> m_service;
    ModelCall m_call;
    QStringList m_models; ///< those not tried yet
    bool m_isPrimary = true;
    Current m_current;
    std::unique_ptr<LlmStream> m_stream;
    QTimer m_pause;
    LlmOutcome m_last; ///< of the last failure, for when nobody answers
    QStringList m_attempts;
    QString m_gaveUpOn; ///< for the signal `switched`
    bool m_shown = false;
    bool m_emptyOnce = false;
    bool m_ended = false;
};

} // namespace wsagent
