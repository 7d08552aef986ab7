#pragma once

#include "gateway/browser/cdp/pauses.h"
#include "gateway/browser/page/navigationguard.h"
#include "gateway/browser/page/tab.h"

#include <QDeadlineTimer>

#include <vector>

namespace wsagent {

/// What WsAgent knows of the tabs of a browser besides what the browser tells: it outlives a connection.
struct TabNames
{
    struct Tab
    {
        QString handle = {};
        QString label = {};
        bool isOurs = false;
        qint64 lastUsed = 0;
    };
    QHash<QString, Tab> tabs = {}; ///< by target id
    int handles = 0;               ///< how many have been given
    qint64 uses = 0;
};

/// What is done with the pages of one browser, from the connection to its end. Ends every wait when it ends.
class BrowserSession : public QObject, public std::enable_shared_from_this<BrowserSession>
{
    Q_OBJECT

public:
    static constexpr int mostOwnTabs = 8; ///< of a managed browser, opened by WsAgent

    struct Facts
    {
        std::function<const NavigationRules &()> navigation; ///< as they are now: a policy may change
        bool isManaged = true;
        bool closesForgottenTabs = true; ///< when WsAgent has opened more than `mostOwnTabs`
    };

    BrowserSession(std::shared_ptr<CdpConnection> connection, Facts facts);
    ~BrowserSession() override;

    /// `names`: of an earlier connection to the same run of the browser.
    QCoro::Task<BrowserResult<void>> begin(TabNames names);
    bool isOpen() const { return m_connection->isOpen(); }
    void close();
    CdpConnection &connection() { return *m_connection; }
    const Facts &facts() const { return m_facts; }

    /// As they are, or were when it was closed.
    TabNames names() const;

    /// Asks the browser for what it shows now.
    QCoro::Task<BrowserResult<void>> refresh();
    const std::vector<TabPtr> &tabs() const { return m_tabs; }
    /// By id, handle, label, or the beginning of an id that only one has.
    BrowserResult<TabPtr> find(const QString &named) const;
    /// The one that is named; without a name the last one used, else the first. Ready for use.
    QCoro::Task<BrowserResult<TabPtr>> use(QString named);

    QCoro::Task<BrowserResult<TabPtr>> open(QUrl url, QString label);
    QCoro::Task<BrowserResult<void>> closeTab(TabPtr tab);
    /// Shows it: what is not seen is not drawn, and takes no clicks.
    QCoro::Task<BrowserResult<void>> bringToFront(TabPtr tab);
    /// Until the main frame has loaded.
    QCoro::Task<BrowserResult<void>> navigate(TabPtr tab, QUrl url, std::chrono::milliseconds timeout);
    /// Puts a page that must not be seen away; the error that says so.
    QCoro::Task<BrowserResult<void>> checkPlace(TabPtr tab, NavigationGuardPtr guard);

    /// True when it holds, false when the time is over, a dialog is in the way, or all ends.
    QCoro::Task<bool> until(TabPtr tab, std::function<bool()> holds, QDeadlineTimer deadline);
    Later<bool> pause(std::chrono::milliseconds time) { return m_pauses.wait(time); }

signals:
    void closed();

private:
    void take(const QString &session, const QString &method, const QJsonObject &params);
    void takeTarget(const QJsonObject &info);
    void forget(const QString &targetId);
    TabPtr named(const QString &id);
    QCoro::Task<> makeRoom();

    std::shared_ptr<CdpConnection> m_connection;
    Facts m_facts;
    Pauses m_pauses;
    std::vector<TabPtr> m_tabs;
    QString m_front;  ///< id of the tab that was brought to the front last
    TabNames m_names; ///< of tabs that have not been seen yet, and the counts
};

using BrowserSessionPtr = std::shared_ptr<BrowserSession>;

/// As the routes show it (`browser.md` 6.1).
QJsonObject toJson(const Tab &tab, const NavigationRules &rules);

} // namespace wsagent
