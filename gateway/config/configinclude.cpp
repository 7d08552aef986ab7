#include "gateway/config/configinclude.h"

#include "gateway/base/files.h"
#include "gateway/base/paths.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxDepth = 10;
constexpr int maxFiles =
    256; // files may be included twice without a cycle, so depth alone does not bound them
constexpr qint64 maxFileBytes = 2 * 1024 * 1024;
constexpr qint64 maxTotalBytes = 32 * 1024 * 1024;
constexpr qsizetype maxPathLength = 4096;
constexpr auto includeKey = "$include"_L1;

QJsonValue merged(const QJsonValue &below, const QJsonValue &above)
{
    if (below.isArray() && above.isArray()) {
        QJsonArray joined = below.toArray();
        for (const QJsonValue &entry : above.toArray())
            joined.append(entry);
        return joined;
    }
    if (!below.isObject() || !above.isObject())
        return above;
    QJsonObject joined = below.toObject();
    const QJsonObject upper = above.toObject();
    for (auto it = upper.begin(); it != upper.end(); ++it)
        joined.insert(it.key(), joined.contains(it.key()) ? merged(joined.value(it.key()), it.value())
                                                          : QJsonValue(it.value()));
    return joined;
}

QString canonical(const QString &path)
{
    const QString resolved = QFileInfo(path).canonicalFilePath();
    return resolved.isEmpty() ? QDir::cleanPath(path) : resolved;
}

bool isInside(const QString &path, const QString &directory)
{
    return directory == "/"_L1 || path.startsWith(directory + u'/');
}

/// Most configs stand alone, and need not be put together anew.
bool mentionsInclude(const QJsonValue &value)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        return object.contains(includeKey) || std::any_of(object.begin(), object.end(), mentionsInclude);
    }
    const QJsonArray array = value.toArray();
    return std::any_of(array.begin(), array.end(), mentionsInclude);
}

class Includer
{
public:
    Includer(const ConfigSource &source, AssembledConfig &result)
        : m_source(source)
        , m_result(result)
    {
        m_roots.append(canonical(QFileInfo(source.configPath).absolutePath()));
        const QString more = source.environment.value(u"WS_AGENT_INCLUDE_ROOTS"_s);
        for (const QString &root : more.split(QDir::listSeparator(), Qt::SkipEmptyParts)) {
            if (isAbsolutePath(root))
                m_roots.append(canonical(root));
        }
        m_chain.append(canonical(source.configPath));
    }

