#include "gateway/browser/page/pagefiles.h"
#include "gateway/browser/page/pagetrace.h"
#include "gateway/browser/page/pagewait.h"
#include "gateway/browser/routes/browserroutes.h"

#include <QJsonArray>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QDeadlineTimer deadlineOf(const BrowserRequest &request)
{
    return QDeadlineTimer(request.number("timeoutMs"_L1, 120'000, 500, 120'000));
}

/// Sets an input, or gives the files to what asks for them next.
RouteResult chooseFiles(RouteCall call)
{
    const QString state = call.service->facts().stateDir;
    const auto files = uploadPaths(call.request.body["paths"_L1].toArray(),
                                   {state + "/tmp/uploads"_L1, state + "/media"_L1});
    if (!files)
        co_return files.error();
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const QString inputRef = call.request.text("inputRef"_L1);
    const QString element = call.request.text("element"_L1);
    const QString ref = call.request.text("ref"_L1);
    const QJsonObject done{{"targetId"_L1, found->tab->targetId}};
    if (!inputRef.isEmpty() || !element.isEmpty()) {
        BrowserResult<PageNode> input = PageNode();
        if (!inputRef.isEmpty()) {
            input = nodeOf(*found->tab, inputRef);
        } else {
            const auto searching = nodeBySelector(found->tab, element);
            input = co_await searching;
        }
        if (!input)
            co_return input.error();
        const auto setting = setFiles(found->tab, *input, *files);
        const auto set = co_await setting;
        if (!set)
            co_return set.error();
        co_return done;
    }
    if (ref.isEmpty()) {
        found->tab->armFiles(*files, deadlineOf(call.request));
        co_return QJsonObject{{"targetId"_L1, found->tab->targetId}, {"armed"_L1, true}};
    }
    const auto node = nodeOf(*found->tab, ref);
    if (!node)
        co_return node.error();
    const auto giving = giveToChooser(found->session, found->tab, *files, *node, deadlineOf(call.request));
    const auto given = co_await giving;
    if (!given)
        co_return given.error();
    co_return done;
}

RouteResult downloadBy(RouteCall call, bool byClick)
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    std::optional<PageNode> trigger;
    if (byClick) {
        const auto node = nodeOf(*found->tab, call.request.text("ref"_L1));
        if (!node)
            co_return node.error();
        trigger = *node;
    }
    const QString root = call.service->facts().stateDir + "/tmp/downloads"_L1;
    const auto taking = takeDownload(found->session, found->tab, root, call.request.text("path"_L1), trigger,
                                     deadlineOf(call.request));
    const auto taken = co_await taking;
    if (!taken)
        co_return taken.error();
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}, {"download"_L1, *taken}};
}

RouteResult waitForDownload(RouteCall call)
{
    return downloadBy(call, false);
}

RouteResult download(RouteCall call)
{
    if (call.request.text("ref"_L1).isEmpty() || call.request.text("path"_L1).isEmpty())
        co_return badRequest(u"ref and path are required"_s);
    const auto loading = downloadBy(call, true);
    const auto loaded = co_await loading;
    co_return loaded;
}

/// The answer to a request of the page, when it has come.
struct Answered
{
    QString id = {};
    QJsonObject response = {};
    bool isOver = false;
};

/// Waits for the next answer from an address.
RouteResult responseBody(RouteCall call)
{
    const QString pattern = call.request.text("url"_L1);
    if (pattern.isEmpty())
        co_return badRequest(u"url is required"_s);
    const int most = call.request.number("maxChars"_L1, 200'000, 1, 5'000'000);
    const QDeadlineTimer deadline(call.request.number("timeoutMs"_L1, 20'000, 500, 120'000));
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto answered = std::make_shared<Answered>();
    const auto listening = QObject::connect(
        &found->session->connection(), &CdpConnection::eventReceived, found->tab.get(),
        [answered, pattern, session = found->tab->session()](const QString &from, const QString &method,
                                                             const QJsonObject &params) {
            const bool isMine = from == session && params["requestId"_L1] == answered->id;
            if (from == session && method == "Network.responseReceived"_L1 && answered->id.isEmpty() &&
                matchesUrl(params["response"_L1]["url"_L1].toString(), pattern)) {
                answered->id = params["requestId"_L1].toString();
                answered->response = params["response"_L1].toObject();
            } else if (isMine &&
                       (method == "Network.loadingFinished"_L1 || method == "Network.loadingFailed"_L1)) {
                answered->isOver = true;
            }
        });
    const auto waiting = found->session->until(
        found->tab, [answered] { return answered->isOver; }, deadline);
    const bool isOver = co_await waiting;
    QObject::disconnect(listening);
    if (!isOver)
        co_return timedOut(u"no answer has come from %1"_s.arg(pattern.left(200)));
    const auto asking = found->tab->call("Network.getResponseBody"_L1, {{"requestId"_L1, answered->id}});
    const auto body = co_await asking;
    if (!body)
        co_return body.error();
    QString text = body->value("body"_L1).toString();
    if (body->value("base64Encoded"_L1).toBool())
        text = QString::fromUtf8(QByteArray::fromBase64(text.toLatin1()));
    const bool isCut = text.size() > most;
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId},
                          {"response"_L1, QJsonObject{{"url"_L1, answered->response["url"_L1]},
                                                      {"status"_L1, answered->response["status"_L1]},
                                                      {"headers"_L1, answered->response["headers"_L1]},
                                                      {"body"_L1, text.left(most)},
                                                      {"truncated"_L1, isCut}}}};
}

RouteResult beginTrace(RouteCall call)
{
    const TraceOptions options{.screenshots = call.request.has("screenshots"_L1),
                               .snapshots = call.request.has("snapshots"_L1)};
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const auto starting = startTrace(found->tab, options);
    const auto started = co_await starting;
    if (!started)
        co_return started.error();
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}};
}

RouteResult endTrace(RouteCall call)
{
    const auto finding = tabFor(call);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    const QString root = call.service->facts().stateDir + "/tmp/traces"_L1;
    const auto stopping = stopTrace(found->session, found->tab, root, call.request.text("path"_L1));
    const auto path = co_await stopping;
    if (!path)
        co_return path.error();
    co_return QJsonObject{{"targetId"_L1, found->tab->targetId}, {"path"_L1, *path}};
}

constexpr std::array routes = {BrowserRoute{"POST", "/hooks/file-chooser", chooseFiles},
                               BrowserRoute{"POST", "/wait/download", waitForDownload},
                               BrowserRoute{"POST", "/download", download},
                               BrowserRoute{"POST", "/response/body", responseBody},
                               BrowserRoute{"POST", "/trace/start", beginTrace},
                               BrowserRoute{"POST", "/trace/stop", endTrace}};

} // namespace

std::span<const BrowserRoute> fileRoutes()
{
    return routes;
}

} // namespace wsagent
