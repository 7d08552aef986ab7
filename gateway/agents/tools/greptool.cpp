#include "gateway/agents/tools/greptool.h"

#include "gateway/agents/filewalk.h"
#include "gateway/agents/tools/toolschema.h"
#include "gateway/agents/toolworker.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int most = 100;
constexpr qint64 largestFile = 16 * 1024 * 1024;
constexpr qsizetype longestLine = 500;

/// Collects what is found, up to a limit.
class Matches
{
public:
    Matches(const QJsonObject &arguments, const QRegularExpression &expression)
        : m_expression(expression)
        , m_limit(arguments["limit"_L1].toInteger(most))
        , m_around(arguments["context"_L1].toInteger(0))
    {}

    void search(const Descriptor &descriptor, const QString &path)
    {
        QFile file;
        if (!file.open(descriptor.number(), QIODevice::ReadOnly) || file.size() > largestFile)
            return;
        const QByteArray bytes = file.read(largestFile);
        if (bytes.first(std::min<qsizetype>(bytes.size(), 8192)).contains('\0'))
            return;
        const QStringList lines = QString::fromUtf8(bytes).split(u'\n');
        qsizetype shown = 0; // lines before this one have been shown
        for (qsizetype i = 0; i < lines.size() && !isFull(); ++i) {
            if (!m_expression.match(lines[i]).hasMatch())
                continue;
            ++m_count;
            for (qsizetype j = std::max(shown, i - m_around); j < i; ++j)
                add(path, j, u'-', lines[j]);
            if (i >= shown)
                add(path, i, u':', lines[i]);
            const qsizetype end = std::min(lines.size(), i + m_around + 1);
            for (qsizetype j = std::max(shown, i + 1); j < end; ++j)
                add(path, j, m_expression.match(lines[j]).hasMatch() ? u':' : u'-', lines[j]);
            shown = std::max(shown, end);
        }
    }

    bool isFull() const { return m_count >= m_limit; }

    ToolResult result() const
    {
        QStringList text = m_lines;
        if (isFull())
            text += u"[cut after %1 matches]"_s.arg(m_limit);
        return ToolResult::text(text.isEmpty() ? u"nothing is found"_s : text.join(u'\n'),
                                {{"count"_L1, m_count}});
    }

private:
    void add(const QString &path, qsizetype index, QChar sign, const QString &line)
    {
        QString shown = line.left(longestLine);
        if (shown.size() < line.size())
            shown += u'…';
        m_lines += path + sign + QString::number(index + 1) + sign + shown;
    }

    QRegularExpression m_expression;
    qsizetype m_limit;
    qsizetype m_around;
    qsizetype m_count = 0;
    QStringList m_lines;
};

ToolResult grep(const QJsonObject &arguments, const ToolContext &context,
                const ToolWorker::Cancelled &cancelled)
{
    const QString pattern = arguments["pattern"_L1].toString();
    QRegularExpression expression(arguments["literal"_L1].toBool() ? QRegularExpression::escape(pattern)
                                                                   : pattern);
    if (arguments["ignoreCase"_L1].toBool())
        expression.setPatternOptions(QRegularExpression::CaseInsensitiveOption);
    if (!expression.isValid())
        return ToolResult::error(u"the pattern is wrong: %1"_s.arg(expression.errorString()));
    const QString path = arguments["path"_L1].toString(u"."_s);
    PathGuard guard(context);
    Matches matches(arguments, expression);
    if (QFileInfo(guard.absolute(path)).isFile()) {
        const auto file = guard.openFile(path);
        if (!file)
            return ToolResult::error(file.error().message);
        matches.search(*file, path);
        return matches.result();
    }
    const auto root = guard.openDirectory(path);
    if (!root)
        return ToolResult::error(root.error().message);
    const PathGlob glob(arguments["glob"_L1].toString(u"*"_s));
    walkTree(guard, root->number(), [&](const WalkEntry &entry) {
        if (!entry.isDirectory && glob.matches(entry.path)) {
            if (const auto file = entry.open())
                matches.search(*file, entry.path);
        }
        return !matches.isFull() && !cancelled();
    });
    return matches.result();
}

} // namespace

Tool grepTool(ToolWorker &worker)
{
    return {
        .name = u"grep"_s,
        .label = u"Grep"_s,
        .summary = u"Search the lines of files by regular expression"_s,
        .parameters =
            parameterSchema({{u"pattern"_s,
                              u"string"_s,
                              u"Regular expression (PCRE)"_s,
                              true,
                              {{"minLength"_L1, 1}, {"maxLength"_L1, 4000}}},
                             {u"path"_s, u"string"_s, u"File or directory; the workspace if not given"_s},
                             {u"glob"_s,
                              u"string"_s,
                              u"Only files of this name, for example *.md"_s,
                              false,
                              {{"maxLength"_L1, 1000}}},
                             {u"ignoreCase"_s, u"boolean"_s, u"Upper and lower case are one"_s},
                             {u"literal"_s, u"boolean"_s, u"The pattern is plain text"_s},
                             {u"context"_s,
                              u"integer"_s,
                              u"Lines to show around each match"_s,
                              false,
                              {{"minimum"_L1, 0}, {"maximum"_L1, 20}}},
                             {u"limit"_s,
                              u"integer"_s,
                              u"Most matches"_s,
                              false,
                              {{"minimum"_L1, 1}, {"maximum"_L1, 2000}}}}),
        .hasSideEffect = false,
        .group = u"fs"_s,
        .start = [&worker](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
            return worker.run(
                [arguments, context](const auto &cancelled) { return grep(arguments, context, cancelled); },
                done);
        }};
}

} // namespace wsagent
