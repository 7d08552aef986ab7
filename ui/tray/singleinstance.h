#pragma once

#include "app/platform/localconnection.h"
#include "app/platform/localsocket.h"
#include "gateway/base/filelock.h"
#include "gateway/instances/instancepaths.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace wsagent {

/// One desktop application for each user and home. Whoever is second hands its arguments over.
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    explicit SingleInstance(const InstanceSelection &user, QObject *parent = nullptr);
    ~SingleInstance() override;

    /// True: this is the first one. False: another one runs. An error when neither can be told.
    Result<bool> claim();
    /// For later starts. Needs an application.
    Result<void> listen();

    /// To the one that runs; waits for at most five seconds until it has taken them. No event loop is running
    /// then.
    Result<void> handOver(const QStringList &arguments) const;

signals:
    void raised(const QStringList &arguments); ///< by a later start

private:
    void add(LocalConnection *connection);

    QString m_lockFile;
    QString m_socket;
    std::optional<FileLock> m_lock;
    std::unique_ptr<LocalListener> m_listener;
};

} // namespace wsagent
