#pragma once

#include "gateway/instances/findings.h"

#include <QSet>

namespace wsagent {

/// What somebody is about to do with an instance.
enum class Undertaking { Edit, InstallService, Start };

struct BlockingQuestion
{
    QString profile; ///< display name
    Undertaking undertaking = Undertaking::Edit;
    QSet<int> boundPorts = {};  ///< gateway and control port, which a start has to bind
    QSet<QString> running = {}; ///< the instances whose gateway runs now
};

/// The findings that forbid the undertaking (`profiles-and-ports.md` 4.5); what else there is, is told but
/// stops nothing.
QList<Finding> blockingFindings(const QList<Finding> &findings, const BlockingQuestion &question);

} // namespace wsagent
