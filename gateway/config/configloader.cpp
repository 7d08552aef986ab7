#include "gateway/config/configloader.h"

#include "gateway/base/files.h"
#include "gateway/base/version.h"
#include "gateway/config/configenvironment.h"
#include "gateway/config/configinclude.h"
#include "gateway/config/crossfield.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/config/retiredkeys.h"
#include "gateway/config/substitution.h"

#include <QCryptographicHash>
#include <QVersionNumber>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxConfigBytes = 8 * 1024 * 1024;

QString sha256(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

bool isBelow(const QString &path, QLatin1StringView ancestor)
{
    return path == ancestor ||
           (path.startsWith(ancestor) && (path[ancestor.size()] == u'.' || path[ancestor.size()] == u'['));
}

/// One run of the pipeline; the steps in the order of `config.md` 1.1.
class Pipeline
{
public:
    Pipeline(const ConfigSource &source, const ConfigSchema &schema)
        : m_source(source)
        , m_schema(schema)
    {
        m_loaded.environment = ConfigVariables(source.environment);
    }

    LoadedConfig run()
    {
        if (read())
            evaluate();
        else if (!m_loaded.exists)
            m_loaded.environment = configEnvironment(m_source, {});
        finish();
        return std::move(m_loaded);
    }

    LoadedConfig readOnly()
    {
        read();
        return std::move(m_loaded);
    }

    LoadedConfig run(const QByteArray &text)
    {
        if (parse(text))
            evaluate();
        finish();
        return std::move(m_loaded);
    }

    LoadedConfig run(const Json5Document &document)
    {
        begin(document.text());
        assemble(document);
        evaluate();
        finish();
        return std::move(m_loaded);
    }

private:
    /// False when there is nothing to go on with; why, is among the errors unless there is no file.
    bool read()
    {
        if (const auto given = m_source.contents.constFind(m_source.configPath);
            given != m_source.contents.cend())
            return parse(*given);
        const auto bytes = readFile(m_source.configPath, maxConfigBytes);
        if (bytes)
            return parse(*bytes);
        begin({});
        m_loaded.exists = bytes.error().kind != ErrorKind::NotFound;
        if (m_loaded.exists)
            addError({.code = u"config.unreadable"_s, .message = bytes.error().message});
        return false;
    }

    bool parse(const QByteArray &text)
    {
        begin(text);
        const auto document = Json5Document::parse(text, {.maxBytes = maxConfigBytes});
        if (document)
            assemble(*document);
        else
            addError(
                {.code = u"config.syntax"_s, .message = document.error().message, .at = document.error().at});
        return bool(document);
    }

    void begin(const QByteArray &text)
    {
        m_loaded.raw = text;
        m_loaded.hash = sha256(text);
        m_loaded.exists = true;
        m_loaded.files = {m_source.configPath};
    }

    void assemble(const Json5Document &document)
    {
        m_loaded.document = document;
        m_loaded.source = document.value().toObject();
        m_assembled = assembleConfig(document, m_source);
        m_loaded.assembled = m_assembled.tree;
        m_loaded.files += m_assembled.files;
        m_loaded.errors += m_assembled.errors;
    }

    void evaluate()
    {
        m_loaded.environment = configEnvironment(m_source, m_assembled.tree);
        m_tree = m_assembled.tree;
        substitute();
        warnOfNewerFile();
        setRetiredAside();
        setUnknownAside();
        checkSchema();
        for (const ConfigIssue &issue : crossFieldIssues(m_tree, m_loaded.environment))
            addIssue(issue);
    }

    void substitute()
    {
        const auto onMissing = [this](const JsonPath &path, const QString &name) {
            const QString text = toString(path);
            m_loaded.unresolved.insert(text);
            const bool secret = isBelow(text, "gateway.auth"_L1);
            addIssue({.level = secret ? ConfigIssue::Level::Error : ConfigIssue::Level::Warning,
                      .code = u"config.env_missing"_s,
                      .path = text,
                      .message = u"the variable %1 is not set"_s.arg(name)});
        };
        const auto lookUp = [this](const QString &name) {
            return m_loaded.environment.value(name);
        };
        m_tree = substituted(m_tree, lookUp, onMissing).toObject();
    }

    void warnOfNewerFile()
    {
        const QString writer = m_tree.value("meta"_L1)["lastTouchedVersion"_L1].toString();
        const auto writerVersion = QVersionNumber::fromString(writer);
        if (writerVersion > QVersionNumber::fromString(QLatin1StringView(version)))
            addIssue({.level = ConfigIssue::Level::Warning,
                      .code = u"config.newer"_s,
                      .path = u"meta.lastTouchedVersion"_s,
                      .message = u"the file was written by the newer version %1; this is %2"_s.arg(
                          writer, QLatin1StringView(version))});
    }

    void setRetiredAside()
    {
        for (const ConfigIssue &issue : retiredKeys(m_tree))
            addIssue(issue);
        m_tree = withoutRetiredKeys(m_tree);
    }

    void setUnknownAside()
    {
        const QList<JsonPath> unknown = m_schema.unknownKeys(m_tree);
        for (const JsonPath &path : unknown) {
            const QString nearest = m_schema.nearestKey(path);
            const QString advice = nearest.isEmpty() ? QString() : u"; did you mean %1?"_s.arg(nearest);
            addIssue({.level = ConfigIssue::Level::Warning,
                      .code = u"config.unknown_key"_s,
                      .path = toString(path),
                      .message = u"unknown key, ignored"_s + advice});
            m_tree = withValueAt(m_tree, path, QJsonValue::Undefined).toObject();
        }
    }

    /// What does not fit is reported and taken out, so that the rest can still be used for status and doctor.
    void checkSchema()
    {
        bool first = true;
        for (auto issues = m_schema.validate(m_tree); !issues.isEmpty(); issues = m_schema.validate(m_tree)) {
            for (ConfigIssue &issue : issues) {
                if (!first)
                    continue;
                if (issue.path == "gateway.bind"_L1)
                    adviseBindMode(issue);
                addIssue(issue);
            }
            first = false;
            takeOut(issues);
        }
    }

    void adviseBindMode(ConfigIssue &issue) const
    {
        const QString host = m_tree.value("gateway"_L1)["bind"_L1].toString();
        const QString mode = bindModeFor(host);
        if (mode == "custom"_L1)
            issue.message =
                u"takes a mode, not an address: write custom, and %1 as gateway.customBindHost"_s.arg(host);
        else if (!mode.isEmpty())
            issue.message = u"takes a mode, not an address: write %1 for %2"_s.arg(mode, host);
    }

    void takeOut(const QList<ConfigIssue> &issues)
    {
        const QJsonObject before = m_tree;
        // From the back, so that removing an array's element does not move those still to be removed.
        for (auto it = issues.crbegin(); it != issues.crend(); ++it) {
            const auto parsed = parseJsonPath(it->path);
            JsonPath path = parsed ? *parsed : JsonPath();
            const bool missing = valueAt(m_tree, path).isUndefined();
            if (missing && !path.isEmpty())
                path.removeLast(); // what lacks a required member goes as a whole
            m_tree = withValueAt(m_tree, path, QJsonValue::Undefined).toObject();
        }
        if (m_tree == before)
            m_tree = {};
    }

    void finish()
    {
        QJsonObject gateway = m_tree.value("gateway"_L1).toObject();
        if (QJsonObject auth = gateway.value("auth"_L1).toObject(); !auth.isEmpty()) {
            auth.insert("mode"_L1, effectiveAuthMode(auth));
            gateway.insert("auth"_L1, auth);
            m_tree.insert("gateway"_L1, gateway);
        }
        QJsonValue tree = m_tree;
        const QList<JsonPath> paths = m_schema.pathValues(m_tree); // no default has a path in it
        for (const JsonPath &path : paths) {
            const QString text = valueAt(tree, path).toString();
            if (text == "~"_L1 || text.startsWith("~/"_L1))
                tree = withValueAt(tree, path, m_source.home + text.sliced(1));
        }
        m_loaded.effective = m_schema.withDefaults(tree.toObject());
        m_loaded.config = typedConfig(m_loaded.effective, m_source.home);
    }

    void addError(const ConfigIssue &issue) { m_loaded.errors.append(issue); }

    void addIssue(ConfigIssue issue)
    {
        m_assembled.locate(issue);
        (issue.level == ConfigIssue::Level::Error ? m_loaded.errors : m_loaded.warnings).append(issue);
    }

    const ConfigSource &m_source;
    const ConfigSchema &m_schema;
    LoadedConfig m_loaded;
    AssembledConfig m_assembled;
    QJsonObject m_tree;
};

} // namespace

LoadedConfig loadConfig(const ConfigSource &source, const ConfigSchema &schema)
{
    return Pipeline(source, schema).run();
}

LoadedConfig readConfig(const ConfigSource &source, const ConfigSchema &schema)
{
    return Pipeline(source, schema).readOnly();
}

LoadedConfig evaluateConfig(const QByteArray &text, const ConfigSource &source, const ConfigSchema &schema)
{
    return Pipeline(source, schema).run(text);
}

LoadedConfig evaluateConfig(const Json5Document &document, const ConfigSource &source,
                            const ConfigSchema &schema)
{
    return Pipeline(source, schema).run(document);
}

} // namespace wsagent
