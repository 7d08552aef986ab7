#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace wsagent {

/// A line that breaks a rule of the repository's layout.
struct Breach
{
    QString file; ///< from the repository root
    int line = 0;
    QString rule;

    QString toString() const { return QStringLiteral("%1:%2: %3").arg(file).arg(line).arg(rule); }
};

/// The files of the repository at `root`, from there: what git tracks or would, or everything in an archive
/// without git.
QStringList projectFiles(const QString &root);

/// Who may include whom (the table is in the .cpp), in `app`, `gateway` and `ui`.
QList<Breach> includeBreaches(const QString &root, const QStringList &files);

/// Lines that GCC 12 miscompiles: values built inside an awaited expression.
QList<Breach> awaitBreaches(const QString &root, const QStringList &files);

/// Two headers that define a type of the same name: the linker takes one of them, and says nothing.
QList<Breach> twinBreaches(const QString &root, const QStringList &files);

/// Paths that exist on one machine only.
QList<Breach> machinePathBreaches(const QString &root, const QStringList &files);

} // namespace wsagent
