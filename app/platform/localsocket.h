#pragma once

#include "gateway/base/result.h"

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace wsagent {

class LocalConnection;

/// Accepts connections of this user at a path. The directory is made for this user only, and so is the
/// socket.
class LocalListener : public QObject
{
    Q_OBJECT

public:
    /// What lies there already is taken for the rest of somebody who has ended: call it with a lock held.
    static Result<std::unique_ptr<LocalListener>> listen(const QString &path);
    ~LocalListener() override;

signals:
    /// Whoever takes it owns it.
    void accepted(wsagent::LocalConnection *connection);

private:
    LocalListener(int fd, QString path);
    void accept();

    int m_fd;
    QString m_path;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// A connected socket, or why there is none. Refuses what belongs to another user.
Result<int> connectLocally(const QString &path);

} // namespace wsagent
