#include "gateway/config/configtarget.h"

#include "gateway/base/files.h"
#include "gateway/base/jsoncompare.h"
#include "gateway/base/paths.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto includeKey = "$include"_L1;
constexpr qint64 includeLimit = 2 * 1024 * 1024;
constexpr int deepestInclude = 10;

Error ambiguous(const JsonPath &path, const QString &file)
{
    return {u"%1 comes from included files and cannot be changed here"_s.arg(toString(path)),
            u"edit %1"_s.arg(file), ErrorKind::Usage};
}

/// How many steps of the path lead to an object with `$include`; -1: none does.
qsizetype stepsToInclude(const QJsonValue &tree, const JsonPath &path)
{
    QJsonValue value = tree;
    for (qsizetype i = 0; i <= path.size(); ++i) {
        if (value.toObject().contains(includeKey))
            return i;
        if (i < path.size())
            value = valueAt(value, {path[i]});
    }
    return -1;
}

/// Follows the edit through includes to the file that holds its key.
Result<ConfigTarget> follow(const ConfigSource &source, const ConfigTarget &file, const JsonEdit &edit,
                            int depth)
{
    const QJsonValue tree = file.document ? file.document->value() : QJsonValue();
    const qsizetype steps = edit.path.value(0).key == includeKey ? -1 : stepsToInclude(tree, edit.path);
    if (steps < 0) {
        ConfigTarget target = file;
        target.edits = {edit};
        return target;
    }

    const QJsonObject holder = valueAt(tree, edit.path.first(steps)).toObject();
    const bool single = holder.size() == 1 && holder[includeKey].isString();
    if (!single || steps == 0 || steps == edit.path.size() || depth == deepestInclude)
        return ambiguous(edit.path, file.file);
    const QString path = resolvedPath(holder[includeKey].toString(), QFileInfo(file.file).absolutePath());
    const QString included = QFileInfo(path).canonicalFilePath();
    const QString root = QFileInfo(QFileInfo(source.configPath).absolutePath()).canonicalFilePath();
    if (included.isEmpty() || !included.startsWith(root + u'/'))
        return ambiguous(edit.path, holder[includeKey].toString());
    const auto content = readFile(included, includeLimit);
    if (!content)
        return content.error();
    ConfigTarget next{included, *content};
    if (const auto document = Json5Document::parse(*content))
        next.document = *document;
    return follow(source, next, JsonEdit{edit.path.sliced(steps), edit.value}, depth + 1);
}

bool hasIncludes(const LoadedConfig &config)
{
    return config.files.size() > 1 ||
           std::any_of(config.errors.begin(), config.errors.end(),
                       [](const ConfigIssue &issue) { return issue.code == "config.include"_L1; });
}

} // namespace

Result<ConfigTarget> targetOf(const ConfigSource &source, const LoadedConfig &current,
                              const QList<JsonEdit> &edits)
{
    const ConfigTarget config{source.configPath, current.raw, current.document};
    ConfigTarget target;
    if (!hasIncludes(current)) {
        target = config;
        target.edits = edits;
        return target;
    }
    for (const JsonEdit &edit : edits) {
        const auto one = follow(source, config, edit, 0);
        if (!one)
            return one.error();
        if (!target.file.isEmpty() && target.file != one->file)
            return Error{u"the change belongs to two files, %1 and %2"_s.arg(target.file, one->file),
                         u"change them one after the other"_s, ErrorKind::Usage};
        const QList<JsonEdit> before = std::exchange(target, *one).edits;
        target.edits = before + target.edits;
    }
    return target;
}

Result<void> checkReach(const QString &file, const QList<JsonEdit> &edits, const LoadedConfig &current,
                        const LoadedConfig &candidate)
{
    QJsonValue expected = current.assembled;
    for (const JsonEdit &edit : edits)
        expected = withValueAt(expected, edit.path, edit.value);
    if (sameJson(expected, candidate.assembled))
        return {};
    return Error{u"%1 is included in several places, and %2 would not be the only one to change"_s.arg(
                     file, toString(edits.first().path)),
                 u"edit %1"_s.arg(file), ErrorKind::Usage};
}

} // namespace wsagent
