#include "gateway/browser/page/tab.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostMessage = 2000; // characters of a dialog

QJsonObject autoAttach()
{
    return {{"autoAttach"_L1, true}, {"waitForDebuggerOnStart"_L1, false}, {"flatten"_L1, true}};
}

/// The page waits for an answer in any case: what it does with it, it says.
QCoro::Task<> giveFiles(TabPtr tab, QString session, int input, QStringList files,
                        Later<BrowserResult<void>> given)
{
    const QJsonObject params{{"files"_L1, QJsonArray::fromStringList(files)}, {"backendNodeId"_L1, input}};
    const auto setting = tab->callIn(session, "DOM.setFileInputFiles"_L1, params);
    const auto set = co_await setting;
    tab->callIn(session, "Page.setInterceptFileChooserDialog"_L1, {{"enabled"_L1, false}});
    given.settle(set ? BrowserResult<void>()
                     : BrowserError{.message = u"the files are not taken: %1"_s.arg(set.error().message),
                                    .code = u"ACT_OPERATION_FAILED"_s});
}

} // namespace

Tab::Tab(std::shared_ptr<CdpConnection> connection, QString id, QString tabHandle)
    : targetId(std::move(id))
    , handle(std::move(tabHandle))
    , m_connection(std::move(connection))
{}

QCoro::Task<BrowserResult<void>> Tab::prepare()
{
    const auto self = shared_from_this();
    if (m_isPrepared)
        co_return BrowserResult<void>();
    const QJsonObject target{{"targetId"_L1, targetId}, {"flatten"_L1, true}};
    const auto attaching = m_connection->send("Target.attachToTarget"_L1, target);
    const auto attached = co_await attaching;
    if (!attached)
        co_return attached.error();
    m_session = attached->value("sessionId"_L1).toString();
    // All at once: the browser carries them out in this order.
    const QList<Later<CdpAnswer>> steps{call("Page.enable"_L1), call("Runtime.enable"_L1),
                                        call("Network.enable"_L1), call("Log.enable"_L1),
                                        call("Target.setAutoAttach"_L1, autoAttach())};
    for (const Later<CdpAnswer> &step : steps) {
        const auto done = co_await step;
        if (!done && !m_dialog)
            co_return done.error();
    }
    m_isPrepared = true;
    co_return BrowserResult<void>();
}

const FrameSession *Tab::frameSession(const QString &session) const
{
    const auto found = std::find_if(m_frameSessions.begin(), m_frameSessions.end(),
                                    [&session](const FrameSession &each) { return each.session == session; });
    return found == m_frameSessions.end() ? nullptr : &*found;
}

Later<CdpAnswer> Tab::call(QLatin1StringView method, const QJsonObject &params,
                           std::chrono::milliseconds timeout)
{
    return callIn(m_session, method, params, timeout);
}

Later<CdpAnswer> Tab::callIn(const QString &session, QLatin1StringView method, const QJsonObject &params,
                             std::chrono::milliseconds timeout)
{
    if (!m_isLost)
        return m_connection->send(method, params, session, timeout);
    Later<CdpAnswer> answer;
    answer.settle(BrowserError{.status = 404, .message = u"tab not found: it has been closed"_s});
    return answer;
}

void Tab::take(const QString &session, const QString &method, const QJsonObject &params)
{
    records.take(session, method, params, QDateTime::currentMSecsSinceEpoch());
    if (method.startsWith("Fetch."_L1)) {
        m_interception.take(session, method, params);
    } else if (method == "Target.attachedToTarget"_L1) {
        const QJsonValue info = params["targetInfo"_L1];
        if (info["type"_L1] != "iframe"_L1)
            return;
        const QString frame = params["sessionId"_L1].toString();
        m_frameSessions += FrameSession{info["targetId"_L1].toString(), frame, session};
        for (const auto domain :
             {"Page.enable"_L1, "Runtime.enable"_L1, "Network.enable"_L1, "Log.enable"_L1})
            m_connection->send(domain, {}, frame);
        m_connection->send("Target.setAutoAttach"_L1, autoAttach(), frame);
    } else if (method == "Target.detachedFromTarget"_L1) {
        const QString gone = params["sessionId"_L1].toString();
        m_frameSessions.removeIf([&gone](const FrameSession &frame) { return frame.session == gone; });
        records.frameGone(gone);
    } else if (method == "Input.dragIntercepted"_L1) {
        emit dragIntercepted(params["data"_L1].toObject());
    } else if (method == "Page.javascriptDialogOpening"_L1) {
        opened(params);
    } else if (method == "Page.javascriptDialogClosed"_L1) {
        m_dialog.reset();
    } else if (session == m_session) {
        takePageEvent(method, params);
    }
}

