#include "gateway/llm/failoverstream.h"

#include <QDateTime>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

/// How often it is written down that an account is in use.
constexpr qint64 usageNoteEvery = 60'000;

bool saysNothing(const LlmOutcome &outcome)
{
    return std::none_of(outcome.content.begin(), outcome.content.end(), [](const QJsonValue &part) {
        return part["type"_L1] == "toolCall"_L1 || !part["text"_L1].toString().isEmpty();
    });
}

QString clock(qint64 time)
{
    return QDateTime::fromMSecsSinceEpoch(time).toString(u"hh:mm"_s);
}

} // namespace

FailoverStream::FailoverStream(ModelService &service, ModelCall call)
    : m_service(&service)
    , m_call(std::move(call))
    , m_models(m_call.models.isEmpty() ? service.catalog().chain(m_call.agentId) : m_call.models)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &FailoverStream::nextModel);
    m_pause.start(0);
}

FailoverStream::~FailoverStream() = default;

void FailoverStream::abort()
{
    if (m_ended)
        return;
    if (m_stream)
        return m_stream->abort(); // and its end is ours
    LlmOutcome outcome{.stopReason = StopReason::Aborted,
                       .failure = {.kind = FailureClass::Aborted, .message = u"aborted"_s}};
    outcome.model = m_current.choice.model;
    report(outcome);
}

void FailoverStream::nextModel()
{
    while (!m_models.isEmpty() && m_service) {
        const bool ready = prepare(m_models.takeFirst());
        m_isPrimary = false;
        if (ready)
            return nextAccount();
    }
    if (!m_last.failure) {
        m_last.stopReason = StopReason::Error;
        m_last.failure = {.kind = FailureClass::Auth};
    }
    m_last.failure.message = m_attempts.size() == 1
                                 ? m_attempts.first()
                                 : u"no model answered: %1"_s.arg(m_attempts.join(u"; "_s));
    report(m_last);
}

/// Whether there is anybody to ask for this model.
bool FailoverStream::prepare(const QString &reference)
{
    m_current = {};
    const auto choice = m_service->catalog().resolve(reference);
    if (!choice) {
        m_attempts += choice.error().message;
        return false;
    }
    m_current.choice = *choice;
    m_current.provider = *m_service->catalog().provider(choice->model.provider);
    m_current.stored = m_service->accounts(m_call.agentId);
    m_current.accounts = m_service->accountsOf(m_current.provider, m_current.stored);
    if (m_current.accounts.isEmpty() && !m_current.provider.needsKey) {
        m_current.untried = {QString()};
        return true;
    }
    m_current.untried = usableAccounts(QDateTime::currentMSecsSinceEpoch());
    return !m_current.untried.isEmpty();
}

QStringList FailoverStream::usableAccounts(qint64 now)
{
    const QString provider = m_current.provider.id;
    QStringList ids =
        accountOrder(m_current.accounts, decidedOrder(provider, m_current.stored, m_service->authSection()),
                     m_current.stored.usage, now);
    const QString fixed = m_current.choice.account;
    if (!fixed.isEmpty())
        ids.removeIf([&](const QString &id) { return id != fixed && id != provider + u':' + fixed; });
    if (ids.isEmpty()) {
        m_attempts += fixed.isEmpty()
                          ? u"%1 has no account: ws-agent models auth add --provider %1"_s.arg(provider)
                          : u"%1 has no account %2: ws-agent models auth list"_s.arg(provider, fixed);
        return {};
    }
    const auto restsUntil = [this](const QString &id) {
        return m_current.stored.usage.value(id).usableFrom();
    };
    QStringList usable;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(usable),
                 [&](const QString &id) { return restsUntil(id) <= now; });
    if (usable.isEmpty() && mayProbe(m_isPrimary, restsUntil(ids.first()), now))
        usable = {ids.first()};
    if (usable.isEmpty()) {
        m_attempts += u"%1: every account rests after failures, until %2"_s.arg(
            m_current.choice.model.reference(), clock(restsUntil(ids.first())));
    }
    if (usable.removeAll(m_call.account) > 0)
        usable.prepend(m_call.account); // the provider's cache knows the session
    return usable;
}

void FailoverStream::nextAccount()
{
    if (m_current.untried.isEmpty())
        return nextModel();
    m_current.account = m_current.untried.takeFirst();
    m_current.tries = 0;
    if (!m_gaveUpOn.isEmpty())
        emit switched(std::exchange(m_gaveUpOn, {}), label(), m_attempts.last());
    if (!m_ended)
        ask();
}

QString FailoverStream::label() const
{
    const QString model = m_current.choice.model.reference();
    return m_current.account.isEmpty() ? model : model + u'@' + m_current.account;
}

void FailoverStream::ask()
{
    if (m_current.account.isEmpty())
        return askWith({});
    const auto account =
        std::find_if(m_current.accounts.begin(), m_current.accounts.end(),
                     [this](const AuthProfile &each) { return each.id == m_current.account; });
    m_service->credential(*account, [this, alive = QPointer(this)](const Result<Credential> &credential) {
        if (!alive || m_ended)
            return;
        if (credential)
            return askWith(*credential);
        giveUpOn(credential.error().message);
        nextAccount();
    });
}

