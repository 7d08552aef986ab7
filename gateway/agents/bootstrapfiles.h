#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace wsagent {

/// One file of the workspace as the model gets to see it.
struct BootstrapFile
{
    QString name = {};
    QString text = {}; ///< shortened, or a marker for one that is missing
    bool operator==(const BootstrapFile &) const = default;
};

/// Who the files are for: sub-agents get the rules only, groups nothing private.
enum class BootstrapFor { Main, Shared, Subagent };

struct BootstrapLimits
{
    int eachChars = 20'000;
    int allChars = 60'000;

    static BootstrapLimits from(const QJsonObject &agentDefaults);
};

/// `[{name, content}]`, as hooks read and write them.
QJsonArray toJson(const QList<BootstrapFile> &files);
/// As many of them as the limits let in; nothing of what has no name or text.
QList<BootstrapFile> bootstrapFilesFrom(const QJsonArray &json, const BootstrapLimits &limits);

/// Head (70 %) and tail (20 %) of a text that is too long, with a marker between them.
QString shortenedFile(const QString &name, const QString &text, int limit);

/// What of the workspace goes into every prompt (`config.md` 4.2). Reads the files; missing ones that should
/// exist are told of.
QList<BootstrapFile> bootstrapFiles(const QString &workspace, BootstrapFor reader,
                                    const BootstrapLimits &limits = {});

} // namespace wsagent
