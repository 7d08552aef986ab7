#pragma once

#include "gateway/base/result.h"
#include "gateway/base/worker.h"
#include "gateway/instances/instancepaths.h"

#include <QWidget>

class QLabel;

namespace wsagent {

class PortMapView;
struct Fleet;

/// The ports of all profiles of this host as a window of its own.
class PortMapWindow : public QWidget
{
    Q_OBJECT

public:
    /// `user`: home and environment; the profile of it does not matter.
    explicit PortMapWindow(InstanceSelection user, QWidget *parent = nullptr);

    /// Looks at the host again, off this thread.
    void refresh();
    void show(const Fleet &fleet);
    /// By the ending: `.svg`, else a picture.
    Result<void> exportTo(const QString &path) const;
    PortMapView *map() const { return m_map; }

signals:
    void shown();

private:
    void askForExport();

    InstanceSelection m_user;
    PortMapView *m_map;
    QLabel *m_chosen;
    Worker m_worker;
};

} // namespace wsagent
