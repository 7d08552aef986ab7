#include "app/profiles/configrebase.h"
#include "app/profiles/importopenclaw.h"
#include "app/profiles/newinstance.h"
#include "gateway/config/retiredkeys.h"
#include "gateway/secrets/randomtoken.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString configIn(const QString &directory)
{
    for (const auto name : {"openclaw.json"_L1, "moltbot.json"_L1, "clawdbot.json"_L1}) {
        if (QFileInfo::exists(directory + u'/' + name))
            return directory + u'/' + name;
    }
    return {};
}

/// `${OPENCLAW_GATEWAY_TOKEN}` → `${WS_AGENT_GATEWAY_TOKEN}`, for the names both have.
QString renamedVariables(QString text)
{
    static const QRegularExpression variable(
        uR"(\$\{(?:OPENCLAW|MOLTBOT|CLAWDBOT)_(GATEWAY_TOKEN|GATEWAY_PASSWORD|GATEWAY_PORT|STATE_DIR|CONFIG_PATH|HOME)\})"_s);
    return text.replace(variable, u"${WS_AGENT_\\1}"_s);
}

QJsonValue withRenamedVariables(const QJsonValue &tree)
{
    if (tree.isString())
        return renamedVariables(tree.toString());
    if (tree.isArray()) {
        QJsonArray array;
        for (const QJsonValue &element : tree.toArray())
            array += withRenamedVariables(element);
        return array;
    }
    if (!tree.isObject())
        return tree;
    QJsonObject object = tree.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        member.value() = withRenamedVariables(QJsonValue(member.value()));
    return object;
}

QJsonObject edited(QJsonObject tree, const QList<JsonEdit> &edits)
{
    for (const JsonEdit &edit : edits)
        tree = withValueAt(tree, edit.path, edit.value).toObject();
    return tree;
}

/// Turns the tree of one config into that of the other, and writes down what became of each part.
class Converter
{
public:
    Converter(const ImportRequest &request, const ConfigSchema &schema, ImportPlan &plan)
        : m_request(request)
        , m_schema(schema)
        , m_plan(plan)
    {}

    void run(const LoadedConfig &source)
    {
        m_tree = source.assembled;
        renameVariables();
        modernise(agentsInOrder(source.document));
        takeWorkspace();
        movePaths();
        renameBrowser();
        leaveSharedParts();
        switchChannelsOff();
        setAccess();
        dropWhatDoesNotFit();
        m_plan.config = QJsonDocument(m_tree).toJson();
        note(QFileInfo(m_plan.configFile).fileName(), u"rewritten"_s, u"as ws-agent.json"_s);
    }

private:
    void note(const QString &what, const QString &action, const QString &reason)
    {
        m_plan.steps += {what, action, reason};
    }
    void set(const QString &key, const QJsonValue &value)
    {
        m_tree = withValueAt(m_tree, *parseJsonPath(key), value).toObject();
    }

    void renameVariables()
    {
        const QJsonObject renamed = withRenamedVariables(m_tree).toObject();
        if (renamed != m_tree)
            note(u"${OPENCLAW_…}"_s, u"rewritten"_s, u"the same variables are called ${WS_AGENT_…}"_s);
        m_tree = renamed;
    }

    void modernise(const QStringList &agents)
    {
        for (const ConfigIssue &issue : retiredKeys(m_tree))
            note(issue.path, u"rewritten"_s, issue.message);
        m_tree = edited(m_tree, retiredKeyEdits(m_tree, agents));
    }

    void movePaths()
    {
        const QList<JsonEdit> edits =
            rebasedPaths(m_tree, m_request.from, m_plan.paths.stateDir, m_plan.paths.home);
        for (const JsonEdit &edit : edits)
            note(toString(edit.path), u"rewritten"_s, u"as "_s + edit.value.toString());
        m_tree = edited(m_tree, edits);
    }

