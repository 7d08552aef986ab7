#include "app/cli/completionsources.h"

#include "gateway/base/files.h"
#include "gateway/base/json5.h"
#include "gateway/config/configschema.h"
#include "gateway/instances/instancepaths.h"
#include "gateway/instances/registry.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>

#include <memory>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 configLimit = 1024 * 1024; ///< reading a larger one takes longer than a Tab may

/// Where the sources read; what fails leaves its part empty.
struct Place
{
    QString home = {};
    QString configPath = {};
};

Place placeOf(const QString &profile, const QString &accountHome)
{
    const auto environment = QProcessEnvironment::systemEnvironment();
    const auto flag = profile.isEmpty() ? std::nullopt : std::optional(profile);
    const auto selection = selectInstance(flag, environment, accountHome, QDir::currentPath());
    if (!selection)
        return {homeDirectory(environment, accountHome)};
    return {selection->paths.home, selection->paths.configPath};
}

QStringList profileNames(const Place &place)
{
    QStringList names;
    const InstanceList list = listInstances(place.home, QProcessEnvironment::systemEnvironment());
    for (const RegisteredInstance &instance : list.instances) {
        if (ProfileName::parse(instance.name))
            names += instance.name;
    }
    return names;
}

QJsonValue configTree(const Place &place)
{
    const auto content = readFile(place.configPath, configLimit);
    if (!content)
        return QJsonObject();
    const auto document = Json5Document::parse(*content);
    return document ? document->value() : QJsonObject();
}

/// The keys below one place: those the schema knows, and those that are set.
class KeysBelow
{
public:
    KeysBelow(const ConfigSchema &schema, const QJsonValue &tree, bool onlySetOnes)
        : m_schema(schema)
        , m_tree(tree)
        , m_onlySetOnes(onlySetOnes)
    {}

    QList<Candidate> list(const JsonPath &parent) const
    {
        QStringList names = m_onlySetOnes ? QStringList() : m_schema.keysBelow(parent);
        const QStringList set = valueAt(m_tree, parent).toObject().keys();
        for (const QString &name : set) {
            if (!names.contains(name))
                names += name;
        }
        QList<Candidate> keys;
        for (const QString &name : std::as_const(names))
            keys += describe(parent + JsonPath{{name}});
        const qsizetype elements = valueAt(m_tree, parent).toArray().size();
        for (int i = 0; i < elements; ++i)
            keys += describe(parent + JsonPath{{.index = i}});
        return keys;
    }

private:
    Candidate describe(const JsonPath &path) const
    {
        const auto info = m_schema.find(path);
        return {toString(path) + (hasMore(path) ? u"."_s : QString()), info ? info->label : QString()};
    }

    bool hasMore(const JsonPath &path) const
    {
        const bool set = !valueAt(m_tree, path).toObject().isEmpty();
        return set || (!m_onlySetOnes && !m_schema.keysBelow(path).isEmpty());
    }

    const ConfigSchema &m_schema;
    const QJsonValue &m_tree;
    const bool m_onlySetOnes;
};

QList<Candidate> configKeys(const Place &place, const QString &prefix, bool onlySetOnes)
{
    const ConfigSchema schema;
    const QJsonValue tree = configTree(place);
    const KeysBelow keys(schema, tree, onlySetOnes);
    const qsizetype end = qMax(prefix.lastIndexOf(u'.'), prefix.lastIndexOf(u'['));
    const auto parent = parseJsonPath(prefix.left(qMax<qsizetype>(end, 0)));
    return parent ? keys.list(*parent) : QList<Candidate>();
}

Completions configValues(const QString &key)
{
    const auto path = parseJsonPath(key);
    const auto info = path ? ConfigSchema().find(*path) : std::nullopt;
    if (!info)
        return {};
    if (info->isPath)
        return {.paths = Completions::Paths::Any};
    Completions values;
    const bool isSwitch = info->types.contains("boolean"_L1);
    for (const QString &value :
         info->allowed + (isSwitch ? QStringList{u"true"_s, u"false"_s} : QStringList()))
        values.candidates += Candidate{value};
    return values;
}

} // namespace

CompletionSources completionSources(const QString &profile, const QString &accountHome)
{
    const Place place = placeOf(profile, accountHome);
    return {.profiles = [place] { return profileNames(place); },
            .configKeys = [place](const QString &prefix,
                                  bool onlySetOnes) { return configKeys(place, prefix, onlySetOnes); },
            .configValues = configValues};
}

} // namespace wsagent
