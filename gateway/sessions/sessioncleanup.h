#pragma once

#include "gateway/sessions/sessionlist.h"

#include <QStringList>

namespace wsagent {

/// A file beside the index of an agent.
struct SessionFile
{
    QString name = {};
    qint64 modifiedAt = 0; ///< ms
};

/// What has become useless in the folder of an agent.
struct CleanupPlan
{
    QStringList missing = {}; ///< keys of sessions whose transcript is gone
    QStringList orphans = {}; ///< transcripts that belong to no session
    QStringList expired = {}; ///< archives that have been kept long enough

    bool isEmpty() const { return missing.isEmpty() && orphans.isEmpty() && expired.isEmpty(); }
};

/// Pure. `transcripts` has the file name of the transcript of each session, in the order of `sessions`. What
/// has been touched within a day stays: somebody may be about to write it.
CleanupPlan planCleanup(const QList<SessionRef> &sessions, const QStringList &transcripts,
                        const QList<SessionFile> &files, qint64 now);

} // namespace wsagent