void FailoverStream::askWith(const Credential &credential)
{
    if (!m_service)
        return abort();
    ++m_current.tries;
    const LlmRequest request = requestWith(credential);
    m_stream = m_service->clientFor(request.model).start(request);
    connectStream();
}

LlmRequest FailoverStream::requestWith(const Credential &credential) const
{
    LlmRequest request = m_call.request;
    request.model = m_current.choice.model;
    request.credential = credential;
    const QJsonObject &params = m_current.choice.params;
    if (!request.generation.temperature && params["temperature"_L1].isDouble())
        request.generation.temperature = params["temperature"_L1].toDouble();
    if (!request.generation.topP && params["topP"_L1].isDouble())
        request.generation.topP = params["topP"_L1].toDouble();
    if (!request.generation.maxTokens && params["maxTokens"_L1].isDouble())
        request.generation.maxTokens = params["maxTokens"_L1].toInt();
    return request;
}

void FailoverStream::connectStream()
{
    connect(m_stream.get(), &LlmStream::textDelta, this, [this](const QString &text) {
        m_shown = true;
        emit textDelta(text);
    });
    connect(m_stream.get(), &LlmStream::thinkingDelta, this, &LlmStream::thinkingDelta);
    connect(m_stream.get(), &LlmStream::toolCallStarted, this, &LlmStream::toolCallStarted);
    connect(m_stream.get(), &LlmStream::finished, this, [this](const LlmOutcome &outcome) {
        m_stream.release()->deleteLater(); // it is the one that speaks
        LlmOutcome whole = outcome;
        whole.authProfile = m_current.account;
        whole.failure ? failed(whole) : answered(whole);
    });
}

void FailoverStream::answered(const LlmOutcome &outcome)
{
    if (!saysNothing(outcome)) {
        recordAnswer();
        return report(outcome);
    }
    if (!std::exchange(m_emptyOnce, true))
        return askAgain(milliseconds(0));
    LlmOutcome nothing = outcome;
    nothing.stopReason = StopReason::Error;
    nothing.failure = {.kind = FailureClass::Other,
                       .message = u"%1 answered with nothing, twice"_s.arg(outcome.model.reference())};
    report(nothing);
}

void FailoverStream::failed(const LlmOutcome &outcome)
{
    const LlmFailure &failure = outcome.failure;
    const Reaction reaction = reactionTo(failure.kind, m_current.tries);
    if (m_shown || reaction == Reaction::Report || !m_service) {
        if (reaction != Reaction::Report && m_service)
            recordFailure(failure);
        return report(outcome);
    }
    const bool nobodyElse = failure.kind == FailureClass::RateLimit && failure.retryAfter &&
                            !hasAlternative() && m_current.tries == 1;
    const auto delay = retryDelay(failure, m_current.tries);
    if ((reaction == Reaction::Retry || nobodyElse) && delay)
        return askAgain(*delay);

    recordFailure(failure);
    m_last = outcome;
    if (!m_call.mayTakeAnother)
        return report(outcome);
    giveUpOn(failure.message);
    nextAccount();
}

bool FailoverStream::hasAlternative() const
{
    return m_call.mayTakeAnother && (!m_current.untried.isEmpty() || !m_models.isEmpty());
}

void FailoverStream::giveUpOn(const QString &why)
{
    m_gaveUpOn = label();
    m_attempts += why;
}

void FailoverStream::askAgain(milliseconds delay)
{
    m_pause.disconnect(this);
    connect(&m_pause, &QTimer::timeout, this, &FailoverStream::ask);
    m_pause.start(delay);
}

void FailoverStream::recordFailure(const LlmFailure &failure)
{
    const QString account = m_current.account;
    if (account.isEmpty())
        return;
    const CooldownSettings settings = cooldownSettings(m_service->authSection(), m_current.provider.id);
    m_service->changeAccounts(
        m_call.agentId,
        [account, failure, settings, now = QDateTime::currentMSecsSinceEpoch()](AuthProfiles &profiles) {
            profiles.usage[account] = afterFailure(profiles.usage.value(account), failure, now, settings);
        });
}

/// Only when it changes a decision: not every answer is worth a write.
void FailoverStream::recordAnswer()
{
    const QString account = m_current.account;
    if (account.isEmpty() || !m_service)
        return;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QString provider = m_current.provider.id;
    const AuthUsage before = m_current.stored.usage.value(account);
    const bool hadErrors = before.errorCount > 0;
    const bool rotates = m_current.accounts.size() > 1 && now - before.lastUsed > usageNoteEvery;
    if (!hadErrors && !rotates && m_current.stored.lastGood.value(provider) == account)
        return;
    m_service->changeAccounts(m_call.agentId, [account, provider, now](AuthProfiles &profiles) {
        profiles.usage[account] = afterAnswer(now);
        profiles.lastGood[provider] = account;
    });
}

void FailoverStream::report(LlmOutcome outcome)
{
    if (std::exchange(m_ended, true))
        return;
    m_pause.stop();
    outcome.attempts = m_attempts;
    emit finished(outcome);
}

} // namespace wsagent
