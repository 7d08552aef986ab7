#include "gateway/instances/instancefacts.h"

#include "gateway/base/paths.h"

#include <QCryptographicHash>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString hashOf(const QString &secret)
{
    return QString::fromLatin1(QCryptographicHash::hash(secret.toUtf8(), QCryptographicHash::Sha256).toHex());
}

/// A credential as something to compare: a reference into the keychain belongs to the profile, one elsewhere
/// is the same secret wherever it is written; a `${VAR}` that did not resolve says nothing.
QString comparable(const QJsonValue &credential, const ProfileName &profile)
{
    if (credential.isObject()) {
        const QJsonObject ref = credential.toObject();
        const QString source = ref["source"_L1].toString();
        const QString owner = source == "env"_L1 ? QString() : profile.display();
        return "ref:"_L1 + owner + u':' + source + u':' + ref["provider"_L1].toString() + u':' +
               ref["id"_L1].toString();
    }
    const QString text = credential.toString();
    return text.contains("${"_L1) ? QString() : text;
}

/// What identifies the account of a channel on its network.
QString accountOf(const QString &channel, const QJsonObject &account, const ProfileName &profile)
{
    const auto value = [&](QLatin1String key) {
        return comparable(account[key], profile);
    };
    const auto both = [&](QLatin1String first, QLatin1String second) {
        return value(first).isEmpty() || value(second).isEmpty() ? QString()
                                                                 : value(first) + u'\n' + value(second);
    };
    if (channel == "telegram"_L1)
        return value("botToken"_L1).isEmpty() ? value("tokenFile"_L1) : value("botToken"_L1);
    if (channel == "discord"_L1)
        return value("token"_L1);
    if (channel == "slack"_L1)
        return value("botToken"_L1);
    if (channel == "matrix"_L1)
        return value("accessToken"_L1).isEmpty() ? both("homeserver"_L1, "userId"_L1)
                                                 : value("accessToken"_L1);
    if (channel == "mattermost"_L1)
        return both("baseUrl"_L1, "botToken"_L1);
    if (channel == "irc"_L1)
        return both("host"_L1, "nick"_L1);
    if (channel == "xmpp"_L1)
        return value("jid"_L1);
    if (channel == "signal"_L1)
        return value("account"_L1);
    return {};
}

/// Reads the tree section by section.
class Reader
{
public:
    Reader(const ProfileName &profile, const InstancePaths &paths, const QJsonObject &config)
        : m_profile(profile)
        , m_paths(paths)
        , m_config(config)
    {
        m_facts.name = profile.display();
        m_facts.stateDir = paths.stateDir;
        m_facts.configPath = paths.configPath;
        m_facts.relativeValues = paths.relativeVariables;
    }

    InstanceFacts read()
    {
        readGateway();
        readBrowser();
        readWorkspaces();
        readDataPaths();
        readChannels();
        return m_facts;
    }

private:
    QJsonValue at(const char *dotted) const
    {
        QJsonValue value = m_config;
        for (const QString &key : QString::fromLatin1(dotted).split(u'.'))
            value = value[key];
        return value;
    }

    /// Empty for a relative path, which is noted.
    QString absolute(const QString &key, const QString &text)
    {
        if (!text.startsWith(u'~') && !isAbsolutePath(text)) {
            m_facts.relativeValues.insert(key, text);
            return {};
        }
        return absolutePath(text, m_paths.home, m_paths.stateDir);
    }

    void readGateway()
    {
        m_facts.gatewayPort = at("gateway.port");
        m_facts.bind = at("gateway.bind").toString(m_facts.bind);
        m_facts.customBindHost = at("gateway.customBindHost").toString();
        for (const char *key : {"gateway.auth.token", "gateway.auth.password"}) {
            const QString secret = comparable(at(key), m_profile);
            if (secret.isEmpty())
                continue;
            m_facts.gatewaySecretHash = hashOf(secret);
            m_facts.gatewaySecretKey = at(key).isString() ? QString::fromLatin1(key) : QString();
        }
    }

