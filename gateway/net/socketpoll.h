#pragma once

#include <QList>
#include <QObject>

#include <array>
#include <memory>

struct epoll_event;
class QSocketNotifier;

namespace wsagent {

class PlainStream;

/// Watches many sockets through one descriptor (epoll), so that an idle one costs the event loop nothing and
/// needs no notifier of its own.
class SocketPoll : public QObject
{
    Q_OBJECT

public:
    SocketPoll();
    ~SocketPoll() override;

    /// `events` as of epoll.
    bool add(int socket, PlainStream *stream, quint32 events);
    void change(int socket, PlainStream *stream, quint32 events);
    /// Before the socket is closed.
    void remove(int socket, PlainStream *stream);
    /// Its bytes are sent together, when whoever writes now has come to an end.
    void sendSoon(PlainStream *stream);

protected:
    bool event(QEvent *event) override;

private:
    void ready();
    bool handleEvents(); ///< false when there are none
    void sendAll();
    void forget(const PlainStream *stream);

    int m_descriptor;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QList<PlainStream *> m_current; ///< told by the system and not yet handled; null: gone since
    QList<PlainStream *> m_toSend;
    bool m_sendPosted = false;
};

} // namespace wsagent