    /// What two instances must not share; of the values only their places are told.
    void leaveSharedParts()
    {
        QList<JsonEdit> edits =
            withoutSharedParts(m_tree, m_schema.sensitivePaths(m_tree), m_request.withCredentials);
        edits.removeIf([](const JsonEdit &edit) { return !edit.value.isUndefined(); }); // channels, see below
        for (const JsonEdit &edit : edits) {
            const bool isCredential = edit.path.value(0).key == "channels"_L1;
            note(toString(edit.path), u"skipped"_s,
                 isCredential ? u"--with-credentials copies it"_s : u"each instance has its own"_s);
        }
        m_tree = edited(m_tree, edits);
    }

    /// Two that answer in one conversation would both be wrong.
    void switchChannelsOff()
    {
        const QJsonObject channels = m_tree.value("channels"_L1).toObject();
        for (auto channel = channels.begin(); channel != channels.end(); ++channel) {
            if (channel.key() == "defaults"_L1 || !channel->isObject())
                continue;
            const JsonPath path{{u"channels"_s}, {channel.key()}};
            note(toString(path), u"rewritten"_s, u"off, until it is off in OpenClaw"_s);
            m_tree = withValueAt(m_tree, path + JsonPath{{u"enabled"_s}}, false).toObject();
        }
    }

    void takeWorkspace()
    {
        const QString key = u"agents.defaults.workspace"_s;
        const QString given = valueAt(m_tree, *parseJsonPath(key)).toString();
        const QString place = given.isEmpty() ? m_request.from + "/workspace"_L1
                                              : absolutePath(given, m_plan.paths.home, m_plan.paths.home);
        if (QFileInfo(place).isDir())
            m_plan.workspace = place;
        if (given.isEmpty())
            return; // the default place is another one for each profile
        set(key, m_plan.paths.defaultWorkspace);
        note(key, u"rewritten"_s, u"as "_s + m_plan.paths.defaultWorkspace);
    }

    void renameBrowser()
    {
        const QJsonObject browser = m_tree.value("browser"_L1).toObject();
        QJsonObject profiles = browser.value("profiles"_L1).toObject();
        for (const QString &name : {u"openclaw"_s, u"clawd"_s}) {
            if (!profiles.contains(name))
                continue;
            profiles.insert("ws-agent"_L1, profiles.take(name));
            set(u"browser.profiles"_s, profiles);
            note(u"browser.profiles."_s + name, u"rewritten"_s, u"as ws-agent, with a port of its own"_s);
        }
        const QString chosen = browser.value("defaultProfile"_L1).toString();
        if (chosen != "openclaw"_L1 && chosen != "clawd"_L1)
            return;
        set(u"browser.defaultProfile"_s, u"ws-agent"_s);
        note(u"browser.defaultProfile"_s, u"rewritten"_s, u"as ws-agent"_s);
    }

    void setAccess()
    {
        set(u"gateway.mode"_s, u"local"_s);
        set(u"gateway.port"_s, m_plan.port);
        note(u"gateway.port"_s, u"rewritten"_s, u"%1: OpenClaw may use its own"_s.arg(m_plan.port));
        if (m_request.keepToken)
            return note(u"gateway.auth"_s, u"copied"_s, u"--keep-token"_s);
        set(u"gateway.auth"_s, QJsonObject{{"mode"_L1, u"token"_s}, {"token"_L1, randomToken()}});
        note(u"gateway.auth"_s, u"rewritten"_s, u"a new token"_s);
    }

    /// One key after the other goes until the rest is right: an older program's wishes must not stop a start.
    void dropWhatDoesNotFit()
    {
        constexpr int mostKeys = 1000;
        ConfigSource source{.configPath = m_plan.paths.configPath,
                            .stateDir = m_plan.paths.stateDir,
                            .home = m_plan.paths.home};
        for (int i = 0; i < mostKeys; ++i) {
            const LoadedConfig now = evaluateConfig(QJsonDocument(m_tree).toJson(), source, m_schema);
            const ConfigIssue *issue = firstBad(now);
            const auto path = issue ? parseJsonPath(issue->path) : Result<JsonPath>(JsonPath());
            if (!issue || !path || path->isEmpty())
                return;
            note(issue->path, u"skipped"_s, issue->message);
            m_tree = withValueAt(m_tree, *path, QJsonValue::Undefined).toObject();
        }
    }

