#include "gateway/browser/page/pagewait.h"

#include "gateway/browser/page/pagenode.h"
#include "gateway/browser/page/pagescripts.h"

#include <QDateTime>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds lookAgain{100};
constexpr qint64 quietFor = 500; // ms without traffic: "networkidle"

/// Asks the page again and again. A page that is between two documents answers with an error, and is asked
/// again.
QCoro::Task<BrowserResult<void>> untilTrue(BrowserSessionPtr session, TabPtr tab, QString expression,
                                           bool wanted, QString what, QDeadlineTimer deadline)
{
    for (;;) {
        const auto asking = evaluate(tab, expression, std::chrono::milliseconds(10'000));
        const auto answer = co_await asking;
        if (answer && answer->toBool() == wanted)
            co_return BrowserResult<void>();
        if (!answer && (tab->dialog() || tab->isLost()))
            co_return answer.error();
        if (deadline.hasExpired())
            co_return timedOut(u"waited in vain for %1"_s.arg(what));
        const auto pausing = session->pause(lookAgain);
        const bool passed = co_await pausing;
        if (!passed)
            co_return BrowserError{.status = 503, .message = u"the browser has been stopped"_s};
    }
}

bool isLoadState(const QString &state)
{
    return state == "load"_L1 || state == "domcontentloaded"_L1 || state == "networkidle"_L1;
}

std::function<bool()> loadCondition(const TabPtr &tab, const QString &state)
{
    if (state == "domcontentloaded"_L1)
        return [tab] {
            return tab->isParsed();
        };
    if (state == "networkidle"_L1)
        return [tab] {
            const qint64 since = QDateTime::currentMSecsSinceEpoch() - tab->records.lastTraffic();
            return tab->isLoaded() && !tab->isLoading() && tab->records.pending() == 0 && since >= quietFor;
        };
    return [tab] {
        return tab->isLoaded() && !tab->isLoading();
    };
}

} // namespace

bool matchesUrl(const QString &url, const QString &pattern)
{
    if (!pattern.contains(u'*'))
        return url.contains(pattern);
    QString expression;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (pattern.at(i) != u'*') {
            expression += QRegularExpression::escape(QString(pattern.at(i)));
        } else if (i + 1 < pattern.size() && pattern.at(i + 1) == u'*') {
            expression += ".*"_L1;
            ++i;
        } else {
            expression += "[^/]*"_L1;
        }
    }
    return QRegularExpression(QRegularExpression::anchoredPattern(expression)).match(url).hasMatch();
}

QCoro::Task<BrowserResult<void>> waitFor(BrowserSessionPtr session, TabPtr tab, QJsonObject wanted)
{
    const int patience = int(std::clamp(wanted["timeoutMs"_L1].toDouble(20'000), 500.0, 120'000.0));
    const QDeadlineTimer deadline(patience);
    if (wanted.contains("timeMs"_L1)) {
        const int time = int(std::clamp(wanted["timeMs"_L1].toDouble(), 0.0, 120'000.0));
        const auto pausing = session->pause(std::chrono::milliseconds(time));
        const bool passed = co_await pausing;
        if (!passed)
            co_return BrowserError{.status = 503, .message = u"the browser has been stopped"_s};
    }
    struct Condition
    {
        QString expression;
        bool wanted;
        QString what;
    };
    QList<Condition> conditions;
    if (const QString text = wanted["text"_L1].toString(); !text.isEmpty())
        conditions += {callScript(scripts::showsText, text), true, u"the text \"%1\""_s.arg(text.left(100))};
    if (const QString text = wanted["textGone"_L1].toString(); !text.isEmpty())
        conditions +=
            {callScript(scripts::showsText, text), false, u"the text \"%1\" to go"_s.arg(text.left(100))};
    if (const QString selector = wanted["selector"_L1].toString(); !selector.isEmpty())
        conditions += {callScript(scripts::showsSelector, selector), true, selector.left(100)};
    for (const Condition &condition : std::as_const(conditions)) {
        const auto waiting =
            untilTrue(session, tab, condition.expression, condition.wanted, condition.what, deadline);
        const auto waited = co_await waiting;
        if (!waited)
            co_return waited.error();
    }
    if (const QString pattern = wanted["url"_L1].toString(); !pattern.isEmpty()) {
        const auto there = session->until(
            tab, [tab, pattern] { return matchesUrl(tab->url, pattern); }, deadline);
        const bool holds = co_await there;
        if (!holds)
            co_return timedOut(u"waited in vain for the address %1"_s.arg(pattern.left(200)));
    }
    if (const QString state = wanted["loadState"_L1].toString(); !state.isEmpty()) {
        if (!isLoadState(state))
            co_return badRequest(u"loadState must be load|domcontentloaded|networkidle"_s);
        const auto loading = session->until(tab, loadCondition(tab, state), deadline);
        const bool holds = co_await loading;
        if (!holds)
            co_return timedOut(u"waited in vain for the page to be at \"%1\""_s.arg(state.left(40)));
    }
    if (const QString function = wanted["fn"_L1].toString(); !function.isEmpty()) {
        const QString expression =
            u"(async () => { %1 })().then(value => !!value)"_s.arg(valueScript(function));
        const auto waiting =
            untilTrue(session, tab, expression, true, u"the function to be true"_s, deadline);
        const auto waited = co_await waiting;
        if (!waited)
            co_return waited.error();
    }
    co_return BrowserResult<void>();
}

} // namespace wsagent
