#include "app/doctor/diagnostics.h"

#include "app/doctor/doctorchecks.h"
#include "app/doctor/securityaudit.h"
#include "gateway/base/files.h"
#include "gateway/base/version.h"
#include "gateway/config/dotenv.h"
#include "gateway/config/redaction.h"
#include "gateway/instances/validator.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSysInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestSecretFile = 4 * 1024 * 1024;
constexpr qint64 largestTail = 256 * 1024;

/// Every text in the tree that is long enough to be a secret.
void addTexts(const QJsonValue &tree, Scrubber &scrubber)
{
    if (tree.isString() && tree.toString().size() >= 8)
        scrubber.addSecret(tree.toString());
    for (const QJsonValue &element : tree.toArray())
        addTexts(element, scrubber);
    const QJsonObject object = tree.toObject();
    for (const QJsonValue &member : object)
        addTexts(member, scrubber);
}

/// Texts under keys that hold secrets, whether the schema knows them or not.
void addSecretsOf(const QJsonValue &tree, const QJsonValue &redactedTree, Scrubber &scrubber)
{
    if (tree.isString() && tree != redactedTree) {
        scrubber.addSecret(tree.toString());
        return;
    }
    if (tree.isObject() && !redactedTree.isObject())
        return addTexts(tree, scrubber);
    if (tree.isArray() && !redactedTree.isArray())
        return addTexts(tree, scrubber);
    const QJsonArray elements = tree.toArray();
    for (qsizetype i = 0; i < elements.size(); ++i)
        addSecretsOf(elements.at(i), redactedTree.toArray().at(i), scrubber);
    const QJsonObject object = tree.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        addSecretsOf(member.value(), redactedTree[member.key()], scrubber);
}

void addEnvironmentFile(const QString &path, Scrubber &scrubber)
{
    const auto text = readFile(path, largestSecretFile);
    if (!text)
        return;
    const auto variables = parseDotEnv(*text);
    for (const auto &[name, value] : variables)
        scrubber.addSecret(value);
}

void addSecretFolder(const QString &directory, Scrubber &scrubber)
{
    QDirIterator files(directory, {u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        if (const auto text = readFile(files.next(), largestSecretFile))
            addTexts(QJsonDocument::fromJson(*text).object(), scrubber);
    }
}

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

QByteArray versions()
{
    return json({{"wsAgent"_L1, QLatin1StringView(version)},
                 {"qt"_L1, QLatin1StringView(qVersion())},
                 {"os"_L1, QSysInfo::prettyProductName()},
                 {"kernel"_L1, u"%1 %2"_s.arg(QSysInfo::kernelType(), QSysInfo::kernelVersion())},
                 {"cpu"_L1, QSysInfo::currentCpuArchitecture()}});
}

QJsonObject portsOf(const FleetMember &member)
{
    const auto block = configuredBlock(member.profile, member.facts);
    QJsonObject json{{"name"_L1, member.name},
                     {"running"_L1, member.runtime.has_value()},
                     {"service"_L1, member.hasService()},
                     {"stateDir"_L1, member.paths.stateDir}};
    if (block)
        json["base"_L1] = block->base;
    if (block && member.facts.browserEnabled)
        json["control"_L1] = block->control();
    return json;
}

QByteArray findings(const DoctorFacts &facts, const Scrubber &scrubber)
{
    QJsonArray checks;
    for (const DoctorCheck &check : runDoctorChecks(facts))
        checks += toJson(check);
    QJsonArray security;
    for (const SecurityFinding &finding : auditSecurity(facts))
        security += toJson(finding);
    return json(scrubber.scrubbed(QJsonValue(QJsonObject{{"doctor"_L1, checks}, {"security"_L1, security}}))
                    .toObject());
}

QByteArray ports(const DoctorFacts &facts, const Scrubber &scrubber)
{
    QJsonArray profiles;
    for (const FleetMember &member : facts.fleet.members)
        profiles += portsOf(member);
    QJsonArray listeners;
    for (const Listener &listener : facts.fleet.host.listeners)
        listeners += QJsonObject{
            {"port"_L1, listener.port}, {"address"_L1, listener.address}, {"profile"_L1, listener.profile}};
    return json(
        scrubber.scrubbed(QJsonValue(QJsonObject{{"profiles"_L1, profiles}, {"listeners"_L1, listeners}}))
            .toObject());
}

QByteArray tailOf(const QString &path, int lines, const Scrubber &scrubber)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(qMax(qint64(0), file.size() - largestTail));
    QStringList kept = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    kept = kept.mid(qMax(qsizetype(0), kept.size() - lines));
    return scrubber.scrubbed(kept.join(u'\n')).toUtf8() + '\n';
}

} // namespace

Scrubber scrubberFor(const DoctorFacts &facts, const ConfigSource &source, const ConfigSchema &schema)
{
    Scrubber scrubber;
    for (const QJsonObject &tree : {facts.loaded.source, facts.loaded.assembled, facts.loaded.effective})
        addSecretsOf(tree, redacted(tree, schema), scrubber);
    const QString stateDir = facts.paths.stateDir;
    for (const QString &file :
         {stateDir + "/.env"_L1, stateDir + "/gateway.env"_L1, source.currentDir + "/.env"_L1})
        addEnvironmentFile(file, scrubber);
    for (const QString &folder : {u"/credentials"_s, u"/identity"_s, u"/devices"_s, u"/agents"_s})
        addSecretFolder(stateDir + folder, scrubber);
    for (const QString &name : source.environment.keys()) {
        if (looksSecret(name))
            scrubber.addSecret(source.environment.value(name));
    }
    if (facts.service) {
        const auto &environment = facts.service->service.definition.environment;
        for (auto it = environment.begin(); it != environment.end(); ++it) {
            if (looksSecret(it.key()))
                scrubber.addSecret(it.value());
        }
    }
    for (const FleetMember &member : facts.fleet.members) {
        if (member.runtime)
            scrubber.addHarmless(member.runtime->instanceId);
    }
    return scrubber;
}

QList<BundleFile> collectDiagnostics(const DoctorFacts &facts, const ConfigSource &source,
                                     const ConfigSchema &schema, int logLines)
{
    const Scrubber scrubber = scrubberFor(facts, source, schema);
    const auto tree = [&](const QJsonObject &object) {
        return scrubber.scrubbed(QJsonValue(redacted(object, schema))).toObject();
    };
    QList<BundleFile> files{{u"versions.json"_s, versions()},
                            {u"config.json"_s, json(tree(facts.loaded.assembled))},
                            {u"findings.json"_s, findings(facts, scrubber)},
                            {u"ports.json"_s, ports(facts, scrubber)}};
    if (facts.service)
        files +=
            {u"service.txt"_s, scrubber.scrubbed(QString::fromUtf8(facts.service->service.text)).toUtf8()};
    const QDir logs(facts.paths.logDir());
    QStringList names = logs.entryList({u"*.jsonl"_s, u"*.log"_s}, QDir::Files, QDir::Time);
    for (const QString &name : names.mid(0, 3))
        files += {u"logs/"_s + name, tailOf(logs.filePath(name), logLines, scrubber)};
    if (const QString other = facts.loaded.config.logFile; !other.isEmpty() && QFile::exists(other))
        files += {u"logs/configured.log"_s, tailOf(other, logLines, scrubber)};
    return files;
}

} // namespace wsagent