void Tab::takePageEvent(const QString &method, const QJsonObject &params)
{
    const bool isMain = params["frameId"_L1].toString() == targetId;
    if (method == "Page.frameRequestedNavigation"_L1) {
        m_isLoading = m_isLoading || (isMain && params["disposition"_L1] == "currentTab"_L1);
    } else if (method == "Page.frameStartedLoading"_L1) {
        m_isLoading = m_isLoading || isMain;
    } else if (method == "Page.frameStoppedLoading"_L1) {
        m_isLoading = m_isLoading && !isMain;
    } else if (method == "Page.loadEventFired"_L1) {
        m_isLoaded = true;
    } else if (method == "Page.domContentEventFired"_L1) {
        m_isParsed = true;
    } else if (method == "Page.frameNavigated"_L1) {
        const QJsonValue frame = params["frame"_L1];
        if (frame["parentId"_L1].isString())
            return;
        url = frame["url"_L1].toString() + frame["urlFragment"_L1].toString();
        records.documentChanged(frame["loaderId"_L1].toString());
        refs.clear();
        ++m_documents;
    } else if (method == "Page.navigatedWithinDocument"_L1) {
        if (isMain)
            url = params["url"_L1].toString();
    } else if (method == "Page.fileChooserOpened"_L1) {
        chooserOpened(params);
    } else if (method == "Inspector.targetCrashed"_L1) {
        giveUp({.status = 500, .message = u"the page has crashed; open it again"_s});
    }
}

/// The page stands still until the dialog is answered, and with it everything that is asked of the page.
void Tab::opened(const QJsonObject &dialog)
{
    m_dialog = PageDialog{.id = u"d%1"_s.arg(++m_dialogs),
                          .type = dialog["type"_L1].toString(),
                          .message = dialog["message"_L1].toString().left(mostMessage)};
    const auto armed = std::exchange(m_armed, std::nullopt);
    if (armed && !armed->until.hasExpired()) {
        answerDialog(*armed);
        return;
    }
    giveUp(blockedByDialog(*this));
}

Later<CdpAnswer> Tab::answerDialog(const DialogAnswer &answer)
{
    m_dialog.reset();
    QJsonObject params{{"accept"_L1, answer.accept}};
    if (!answer.text.isNull())
        params.insert("promptText"_L1, answer.text);
    return call("Page.handleJavaScriptDialog"_L1, params);
}

Later<BrowserResult<void>> Tab::armFiles(const QStringList &files, QDeadlineTimer until)
{
    disarmFiles(BrowserError{.status = 409, .message = u"other files have been chosen meanwhile"_s});
    const ArmedFiles armed{.files = files, .given = {}};
    m_armedFiles = armed;
    call("Page.setInterceptFileChooserDialog"_L1, {{"enabled"_L1, true}});
    QTimer::singleShot(std::chrono::milliseconds(until.remainingTime()), this, [this, given = armed.given] {
        if (!given.isSettled())
            disarmFiles(timedOut(u"the page has not asked for a file"_s));
    });
    return armed.given;
}

void Tab::disarmFiles(const BrowserError &why)
{
    const auto armed = std::exchange(m_armedFiles, std::nullopt);
    if (!armed)
        return;
    call("Page.setInterceptFileChooserDialog"_L1, {{"enabled"_L1, false}});
    armed->given.settle(why);
}

void Tab::chooserOpened(const QJsonObject &params)
{
    const auto armed = std::exchange(m_armedFiles, std::nullopt);
    if (armed)
        giveFiles(shared_from_this(), m_session, params["backendNodeId"_L1].toInt(), armed->files,
                  armed->given);
}

void Tab::expectLoad()
{
    m_isLoaded = false;
    m_isParsed = false;
}

void Tab::lost()
{
    m_isLost = true;
    const BrowserError closed{.status = 404, .message = u"tab not found: it has been closed"_s};
    disarmFiles(closed);
    giveUp(closed);
}

/// Everything that is asked of the page now gets this answer.
void Tab::giveUp(const BrowserError &error)
{
    if (m_session.isEmpty())
        return;
    const auto frames = m_frameSessions;
    m_connection->giveUp(m_session, error);
    for (const FrameSession &frame : frames)
        m_connection->giveUp(frame.session, error);
}

BrowserError blockedByDialog(const Tab &tab)
{
    const auto &dialog = tab.dialog();
    return {.status = 409,
            .message = u"the page asks \"%1\" (%2); answer it first (browser dialog)"_s.arg(
                dialog->message.left(200), dialog->type),
            .code = u"BLOCKED_BY_DIALOG"_s,
            .more = dialogReport(tab)};
}

QJsonObject dialogReport(const Tab &tab)
{
    if (!tab.dialog())
        return {};
    const QJsonObject dialog{
        {"id"_L1, tab.dialog()->id}, {"type"_L1, tab.dialog()->type}, {"message"_L1, tab.dialog()->message}};
    return {{"blockedByDialog"_L1, true}, {"dialogs"_L1, QJsonObject{{"pending"_L1, QJsonArray{dialog}}}}};
}

} // namespace wsagent
