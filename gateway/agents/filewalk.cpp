#include "gateway/agents/filewalk.h"

#include <QFile>
#include <QRegularExpression>

#include <dirent.h>
#include <fcntl.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepest = 128;
constexpr qsizetype mostAlternatives = 64;

struct Name
{
    QByteArray name;
    unsigned char type = DT_UNKNOWN;
};

QList<Name> namesIn(int directory)
{
    QList<Name> names;
    DIR *stream = ::fdopendir(::fcntl(directory, F_DUPFD_CLOEXEC, 0));
    if (!stream)
        return names;
    ::rewinddir(stream);
    while (const dirent *entry = ::readdir(stream)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..")
            names += Name{name, entry->d_type};
    }
    ::closedir(stream);
    std::sort(names.begin(), names.end(), [](const Name &a, const Name &b) { return a.name < b.name; });
    return names;
}

bool walk(PathGuard &guard, int directory, const QString &prefix, int depth,
          const std::function<bool(const WalkEntry &)> &visit)
{
    for (const Name &each : namesIn(directory)) {
        const QString path = prefix + QFile::decodeName(each.name);
        auto below = each.type == DT_REG || each.type == DT_LNK ? std::nullopt
                                                                : guard.openBelow(directory, each.name, true);
        const auto open = [&guard, directory, name = each.name] {
            return guard.openBelow(directory, name, false);
        };
        const bool isDirectory = below.has_value();
        if (each.type == DT_DIR && !isDirectory)
            continue; // closed
        if (!visit({.path = path, .isDirectory = isDirectory, .open = open}))
            return false;
        if (isDirectory && each.name != ".git" && depth < deepest &&
            !walk(guard, below->number(), path + u'/', depth + 1, visit))
            return false;
    }
    return true;
}

/// `a{b,c}d` → `abd`, `acd`.
QStringList alternatives(const QString &pattern)
{
    QStringList open{pattern};
    QStringList done;
    while (!open.isEmpty() && open.size() + done.size() < mostAlternatives) {
        const QString next = open.takeFirst();
        const qsizetype begin = next.indexOf(u'{');
        const qsizetype end = next.indexOf(u'}', begin);
        if (begin < 0 || end < 0) {
            done += next;
            continue;
        }
        for (const QString &part : next.mid(begin + 1, end - begin - 1).split(u','))
            open += next.first(begin) + part + next.mid(end + 1);
    }
    return done;
}

} // namespace

void walkTree(PathGuard &guard, int directory, const std::function<bool(const WalkEntry &)> &visit)
{
    walk(guard, directory, {}, 0, visit);
}

QStringList listDirectory(int directory)
{
    QStringList names;
    for (const Name &each : namesIn(directory)) {
        const QString sign = each.type == DT_DIR ? u"/"_s : each.type == DT_LNK ? u"@"_s : QString();
        names += QFile::decodeName(each.name) + sign;
    }
    return names;
}

QString globExpression(const QString &glob)
{
    QString expression;
    for (qsizetype i = 0; i < glob.size(); ++i) {
        const QChar c = glob[i];
        if (c == u'*' && glob.mid(i, 3) == "**/"_L1) {
            expression += "(?:.*/)?"_L1;
            i += 2;
        } else if (c == u'*' && glob.mid(i, 2) == "**"_L1) {
            expression += ".*"_L1;
            i += 1;
        } else if (c == u'*') {
            expression += "[^/]*"_L1;
        } else if (c == u'?') {
            expression += "[^/]"_L1;
        } else if (const qsizetype end = glob.indexOf(u']', i + 2); c == u'[' && end > 0) {
            QString set = glob.mid(i + 1, end - i - 1);
            const bool negated = set.startsWith(u'!') || set.startsWith(u'^');
            set = set.mid(negated ? 1 : 0).replace(u"\\"_s, u"\\\\"_s).replace(u"["_s, u"\\["_s);
            expression += (negated ? "[^/"_L1 : "["_L1) + set + u']';
            i = end;
        } else {
            expression += QRegularExpression::escape(QStringView(&c, 1));
        }
    }
    return expression;
}

PathGlob::PathGlob(const QString &pattern)
    : m_wholePath(pattern.contains(u'/'))
{
    for (const QString &each : alternatives(pattern))
        m_patterns += QRegularExpression::anchoredPattern(globExpression(each));
}

bool PathGlob::matches(const QString &path) const
{
    const QString subject = m_wholePath ? path : path.section(u'/', -1);
    return std::any_of(m_patterns.begin(), m_patterns.end(), [&subject](const QString &pattern) {
        return QRegularExpression(pattern, QRegularExpression::DotMatchesEverythingOption)
            .match(subject)
            .hasMatch();
    });
}

} // namespace wsagent
