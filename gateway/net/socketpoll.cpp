#include "gateway/net/socketpoll.h"

#include "gateway/net/plainstream.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEvent>
#include <QSocketNotifier>

#include <sys/epoll.h>
#include <unistd.h>

namespace wsagent {

namespace {

constexpr size_t eventsAtOnce = 64;
constexpr std::chrono::milliseconds longestTurn{2}; // then timers and others get theirs

epoll_event interest(PlainStream *stream, quint32 events)
{
    epoll_event event = {};
    event.events = events;
    event.data.ptr = stream;
    return event;
}

} // namespace

SocketPoll::SocketPoll()
    : m_descriptor(::epoll_create1(EPOLL_CLOEXEC))
    , m_notifier(std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read))
{
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &SocketPoll::ready);
}

SocketPoll::~SocketPoll()
{
    m_notifier.reset();
    ::close(m_descriptor);
}

bool SocketPoll::add(int socket, PlainStream *stream, quint32 events)
{
    epoll_event event = interest(stream, events);
    return ::epoll_ctl(m_descriptor, EPOLL_CTL_ADD, socket, &event) == 0;
}

void SocketPoll::change(int socket, PlainStream *stream, quint32 events)
{
    epoll_event event = interest(stream, events);
    ::epoll_ctl(m_descriptor, EPOLL_CTL_MOD, socket, &event);
}

void SocketPoll::remove(int socket, PlainStream *stream)
{
    ::epoll_ctl(m_descriptor, EPOLL_CTL_DEL, socket, nullptr);
    forget(stream);
}

void SocketPoll::forget(const PlainStream *stream)
{
    for (PlainStream *&each : m_current)
        each = each == stream ? nullptr : each;
    for (PlainStream *&each : m_toSend)
        each = each == stream ? nullptr : each;
}

void SocketPoll::sendSoon(PlainStream *stream)
{
    m_toSend.append(stream);
    if (m_current.isEmpty() && !std::exchange(m_sendPosted, true))
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool SocketPoll::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    sendAll();
    return true;
}

void SocketPoll::sendAll()
{
    m_sendPosted = false;
    // By index: whoever is told may write, and streams may go meanwhile.
    const qsizetype count = m_toSend.size();
    for (qsizetype i = 0; i < count; ++i) {
        if (PlainStream *stream = std::exchange(m_toSend[i], nullptr))
            stream->send();
    }
    m_toSend.remove(0, count);
}

/// Who asks again at once is answered before the loop goes round, which takes longer than an answer.
void SocketPoll::ready()
{
    const QDeadlineTimer turn(longestTurn);
    while (handleEvents() && !turn.hasExpired())
        ;
}

bool SocketPoll::handleEvents()
{
    std::array<epoll_event, eventsAtOnce>
        events; // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
    const int count = ::epoll_wait(m_descriptor, events.data(), int(events.size()), 0);
    for (int i = 0; i < count; ++i)
        m_current.append(static_cast<PlainStream *>(events[size_t(i)].data.ptr));
    for (int i = 0; i < count; ++i) {
        if (PlainStream *stream = std::exchange(m_current[i], nullptr))
            stream->handle(events[size_t(i)].events);
    }
    m_current.clear();
    if (!m_toSend.isEmpty())
        sendAll();
    return count > 0;
}

} // namespace wsagent
