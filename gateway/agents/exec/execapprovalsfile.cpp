#include "gateway/agents/exec/execapprovalsfile.h"

#include "gateway/base/files.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largest = 2 * 1024 * 1024;
constexpr qsizetype mostEntries = 2000; ///< of one agent

QString settingsObjection(const QJsonObject &settings, const QString &where)
{
    for (const auto key : {"security"_L1, "askFallback"_L1}) {
        if (settings.contains(key) && !securityFrom(settings[key]))
            return u"%1.%2 has to be deny, allowlist or full"_s.arg(where, key);
    }
    if (settings.contains("ask"_L1) && !askFrom(settings["ask"_L1]))
        return u"%1.ask has to be always, on-miss or off"_s.arg(where);
    return {};
}

QString entriesObjection(const QJsonValue &list, const QString &where)
{
    if (!list.isUndefined() && !list.isArray())
        return u"%1.allowlist has to be a list"_s.arg(where);
    const QJsonArray entries = list.toArray();
    if (entries.size() > mostEntries)
        return u"%1.allowlist has more than %2 entries"_s.arg(where).arg(mostEntries);
    for (const QJsonValue &entry : entries) {
        if (entry["pattern"_L1].toString().isEmpty())
            return u"an entry of %1.allowlist has no pattern"_s.arg(where);
    }
    return {};
}

bool isOver(const QJsonObject &entry)
{
    const qint64 expiresAt = entry["expiresAtMs"_L1].toInteger();
    return expiresAt > 0 && expiresAt < QDateTime::currentMSecsSinceEpoch();
}

} // namespace

QString execApprovalsObjection(const QJsonObject &document)
{
    if (document["version"_L1].toInt() != 1)
        return u"version has to be 1"_s;
    for (const auto key : {"defaults"_L1, "agents"_L1, "socket"_L1}) {
        if (document.contains(key) && !document[key].isObject())
            return u"%1 has to be an object"_s.arg(key);
    }
    if (const QString wrong = settingsObjection(document["defaults"_L1].toObject(), u"defaults"_s);
        !wrong.isEmpty())
        return wrong;
    const QJsonObject agents = document["agents"_L1].toObject();
    for (auto it = agents.begin(); it != agents.end(); ++it) {
        const QString where = u"agents."_s + it.key();
        if (!it.value().isObject())
            return u"%1 has to be an object"_s.arg(where);
        for (const QString &wrong : {settingsObjection(it.value().toObject(), where),
                                     entriesObjection(it.value()["allowlist"_L1], where)}) {
            if (!wrong.isEmpty())
                return wrong;
        }
    }
    return {};
}

ExecApprovalsFile::ExecApprovalsFile(const QString &stateDir)
    : m_path(stateDir + "/exec-approvals.json"_L1)
{}

bool ExecApprovalsFile::exists() const
{
    return QFileInfo::exists(m_path);
}

QString ExecApprovalsFile::hash() const
{
    const auto bytes = readFile(m_path, largest);
    return QString::fromLatin1(
        QCryptographicHash::hash(bytes ? *bytes : QByteArray(), QCryptographicHash::Sha256).toHex());
}

Result<QJsonObject> ExecApprovalsFile::read() const
{
    const auto bytes = readFile(m_path, largest);
    if (!bytes)
        return bytes.error().kind == ErrorKind::NotFound ? Result<QJsonObject>(QJsonObject{{"version"_L1, 1}})
                                                         : bytes.error();
    const QJsonObject document = QJsonDocument::fromJson(*bytes).object();
    if (const QString wrong = execApprovalsObjection(document); !wrong.isEmpty()) {
        return Error{u"%1 is damaged: %2; no command is let through by it"_s.arg(m_path, wrong),
                     u"ws-agent approvals get"_s, ErrorKind::ConfigInvalid};
    }
    return document;
}

Result<void> ExecApprovalsFile::write(const QJsonObject &document, const QString &baseHash)
{
    if (const QString wrong = execApprovalsObjection(document); !wrong.isEmpty())
        return Error{u"invalid exec approvals: %1"_s.arg(wrong), {}, ErrorKind::Usage};
    if (baseHash != hash())
        return Error{u"exec approvals changed since last load; re-run exec.approvals.get and retry"_s,
                     {},
                     ErrorKind::Conflict};
    return replaceFile(m_path, QJsonDocument(document).toJson());
}

