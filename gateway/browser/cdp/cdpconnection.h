#pragma once

#include "gateway/browser/browseranswer.h"
#include "gateway/browser/cdp/later.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QObject>
#include <QTimer>
#include <QWebSocket>

#include <chrono>
#include <functional>

namespace wsagent {

using CdpAnswer = BrowserResult<QJsonObject>;

/// One connection to a browser, with all its sessions in it ("flattened",
/// https://chromedevtools.github.io/devtools-protocol/). Every request gets an answer: the browser's, or an
/// error when its time is over or the connection ends.
class CdpConnection : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds usualPatience{30'000};
    static constexpr quint64 largestMessage = 256 * 1024 * 1024; ///< bytes

    explicit CdpConnection(QObject *parent = nullptr);
    /// One that several hold. It goes when the event loop is back: it may be let go of in what it signals.
    static std::shared_ptr<CdpConnection> make();
    ~CdpConnection() override;

    /// `authorization`: of the upgrade; may be empty.
    Later<BrowserResult<void>> open(const QUrl &url, const QByteArray &authorization,
                                    std::chrono::milliseconds timeout);
    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    void close();

    /// An empty session is the browser itself.
    Later<CdpAnswer> send(QLatin1StringView method, const QJsonObject &params = {},
                          const QString &session = {}, std::chrono::milliseconds timeout = usualPatience);
    /// Answers all that waits in a session with this error: what the browser answers later is ignored.
    void giveUp(const QString &session, const BrowserError &error);

signals:
    void eventReceived(const QString &session, const QString &method, const QJsonObject &params);
    void closed();

private:
    struct Waiting
    {
        QString session;
        QString method;
        QDeadlineTimer deadline;
        Later<CdpAnswer> answer;
    };

    void received(const QString &text);
    void ended();
    QList<Waiting> takeWaiting(const std::function<bool(const Waiting &)> &fits);
    void checkDeadlines();

    QWebSocket m_socket;
    QHash<qint64, Waiting> m_waiting;
    QTimer m_deadlines; ///< runs while somebody waits
    Later<BrowserResult<void>> m_opened;
    qint64 m_lastId = 0;
    bool m_hasEnded = false;
};

using CdpConnectionPtr = std::shared_ptr<CdpConnection>;

} // namespace wsagent
