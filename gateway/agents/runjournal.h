#pragma once

#include "gateway/base/appendfile.h"

#include <QList>
#include <QMap>

#include <optional>

namespace wsagent {

/// A run that has been accepted and not ended.
struct OpenRun
{
    QString runId = {};
    QString sessionKey = {};
    int attempt = 1;      ///< how many gateways have begun it
    bool isOwner = false; ///< who has said it speaks for the owner; not, where that is not known

    bool operator==(const OpenRun &) const = default;
};

/// Remembers on the disk which runs are open, so that the next gateway can finish what this one could not.
/// There is no file while nothing is open.
class RunJournal
{
public:
    explicit RunJournal(QString path)
        : m_path(std::move(path))
    {}
    ~RunJournal();
    Q_DISABLE_COPY_MOVE(RunJournal)

    static bool exists(const QString &path);
    /// What a gateway before this one has left open, oldest first; the file is empty after that.
    Result<QList<OpenRun>> takeOver();

    Result<void> open(const OpenRun &run);
    Result<void> close(const QString &runId);

private:
    Result<AppendFile *> file();

    QString m_path;
    std::optional<AppendFile> m_file;
    QMap<QString, OpenRun> m_open;
};

} // namespace wsagent