    void readBrowser()
    {
        const QJsonObject browser = m_config["browser"_L1].toObject();
        m_facts.browserEnabled = browser["enabled"_L1].toBool(true);
        m_facts.controlPort = browser.value("controlPort"_L1);
        m_facts.cdpUrl = browser["cdpUrl"_L1].toString();
        const QJsonObject profiles = browser["profiles"_L1].toObject();
        for (auto profile = profiles.begin(); profile != profiles.end(); ++profile) {
            const QJsonObject settings = profile->toObject();
            m_facts.browserProfiles.insert(profile.key(),
                                           {.cdpPort = settings.value("cdpPort"_L1),
                                            .cdpUrl = settings["cdpUrl"_L1].toString(),
                                            .extension = settings["driver"_L1] == "extension"_L1});
            readDataPath("browser.profiles."_L1 + profile.key() + ".userDataDir"_L1,
                         settings["userDataDir"_L1].toString());
        }
    }

    void addWorkspace(const QString &key, const QString &text)
    {
        const QString path = text.isEmpty() ? QString() : absolute(key, text);
        if (!path.isEmpty() && !m_facts.workspaces.contains(path))
            m_facts.workspaces += path;
    }

    void readWorkspaces()
    {
        addWorkspace(u"agents.defaults.workspace"_s, at("agents.defaults.workspace").toString());
        if (m_facts.workspaces.isEmpty())
            m_facts.workspaces += m_paths.defaultWorkspace;
        const QJsonArray agents = at("agents.list").toArray();
        for (qsizetype i = 0; i < agents.size(); ++i)
            addWorkspace(u"agents.list[%1].workspace"_s.arg(i), agents.at(i)["workspace"_L1].toString());
    }

    void readDataPath(const QString &key, const QString &text)
    {
        const QString path = text.isEmpty() ? QString() : absolute(key, text);
        if (!path.isEmpty() && !path.startsWith(m_paths.stateDir + u'/'))
            m_facts.dataPaths.insert(key, path);
    }

    void readDataPaths()
    {
        for (const char *key : {"session.store", "cron.store", "agents.defaults.memorySearch.store.path",
                                "logging.file", "canvasHost.root"})
            readDataPath(QString::fromLatin1(key), at(key).toString());
    }

    void readChannels()
    {
        const QJsonObject channels = m_config["channels"_L1].toObject();
        for (auto channel = channels.begin(); channel != channels.end(); ++channel) {
            const QJsonObject settings = channel->toObject();
            if (channel.key() == "defaults"_L1 || !settings["enabled"_L1].toBool(true))
                continue;
            readAccount(channel.key(), u"default"_s, settings);
            const QJsonObject accounts = settings["accounts"_L1].toObject();
            for (auto account = accounts.begin(); account != accounts.end(); ++account) {
                if ((*account)["enabled"_L1].toBool(true))
                    readAccount(channel.key(), account.key(), account->toObject());
            }
        }
        const QJsonObject signal = channels["signal"_L1].toObject();
        const bool used = !signal.isEmpty() && signal["enabled"_L1].toBool(true) &&
                          signal["httpUrl"_L1].toString().isEmpty();
        m_facts.signalAutoStart = used && signal["autoStart"_L1].toBool(true);
        m_facts.signalPort = signal.value("httpPort"_L1);
    }

    void readAccount(const QString &channel, const QString &name, const QJsonObject &account)
    {
        const QString identity = accountOf(channel, account, m_profile);
        if (!identity.isEmpty())
            m_facts.secretHashes.insert(channel + u':' + name, hashOf(identity));
    }

    const ProfileName &m_profile;
    const InstancePaths &m_paths;
    const QJsonObject &m_config;
    InstanceFacts m_facts;
};

} // namespace

InstanceFacts factsFromConfig(const ProfileName &profile, const InstancePaths &paths,
                              const QJsonObject &config)
{
    return Reader(profile, paths, config).read();
}

} // namespace wsagent