ExecModes ExecApprovalsFile::modes(const QString &agentId) const
{
    // Laxest where nothing is said: the config of the instance is the other half.
    constexpr ExecModes open{.security = ExecModes::Security::Full, .ask = ExecModes::Ask::Off};
    const auto document = read();
    if (!document)
        return {.security = ExecModes::Security::Deny, .ask = ExecModes::Ask::Always};
    const QJsonObject defaults = (*document)["defaults"_L1].toObject();
    const QJsonObject agents = (*document)["agents"_L1].toObject();
    return withWords(withWords(withWords(open, defaults), agents[u"*"_s].toObject()),
                     agents[agentId].toObject());
}

QList<AllowEntry> ExecApprovalsFile::entries(const QString &agentId) const
{
    QList<AllowEntry> entries;
    const auto document = read();
    if (!document)
        return entries;
    for (const QString &agent : {u"*"_s, agentId}) {
        const QJsonArray list = (*document)["agents"_L1][agent]["allowlist"_L1].toArray();
        for (const QJsonValue &each : list) {
            if (!isOver(each.toObject()))
                entries += allowEntry(each.toObject());
        }
    }
    return entries;
}

Result<void> ExecApprovalsFile::addEntry(const QString &agentId, const AllowEntry &entry,
                                         const QString &source, std::optional<qint64> expiresAtMs)
{
    const QString base = hash();
    const auto document = read();
    if (!document)
        return document.error();
    QJsonObject json{{"id"_L1, entry.id},
                     {"pattern"_L1, entry.pattern},
                     {"source"_L1, source},
                     {"createdAt"_L1, QDateTime::currentMSecsSinceEpoch()}};
    if (!entry.argPattern.isEmpty())
        json.insert("argPattern"_L1, entry.argPattern);
    if (!entry.cwd.isEmpty())
        json.insert("cwd"_L1, entry.cwd);
    if (expiresAtMs)
        json.insert("expiresAtMs"_L1, *expiresAtMs);
    QJsonObject changed = *document;
    QJsonObject agents = changed["agents"_L1].toObject();
    QJsonObject agent = agents[agentId].toObject();
    QJsonArray list = agent["allowlist"_L1].toArray();
    list += json;
    agent.insert("allowlist"_L1, list);
    agents.insert(agentId, agent);
    changed.insert("agents"_L1, agents);
    return write(changed, base);
}

Result<bool> ExecApprovalsFile::removeEntry(const QString &entryId)
{
    const QString base = hash();
    const auto document = read();
    if (!document)
        return document.error();
    QJsonObject agents = (*document)["agents"_L1].toObject();
    bool found = false;
    for (const QString &id : agents.keys()) {
        QJsonObject agent = agents.value(id).toObject();
        QJsonArray kept;
        const QJsonArray list = agent["allowlist"_L1].toArray();
        for (const QJsonValue &each : list) {
            if (each["id"_L1] == entryId)
                found = true;
            else
                kept += each;
        }
        agent.insert("allowlist"_L1, kept);
        agents.insert(id, agent);
    }
    if (!found)
        return false;
    QJsonObject changed = *document;
    changed.insert("agents"_L1, agents);
    const auto written = write(changed, base);
    return written ? Result<bool>(true) : Result<bool>(written.error());
}

void ExecApprovalsFile::noteUse(const QString &agentId, const QString &entryId, const QString &command,
                                const QString &program)
{
    const QString base = hash();
    const auto document = read();
    if (!document)
        return;
    QJsonObject agents = (*document)["agents"_L1].toObject();
    for (const QString &id : {u"*"_s, agentId}) {
        QJsonObject agent = agents.value(id).toObject();
        QJsonArray list = agent["allowlist"_L1].toArray();
        for (qsizetype i = 0; i < list.size(); ++i) {
            QJsonObject entry = list[i].toObject();
            if (entry["id"_L1] != entryId)
                continue;
            entry.insert("lastUsedAt"_L1, QDateTime::currentMSecsSinceEpoch());
            entry.insert("lastUsedCommand"_L1, command.left(500));
            entry.insert("lastResolvedPath"_L1, program);
            list[i] = entry;
            agent.insert("allowlist"_L1, list);
            agents.insert(id, agent);
        }
    }
    QJsonObject changed = *document;
    changed.insert("agents"_L1, agents);
    (void)write(changed, base); // a note; somebody else's change goes first
}

} // namespace wsagent
