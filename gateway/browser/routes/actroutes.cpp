#include "gateway/browser/page/pageactions.h"
#include "gateway/browser/page/pagenode.h"
#include "gateway/browser/routes/browserroutes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

RouteResult navigate(RouteCall call)
{
    const QString address = call.request.text("url"_L1).trimmed();
    if (address.isEmpty())
        co_return badRequest(u"url is required"_s);
    const int patience = call.request.number("timeoutMs"_L1, 20'000, 1000, 120'000);
    const QUrl url = QUrl(address);
    const auto checking = checkNavigation(url, call.service->settings().navigation);
    const auto checked = co_await checking;
    if (!checked)
        co_return checked.error();
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto going = found->session->navigate(found->tab, url, std::chrono::milliseconds(patience));
    const auto gone = co_await going;
    if (!gone)
        co_return gone.error();
    QJsonObject answer = dialogReport(*found->tab);
    answer.insert("targetId"_L1, found->tab->targetId);
    answer.insert("url"_L1, found->tab->url);
    co_return answer;
}

RouteResult actOnPage(RouteCall call)
{
    const bool mayEvaluate = call.service->settings().evaluateEnabled;
    if (const auto objection = actObjection(call.request.body, mayEvaluate))
        co_return *objection;
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    if (found->tab->dialog())
        co_return blockedByDialog(*found->tab);
    const ActCall mine{.session = found->session,
                       .tab = found->tab,
                       .action = call.request.body,
                       .mayEvaluate = mayEvaluate};
    const auto acting = act(mine);
    const auto acted = co_await acting;
    co_return acted;
}

/// Answers the dialog that is open, or the next one.
RouteResult answerDialog(RouteCall call)
{
    const auto accept = call.request.flag("accept"_L1);
    if (!accept)
        co_return badRequest(u"accept is required"_s);
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    DialogAnswer answer{.accept = *accept,
                        .until = QDeadlineTimer(call.request.number("timeoutMs"_L1, 120'000, 500, 120'000))};
    if (call.request.value("promptText"_L1).isString())
        answer.text = call.request.text("promptText"_L1);
    const QString wanted = call.request.text("dialogId"_L1);
    const auto &dialog = found->tab->dialog();
    if (!wanted.isEmpty() && (!dialog || dialog->id != wanted))
        co_return BrowserError{.status = 404, .message = u"no dialog \"%1\" is open"_s.arg(wanted.left(40))};
    QJsonObject done{{"targetId"_L1, found->tab->targetId}};
    if (!dialog) {
        found->tab->arm(answer);
        done.insert("armed"_L1, true);
        co_return done;
    }
    const auto answering = found->tab->answerDialog(answer);
    const auto answered = co_await answering;
    if (!answered)
        co_return answered.error();
    done.insert("answered"_L1, true);
    co_return done;
}

RouteResult highlight(RouteCall call)
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto node = nodeOf(*found->tab, call.request.text("ref"_L1));
    if (!node)
        co_return node.error();
    const QString mark = u"function () { const e = this, was = e.style.outline; e.style.outline = '3px solid "
                         "#FF4500'; setTimeout(() => { e.style.outline = was; }, 2000); }"_s;
    const auto marking = callOn(found->tab, *node, mark, {}, std::chrono::milliseconds(5000));
    const auto marked = co_await marking;
    if (!marked)
        co_return marked.error();
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}};
}

constexpr std::array routes = {
    BrowserRoute{"POST", "/navigate", navigate}, BrowserRoute{"POST", "/act", actOnPage},
    BrowserRoute{"POST", "/hooks/dialog", answerDialog}, BrowserRoute{"POST", "/highlight", highlight}};

} // namespace

std::span<const BrowserRoute> actRoutes()
{
    return routes;
}

} // namespace wsagent