    QJsonValue expanded(const QJsonValue &value, const JsonPath &at)
    {
        if (value.isObject())
            return expandedObject(value.toObject(), at);
        if (!value.isArray())
            return value;
        QJsonArray array = value.toArray();
        for (int i = 0; i < array.size(); ++i)
            array.replace(i, expanded(array.at(i), at + JsonPath{{{}, i}}));
        return array;
    }

private:
    QJsonValue expandedObject(const QJsonObject &object, const JsonPath &at)
    {
        QJsonObject siblings;
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it.key() != includeKey)
                siblings.insert(it.key(), expanded(it.value(), at + JsonPath{{it.key()}}));
        }
        const QJsonValue include = object.value(includeKey);
        if (include.isUndefined())
            return siblings;

        const QJsonValue included = includedValue(include, at);
        if (siblings.isEmpty())
            return included.isUndefined() ? QJsonObject() : included;
        if (included.isUndefined())
            return siblings;
        if (!included.isObject()) {
            fail(at, u"keys beside $include need an included object, not another value"_s);
            return siblings;
        }
        return merged(included, siblings);
    }

    QJsonValue includedValue(const QJsonValue &include, const JsonPath &at)
    {
        if (include.isString())
            return fileValue(include.toString(), at);
        if (!include.isArray()) {
            fail(at, u"$include needs a path or a list of paths"_s);
            return QJsonValue::Undefined;
        }
        QJsonValue result = QJsonValue::Undefined;
        for (const QJsonValue &path : include.toArray()) {
            if (!path.isString()) {
                fail(at, u"a list for $include holds paths only"_s);
                continue;
            }
            const QJsonValue next = fileValue(path.toString(), at);
            if (!next.isUndefined())
                result = result.isUndefined() ? next : merged(result, next);
        }
        return result;
    }

    QJsonValue fileValue(const QString &path, const JsonPath &at)
    {
        const QString file = permittedFile(path, at);
        if (file.isEmpty())
            return QJsonValue::Undefined;
        const auto bytes = content(file);
        if (!bytes) {
            fail(at, u"cannot include %1: %2"_s.arg(path, bytes.error().message));
            return QJsonValue::Undefined;
        }
        m_totalBytes += bytes->size();
        if (++m_fileCount > maxFiles || m_totalBytes > maxTotalBytes) {
            fail(at, u"more than %1 files or %2 MiB are included"_s.arg(maxFiles).arg(maxTotalBytes >> 20));
            return QJsonValue::Undefined;
        }
        const auto document = Json5Document::parse(*bytes, {.maxBytes = maxFileBytes});
        if (!document) {
            fail(at, u"in the included file: "_s + document.error().message);
            m_result.errors.last().file = file;
            m_result.errors.last().at = document.error().at;
            return QJsonValue::Undefined;
        }
        m_result.parts.append({file, at, *document});
        m_chain.append(file);
        QJsonValue value = expanded(document->value(), at);
        m_chain.removeLast();
        return value;
    }

    /// The canonical path, or nothing after an error was noted.
    QString permittedFile(const QString &path, const JsonPath &at)
    {
        if (path.isEmpty() || path.size() >= maxPathLength || path.contains(QChar(u'\0'))) {
            fail(at, u"$include has an empty, overlong or broken path"_s);
            return {};
        }
        const QString absolute = resolvedPath(path, QFileInfo(m_chain.last()).absolutePath());
        QString file = canonical(absolute);
        const bool inside = std::any_of(m_roots.begin(), m_roots.end(),
                                        [&](const QString &root) { return isInside(file, root); });
        if (!inside) {
            fail(at, u"%1 is outside of the config directory and of WS_AGENT_INCLUDE_ROOTS"_s.arg(path));
            return {};
        }
        if (m_chain.contains(file)) {
            fail(at, u"files include each other: "_s + (m_chain + QStringList{file}).join(u" → "_s));
            return {};
        }
        if (m_chain.size() > maxDepth) {
            fail(at, u"%1 is included more than %2 levels deep"_s.arg(path).arg(maxDepth));
            return {};
        }
        if (!m_result.files.contains(file))
            m_result.files.append(file);
        return file;
    }

    Result<QByteArray> content(const QString &file) const
    {
        if (const auto given = m_source.contents.constFind(file); given != m_source.contents.cend())
            return *given;
        if (const QFileInfo info(file); info.exists() && !info.isFile())
            return Error{u"it is not a regular file"_s};
        return readFile(file, maxFileBytes);
    }

    void fail(const JsonPath &at, const QString &message)
    {
        ConfigIssue issue{
            .code = u"config.include"_s, .path = toString(at + JsonPath{{includeKey}}), .message = message};
        m_result.locate(issue);
        m_result.errors.append(issue);
    }

    const ConfigSource &m_source;
    AssembledConfig &m_result;
    QStringList m_roots;
    QStringList m_chain; ///< the files being read, outermost first
    int m_fileCount = 0;
    qint64 m_totalBytes = 0;
};

} // namespace

void AssembledConfig::locate(ConfigIssue &issue) const
{
    const auto path = parseJsonPath(issue.path);
    if (!path || parts.isEmpty())
        return;
    // The innermost file that has the value says where it is; a missing value is looked up in the config.
    const ConfigPart *best = &parts.first();
    for (const ConfigPart &part : parts) {
        const bool covers = path->first(std::min(part.prefix.size(), path->size())) == part.prefix;
        if (covers && part.prefix.size() >= best->prefix.size() &&
            !valueAt(part.document.value(), path->sliced(part.prefix.size())).isUndefined())
            best = &part;
    }
    issue.file = best->file;
    issue.at = best->document.positionOf(path->sliced(best->prefix.size()));
}

AssembledConfig assembleConfig(const Json5Document &document, const ConfigSource &source)
{
    AssembledConfig result;
    result.parts.append({{}, {}, document});
    const QJsonValue written = document.value();
    const QJsonValue tree =
        mentionsInclude(written) ? Includer(source, result).expanded(written, {}) : written;
    if (tree.isObject())
        result.tree = tree.toObject();
    else
        result.errors.append(
            {.code = u"config.invalid"_s, .message = u"the config must be an object { … }"_s});
    return result;
}

} // namespace wsagent
