#include "ui/status/fleetsurvey.h"

#include <QPointer>
#include <QThreadPool>

#include <memory>

namespace wsagent {

void surveyLater(const InstanceSelection &user, QObject *receiver, std::function<void(Fleet)> done)
{
    // Destroyed on the thread of the receiver, who is asked there whether it is still alive.
    const auto alive = std::make_shared<QPointer<QObject>>(receiver);
    auto *messenger = new QObject;
    QThreadPool::globalInstance()->start([user, alive, messenger, done = std::move(done)] {
        const ConfigSchema schema; // belongs to one thread
        auto fleet = std::make_shared<Fleet>(surveyFleet(user, schema));
        QMetaObject::invokeMethod(messenger, [alive, messenger, done, fleet] {
            messenger->deleteLater();
            if (*alive)
                done(std::move(*fleet));
        });
    });
}

} // namespace wsagent