    static const ConfigIssue *firstBad(const LoadedConfig &config)
    {
        for (const QList<ConfigIssue> *issues : {&config.errors, &config.warnings}) {
            for (const ConfigIssue &issue : *issues) {
                const bool isKey =
                    issue.level == ConfigIssue::Level::Error || issue.code == "config.unknown_key"_L1;
                if (isKey && !issue.path.isEmpty())
                    return &issue;
            }
        }
        return nullptr;
    }

    const ImportRequest &m_request;
    const ConfigSchema &m_schema;
    ImportPlan &m_plan;
    QJsonObject m_tree;
};

/// The files besides the config: what is copied, and what is not and why.
void planFiles(const ImportRequest &request, ImportPlan &plan)
{
    const auto copy = [&](const QString &what, const QString &from, const QString &to) {
        if (!QFileInfo::exists(from))
            return;
        plan.copies += {from, to};
        plan.steps += {what, u"copied"_s};
    };
    const auto skip = [&](const QString &what, const QString &reason) {
        if (QFileInfo::exists(request.from + u'/' + what))
            plan.steps += {what, u"skipped"_s, reason};
    };
    const QString state = plan.paths.stateDir;
    const QDir agents(request.from + "/agents"_L1);
    for (const QString &agent : agents.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString relative = u"/agents/%1/sessions"_s.arg(agent);
        copy(u"sessions of "_s + agent, request.from + relative, state + relative);
        const QString accounts = u"/agents/%1/agent/auth-profiles.json"_s.arg(agent);
        if (request.withCredentials)
            copy(u"model accounts of "_s + agent, request.from + accounts, state + accounts);
        else
            skip(accounts.sliced(1), u"--with-credentials copies it"_s);
    }
    const QDir credentials(request.from + "/credentials"_L1);
    for (const QString &name : credentials.entryList({u"*-allowFrom.json"_s}, QDir::Files))
        copy(u"credentials/"_s + name, credentials.filePath(name), state + "/credentials/"_L1 + name);
    copy(u"cron jobs (off)"_s, request.from + "/cron/jobs.json"_L1, state + "/cron/jobs.json"_L1);
    copy(u"skills"_s, request.from + "/skills"_L1, state + "/skills"_L1);
    copy(u"exec-approvals.json"_s, request.from + "/exec-approvals.json"_L1,
         state + "/exec-approvals.json"_L1);
    if (!plan.workspace.isEmpty())
        copy(u"workspace"_s, plan.workspace, plan.paths.defaultWorkspace);
    skip(u"devices"_s, u"keys are bound to the other gateway; pair again"_s);
    skip(u"identity"_s, u"every instance has its own"_s);
    skip(u"browser"_s, u"browsers keep their data"_s);
    for (const QString &name : QDir(request.from).entryList({u"*.sqlite"_s}, QDir::Files))
        skip(name, u"this kind of store is not read; use its own export"_s);
}

} // namespace

Result<ImportPlan> planImport(const ImportRequest &request, const Fleet &fleet,
                              const InstanceSelection &selected, const ConfigSchema &schema)
{
    ImportPlan plan{.configFile = configIn(request.from)};
    if (plan.configFile.isEmpty())
        return Error{u"there is no config of OpenClaw in %1"_s.arg(request.from), {}, ErrorKind::NotFound};
    plan.paths = canonicalPaths(request.as, selected.paths.home);
    if (QFileInfo::exists(plan.paths.configPath))
        return Error{u"%1 exists already"_s.arg(plan.paths.configPath), u"choose another name with --as"_s,
                     ErrorKind::Conflict};
    const auto port = choosePort({}, request.as.display(), fleet);
    if (!port)
        return port.error();
    plan.port = *port;

    const LoadedConfig source = readConfig(
        {.configPath = plan.configFile, .stateDir = request.from, .home = selected.paths.home}, schema);
    if (source.assembled.isEmpty() && !source.errors.isEmpty())
        return Error{u"%1 cannot be read: %2"_s.arg(plan.configFile, toString(source.errors.first())),
                     {},
                     ErrorKind::ConfigInvalid};
    Converter(request, schema, plan).run(source);
    planFiles(request, plan);
    return plan;
}

} // namespace wsagent
