#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>

#include <deque>

namespace wsagent {

/// What a page has said, what went wrong in it, and what it has asked for: the newest of each, by what the
/// browser tells (`browser.md` 6.2). Texts are bounded.
class TabRecords
{
public:
    static constexpr size_t mostMessages = 500;
    static constexpr size_t mostErrors = 200;
    static constexpr size_t mostRequests = 500;

    /// An event of the domains Runtime and Network; others are passed over. `now`: ms since 1970.
    /// `session`: of the page, or of one of its frames.
    void take(const QString &session, const QString &method, const QJsonObject &params, qint64 now);
    /// The page shows another document, whose requests are those of this loader: what the last one has asked
    /// for does not come any more.
    void documentChanged(const QString &loaderId);
    /// A frame has gone, and with it whoever could tell how its requests end.
    void frameGone(const QString &session);

    /// `level`: error, warn or info and what is worse; empty: all.
    QJsonArray console(const QString &level) const;
    QJsonArray errors() const;
    QJsonArray requests(const QString &filter) const; ///< whose URL has that part
    void clearConsole() { m_console.clear(); }
    void clearErrors() { m_errors.clear(); }
    void clearRequests() { m_requests.clear(); }

    /// Requests that have not come to an end.
    int pending() const { return int(m_pending.size()); }
    qint64 lastTraffic() const { return m_lastTraffic; } ///< ms since 1970; 0: none yet

private:
    QJsonObject *requestOf(const QString &id);

    std::deque<QJsonObject> m_console;
    std::deque<QJsonObject> m_errors;
    std::deque<QJsonObject> m_requests;
    struct Pending
    {
        QString session = {};
        QString loaderId = {};
    };
    QHash<QString, Pending> m_pending; ///< by request
    qint64 m_lastTraffic = 0;
};

} // namespace wsagent
