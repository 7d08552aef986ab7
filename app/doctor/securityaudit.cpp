#include "app/doctor/securityaudit.h"

#include "app/commandline.h"
#include "app/doctor/statefiles.h"
#include "gateway/config/crossfieldgateway.h"

#include <QFileInfo>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using Grade = SecurityFinding::Severity;

namespace {

constexpr auto writableByOthers = QFile::Permissions(0x0022);
constexpr qsizetype shortestToken = 24;

class Audit
{
public:
    explicit Audit(const DoctorFacts &facts)
        : m_facts(facts)
        , m_config(facts.loaded.effective)
    {}

    QList<SecurityFinding> run()
    {
        checkFiles();
        checkSynced();
        checkGateway();
        checkHooks();
        checkChannels();
        checkTools();
        checkSharing();
        std::stable_sort(
            m_findings.begin(), m_findings.end(),
            [](const SecurityFinding &a, const SecurityFinding &b) { return a.severity > b.severity; });
        return m_findings;
    }

private:
    void add(const QString &id, Grade severity, const QString &title, const QString &detail,
             const QString &command)
    {
        m_findings += {id, severity, title, detail, command};
    }

    void checkFiles()
    {
        for (const PrivatePath &path : m_facts.privatePaths) {
            if (!(path.permissions & othersPermissions))
                continue;
            const bool writable = path.permissions & writableByOthers;
            const QString what = path.path == m_facts.paths.configPath ? u"config"_s
                                 : path.path == m_facts.paths.stateDir ? u"state_dir"_s
                                                                       : u"state_file"_s;
            add(u"fs.%1.perms_world_%2"_s.arg(what, writable ? u"writable"_s : u"readable"_s),
                writable ? Grade::Critical : Grade::Warning,
                u"Others can %1 private files"_s.arg(writable ? u"change"_s : u"read"_s),
                u"%1 is not for its owner alone"_s.arg(path.path), m_facts.hint(u"security audit --fix"_s));
        }
    }

    /// Folders that programs copy to other computers, with every secret in them.
    void checkSynced()
    {
        static const QStringList markers{
            u"/Dropbox/"_s,   u"/OneDrive"_s,   u"/Google Drive/"_s,     u"/iCloud"_s,
            u"/Nextcloud/"_s, u"/Syncthing/"_s, u"/Mobile Documents/"_s, u"/ownCloud/"_s};
        const QString state = m_facts.paths.stateDir + u'/';
        const bool synced = std::any_of(markers.begin(), markers.end(), [&state](const QString &marker) {
            return state.contains(marker, Qt::CaseInsensitive);
        });
        if (synced)
            add(u"fs.synced_dir"_s, Grade::Warning, u"The state directory is copied elsewhere"_s,
                u"%1 lies in a folder that is synchronised"_s.arg(m_facts.paths.stateDir),
                u"move the profile out of it: ws-agent profiles rename"_s);
    }

    void checkGateway()
    {
        const QJsonObject gateway = m_config["gateway"_L1].toObject();
        const QJsonObject auth = gateway["auth"_L1].toObject();
        const QString mode = effectiveAuthMode(auth);
        const QString bind = m_facts.loaded.config.bind;
        if (mode == "none"_L1)
            add(u"gateway.bind_no_auth"_s, bind == "loopback"_L1 ? Grade::Warning : Grade::Critical,
                u"Nobody has to prove who they are"_s,
                u"gateway.auth.mode is none, and gateway.bind is "_s + bind,
                m_facts.hint(u"config set gateway.auth.mode token"_s));
        const QString secret = auth[mode == "password"_L1 ? "password"_L1 : "token"_L1].toString();
        if (!secret.isEmpty() && secret.size() < shortestToken && mode == "token"_L1)
            add(u"gateway.token_too_short"_s, Grade::Warning, u"The gateway token can be guessed"_s,
                u"gateway.auth.token has %1 characters, and should have %2"_s.arg(secret.size())
                    .arg(shortestToken),
                m_facts.hint(u"config unset gateway.auth.token && "_s) +
                    m_facts.hint(u"doctor --generate-gateway-token"_s));
        if (gateway["tailscale"_L1]["mode"_L1] == "funnel"_L1)
            add(u"gateway.tailscale_funnel"_s, Grade::Critical, u"The gateway is open to the internet"_s,
                u"gateway.tailscale.mode is funnel"_s,
                m_facts.hint(u"config set gateway.tailscale.mode serve"_s));
        if (m_facts.loaded.config.browserEnabled && mode == "none"_L1)
            add(u"browser.control_no_auth"_s, Grade::Warning, u"Every local program can drive the browser"_s,
                u"browser control asks for the secret of the gateway, which has none"_s,
                m_facts.hint(u"config set gateway.auth.mode token"_s));
    }

