#pragma once

#include "gateway/browser/cdp/cdpconnection.h"
#include "gateway/browser/cdp/task.h"
#include "gateway/browser/page/requestinterception.h"
#include "gateway/browser/page/tabrecords.h"

#include <QDeadlineTimer>

#include <memory>
#include <optional>

namespace wsagent {

/// A question that a page asks in a box of the browser.
struct PageDialog
{
    QString id = {};   ///< "d1", "d2"… of the tab
    QString type = {}; ///< alert, confirm, prompt, beforeunload
    QString message = {};
};

/// What the next one is answered with.
struct DialogAnswer
{
    bool accept = false;
    QString text = {};
    QDeadlineTimer until = QDeadlineTimer(QDeadlineTimer::Forever); ///< later ones are not meant
};

/// What a ref of a snapshot stands for.
struct PageNode
{
    int backendNodeId = 0;
    QString session = {}; ///< of the frame it is in
    QString frame = {};   ///< the frame's id; empty: the page itself
};

/// A frame with a session of its own.
struct FrameSession
{
    QString frame = {}; ///< its id
    QString session = {};
    QString parent = {}; ///< session of the frame it is in
};

/// One page of a browser, as far as we know it. Enters its session when it is first used.
class Tab : public QObject, public std::enable_shared_from_this<Tab>
{
    Q_OBJECT

public:
    Tab(std::shared_ptr<CdpConnection> connection, QString id, QString tabHandle);

    const QString targetId;
    const QString handle; ///< "t1", "t2"… of the run of the browser
    QString label = {};
    QString url = {};
    QString title = {};
    bool isOurs = false; ///< opened by WsAgent
    qint64 lastUsed = 0; ///< counts up; 0: never
    TabRecords records = {};
    QHash<QString, PageNode> refs = {}; ///< of the last snapshot

    /// Attaches and switches on what tells about the page; harmless when that has been done.
    QCoro::Task<BrowserResult<void>> prepare();
    bool isAttached() const { return !m_session.isEmpty(); }
    const QString &session() const { return m_session; }
    /// Those of other origins than the one they are in, in the order in which they came.
    const QList<FrameSession> &frameSessions() const { return m_frameSessions; }
    /// Null for the page itself.
    const FrameSession *frameSession(const QString &session) const;
    bool owns(const QString &session) const { return session == m_session || frameSession(session); }

    Later<CdpAnswer> call(QLatin1StringView method, const QJsonObject &params = {},
                          std::chrono::milliseconds timeout = CdpConnection::usualPatience);
    Later<CdpAnswer> callIn(const QString &session, QLatin1StringView method, const QJsonObject &params = {},
                            std::chrono::milliseconds timeout = CdpConnection::usualPatience);
    CdpConnection &connection() { return *m_connection; }
    RequestInterception &interception() { return m_interception; }

    void take(const QString &session, const QString &method, const QJsonObject &params);
    /// The target has gone.
    void lost();
    bool isLost() const { return m_isLost; }

    const std::optional<PageDialog> &dialog() const { return m_dialog; }
    /// For the next dialog, once.
    void arm(const DialogAnswer &answer) { m_armed = answer; }
    /// Answers the one that is open.
    Later<CdpAnswer> answerDialog(const DialogAnswer &answer);

    bool isLoading() const { return m_isLoading; } ///< the main frame
    /// Whether it tells of itself: its address comes from the document that shows.
    bool isPrepared() const { return m_isPrepared; }
    bool isLoaded() const { return m_isLoaded; }
    bool isParsed() const { return m_isParsed; }
    /// Before something that makes the page load.
    void expectLoad();
    /// For the next chooser of files that the page opens; whoever was armed before has lost. Settled when the
    /// page has them, or will not get them.
    Later<BrowserResult<void>> armFiles(const QStringList &files, QDeadlineTimer until);
    /// How often the main frame has shown another document.
    int documents() const { return m_documents; }

signals:
    /// A document is about to be fetched, and waits for whoever knows whether it may (Fetch.requestPaused).
    void paused(const QString &session, const QJsonObject &params);
    void dragIntercepted(const QJsonObject &data);

private:
    struct ArmedFiles
    {
        QStringList files;
        Later<BrowserResult<void>> given;
    };

    void takePageEvent(const QString &method, const QJsonObject &params);
    void opened(const QJsonObject &dialog);
    void chooserOpened(const QJsonObject &params);
    void disarmFiles(const BrowserError &why);
    void giveUp(const BrowserError &error);

    std::shared_ptr<CdpConnection> m_connection;
    QString m_session;
    QList<FrameSession> m_frameSessions;
    RequestInterception m_interception{*this};
    std::optional<PageDialog> m_dialog;
    std::optional<DialogAnswer> m_armed;
    std::optional<ArmedFiles> m_armedFiles;
    int m_dialogs = 0;
    int m_documents = 0;
    bool m_isPrepared = false;
    bool m_isLoading = false;
    bool m_isLoaded = true;
    bool m_isParsed = true;
    bool m_isLost = false;
};

using TabPtr = std::shared_ptr<Tab>;

/// What is asked of a page that waits for an answer itself.
BrowserError blockedByDialog(const Tab &tab);

/// `dialogs: {pending: […]}` and `blockedByDialog` when one is open.
QJsonObject dialogReport(const Tab &tab);

} // namespace wsagent
