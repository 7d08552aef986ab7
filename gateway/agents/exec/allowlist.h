#pragma once

#include "gateway/agents/exec/commandtokens.h"

#include <QJsonObject>

#include <functional>
#include <optional>

namespace wsagent {

/// One program that may run without being asked about.
struct AllowEntry
{
    QString id = {};
    QString pattern = {};    ///< glob on the absolute path of the program; upper and lower case are one
    QString argPattern = {}; ///< regular expression on all arguments, joined by new lines; empty: any
    QString cwd = {};        ///< only there; empty: anywhere

    bool operator==(const AllowEntry &) const = default;
};

AllowEntry allowEntry(const QJsonObject &json);

/// What the judge has to know of this machine. Functions, so that tests need no machine.
struct JudgeFacts
{
    QList<AllowEntry> entries = {};
    QStringList safeBins = {};
    QString cwd = {};
    QString home = {};
    /// The absolute path of the program a shell would start for this name, from `cwd`; empty: none.
    std::function<QString(const QString &name)> lookUp = {};
    /// Links resolved.
    std::function<QString(const QString &path)> resolve = {};
};

struct Judgement
{
    bool allowed = false;
    QString reason = {};       ///< why not
    QStringList programs = {}; ///< what each segment would start, as far as it is known
    QStringList entryIds = {}; ///< by which it is allowed
    QString sealed = {};       ///< what to give to the shell when it is allowed
};

/// Whether every program of the command line is on the list. What cannot be judged is not allowed.
Judgement judgeCommand(const QString &commandLine, const JudgeFacts &facts);

/// The entry by which exactly this command, in this directory, is allowed from now on. Nothing when it is
/// more than one program, or cannot be judged.
std::optional<AllowEntry> entryFor(const QString &commandLine, const JudgeFacts &facts);

} // namespace wsagent