    void checkHooks()
    {
        const QString hook = m_config["hooks"_L1]["token"_L1].toString();
        const QString token = m_config["gateway"_L1]["auth"_L1]["token"_L1].toString();
        if (!hook.isEmpty() && hook == token)
            add(u"hooks.token_reuse_gateway_token"_s, Grade::Critical, u"A webhook knows the gateway token"_s,
                u"hooks.token is the same as gateway.auth.token, so whoever may post may do everything"_s,
                m_facts.hint(u"config set hooks.token --ref-source keychain --ref-id hooks.token"_s));
    }

    void checkChannels()
    {
        const QJsonObject channels = m_config["channels"_L1].toObject();
        for (auto channel = channels.begin(); channel != channels.end(); ++channel) {
            if (channel.value()["dmPolicy"_L1] == "open"_L1)
                add(u"channels.%1.dm.open"_s.arg(channel.key()), Grade::Critical,
                    u"Strangers can give orders"_s,
                    u"channels.%1.dmPolicy is open: everybody on %1 talks to the agent"_s.arg(channel.key()),
                    m_facts.hint(u"config set channels.%1.dmPolicy pairing"_s.arg(channel.key())));
        }
    }

    void checkTools()
    {
        if (m_config["tools"_L1]["exec"_L1]["security"_L1] == "full"_L1)
            add(u"tools.exec.security_full"_s, Grade::Warning, u"The agent runs every command unasked"_s,
                u"tools.exec.security is full"_s,
                m_facts.hint(u"config set tools.exec.security allowlist"_s));
    }

    void checkSharing()
    {
        for (const Finding &finding : m_facts.fleet.findingsOf(m_facts.name)) {
            if (finding.code == "channel.credential.shared"_L1 ||
                finding.code == "gateway.auth.shared_token"_L1)
                add(u"profiles.shared_secret"_s, Grade::Warning, u"Two profiles share a secret"_s,
                    finding.message,
                    finding.fix ? commandHint(finding.fix->profile, u"doctor --fix"_s) : finding.advice);
        }
    }

    const DoctorFacts &m_facts;
    const QJsonObject &m_config;
    QList<SecurityFinding> m_findings;
};

} // namespace

QString severityWord(SecurityFinding::Severity severity)
{
    switch (severity) {
    case Grade::Info:
        return u"info"_s;
    case Grade::Warning:
        return u"warn"_s;
    case Grade::Critical:
        return u"critical"_s;
    }
    Q_UNREACHABLE();
}

QJsonObject toJson(const SecurityFinding &finding)
{
    return {{"checkId"_L1, finding.checkId},
            {"severity"_L1, severityWord(finding.severity)},
            {"title"_L1, finding.title},
            {"detail"_L1, finding.detail},
            {"remediation"_L1, finding.remediation}};
}

DoctorFacts securityFacts(const InstanceSelection &selection, const LoadedConfig &loaded, const Fleet &fleet)
{
    DoctorFacts facts{
        .name = instanceName(selection), .profile = selection.profile, .paths = selection.paths};
    facts.stateDirExists = QFileInfo(selection.paths.stateDir).isDir();
    facts.loaded = loaded;
    facts.fleet = fleet;
    if (facts.stateDirExists || loaded.exists)
        facts.privatePaths = privatePathsOf(selection.paths, loaded.files, false);
    return facts;
}

QList<SecurityFinding> auditSecurity(const DoctorFacts &facts)
{
    return Audit(facts).run();
}

} // namespace wsagent
