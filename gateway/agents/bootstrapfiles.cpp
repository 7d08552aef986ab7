#include "gateway/agents/bootstrapfiles.h"

#include "gateway/base/files.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 4 * 1024 * 1024;

struct Rule
{
    QLatin1StringView name;
    bool required;     ///< its absence is told
    BootstrapFor most; ///< the least private reader that still gets it
};

constexpr std::array rules{
    Rule{"AGENTS.md"_L1, true, BootstrapFor::Subagent},   Rule{"SOUL.md"_L1, true, BootstrapFor::Shared},
    Rule{"TOOLS.md"_L1, true, BootstrapFor::Subagent},    Rule{"IDENTITY.md"_L1, true, BootstrapFor::Shared},
    Rule{"USER.md"_L1, true, BootstrapFor::Shared},       Rule{"HEARTBEAT.md"_L1, true, BootstrapFor::Shared},
    Rule{"BOOTSTRAP.md"_L1, false, BootstrapFor::Shared}, Rule{"MEMORY.md"_L1, false, BootstrapFor::Main},
};

} // namespace

BootstrapLimits BootstrapLimits::from(const QJsonObject &agentDefaults)
{
    const BootstrapLimits usual;
    return {.eachChars = agentDefaults["bootstrapMaxChars"_L1].toInt(usual.eachChars),
            .allChars = agentDefaults["bootstrapTotalMaxChars"_L1].toInt(usual.allChars)};
}

QString shortenedFile(const QString &name, const QString &text, int limit)
{
    if (text.size() <= limit)
        return text;
    const qsizetype head = qsizetype(limit) * 7 / 10;
    const qsizetype tail = qsizetype(limit) * 2 / 10;
    return text.first(head) +
           u"\n\n[… %1 is longer than %2 characters: the middle is left out; read the file for it …]\n\n"_s
               .arg(name)
               .arg(limit) +
           text.last(tail);
}

/// As much of it as the limits let in; returns the characters that are left for others.
static int addWithin(QList<BootstrapFile> &files, const QString &name, const QString &text,
                     const BootstrapLimits &limits, int left)
{
    const QString shown = shortenedFile(name, text, std::min(limits.eachChars, left));
    files.append({name, shown});
    return std::max(0, left - int(shown.size()));
}

QList<BootstrapFile> bootstrapFiles(const QString &workspace, BootstrapFor reader,
                                    const BootstrapLimits &limits)
{
    QList<BootstrapFile> files;
    int left = limits.allChars;
    for (const Rule &rule : rules) {
        if (reader > rule.most)
            continue;
        const QString name = rule.name;
        const auto content = readFile(workspace + u'/' + name, mostBytes);
        if (!content) {
            if (rule.required)
                files.append({name, u"[missing file: %1]"_s.arg(name)});
            continue;
        }
        const QString text = QString::fromUtf8(*content).trimmed();
        if (text.isEmpty())
            continue;
        left = addWithin(files, name, text, limits, left);
        if (left == 0)
            break;
    }
    return files;
}

QJsonArray toJson(const QList<BootstrapFile> &files)
{
    QJsonArray rows;
    for (const BootstrapFile &file : files)
        rows += QJsonObject{{"name"_L1, file.name}, {"content"_L1, file.text}};
    return rows;
}

QList<BootstrapFile> bootstrapFilesFrom(const QJsonArray &json, const BootstrapLimits &limits)
{
    QList<BootstrapFile> files;
    int left = limits.allChars;
    for (const QJsonValue &row : json) {
        const QString name = row["name"_L1].toString().simplified().left(200);
        const QString text = row["content"_L1].toString().trimmed();
        if (name.isEmpty() || text.isEmpty() || left == 0)
            continue;
        left = addWithin(files, name, text, limits, left);
    }
    return files;
}

} // namespace wsagent
