#include "ui/notices/desktopnotifier.h"

#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QHash>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"org.freedesktop.Notifications"_s;
const QString path = u"/org/freedesktop/Notifications"_s;
constexpr auto openAction = "default"_L1;

QString keyOf(Notice::Answer answer)
{
    return QString::fromLatin1(QMetaEnum::fromType<Notice::Answer>().valueToKey(int(answer)));
}

class SessionBusNotifier : public DesktopNotifier
{
    Q_OBJECT

public:
    SessionBusNotifier()
        : m_bus(QDBusConnection::sessionBus())
    {
        m_bus.connect(service, path, service, u"ActionInvoked"_s, this, SLOT(onAction(uint, QString)));
        m_bus.connect(service, path, service, u"NotificationClosed"_s, this, SLOT(onClosed(uint, uint)));
    }

    void show(const Notice &notice) override
    {
        if (!m_bus.isConnected()) {
            emit unavailable(notice);
            return;
        }
        QStringList actions{openAction, NoticeText::show()};
        for (const Notice::Answer answer : notice.answers())
            actions += {keyOf(answer), NoticeText::answer(answer)};
        const bool waits = !notice.answers().isEmpty();
        QDBusMessage call = QDBusMessage::createMethodCall(service, path, service, u"Notify"_s);
        // The body is markup to most servers.
        call << u"WsAgent"_s << 0U << u"ws-agent"_s << notice.title << notice.text.toHtmlEscaped() << actions
             << QVariantMap{{u"urgency"_s, QVariant::fromValue(uchar(waits ? 2 : 1))},
                            {u"desktop-entry"_s, u"ws-agent"_s}}
             << (waits ? 0 : -1);
        auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, notice, watcher] {
            watcher->deleteLater();
            const QDBusPendingReply<uint> reply = *watcher;
            if (reply.isError())
                emit unavailable(notice);
            else
                m_shown.insert(reply.value(), notice);
        });
    }

    void withdraw(const Notice &notice) override
    {
        for (auto shown = m_shown.begin(); shown != m_shown.end(); ++shown) {
            if (!shown->isAbout(notice))
                continue;
            QDBusMessage call =
                QDBusMessage::createMethodCall(service, path, service, u"CloseNotification"_s);
            call << shown.key();
            m_bus.asyncCall(call);
        }
    }

private slots:
    void onAction(uint id, const QString &key)
    {
        if (!m_shown.contains(id))
            return;
        const Notice notice = m_shown.value(id); // it may be closed by whoever hears of the answer
        bool known = false;
        const int value =
            QMetaEnum::fromType<Notice::Answer>().keyToValue(key.toLatin1().constData(), &known);
        if (known)
            emit answered(notice, Notice::Answer(value));
        else
            emit clicked(notice);
    }
    void onClosed(uint id, uint) { m_shown.remove(id); }

private:
    QDBusConnection m_bus;
    QHash<uint, Notice> m_shown;
};

} // namespace

std::unique_ptr<DesktopNotifier> sessionBusNotifier()
{
    return std::make_unique<SessionBusNotifier>();
}

} // namespace wsagent

#include "desktopnotifier.moc"
