#include "app/doctor/doctorchecks.h"

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;
using Status = DoctorCheck::Status;

namespace {

/// A secret without which a channel cannot log in (`config.md` 5.6).
struct Credential
{
    QLatin1StringView channel;
    QLatin1StringView key;
    QLatin1StringView orKey = {};    ///< another one that will do
    QLatin1StringView variable = {}; ///< of the environment, for the account "default"
    QLatin1StringView orVariable = {};
};

constexpr std::array credentials{
    Credential{"telegram"_L1, "botToken"_L1, "tokenFile"_L1, "TELEGRAM_BOT_TOKEN"_L1},
    Credential{"discord"_L1, "token"_L1, {}, "DISCORD_BOT_TOKEN"_L1},
    Credential{"slack"_L1, "botToken"_L1, {}, "SLACK_BOT_TOKEN"_L1},
    Credential{"slack"_L1, "appToken"_L1, {}, "SLACK_APP_TOKEN"_L1},
    Credential{"matrix"_L1, "accessToken"_L1, "password"_L1, "MATRIX_ACCESS_TOKEN"_L1, "MATRIX_PASSWORD"_L1},
    Credential{"mattermost"_L1, "botToken"_L1, {}, "MATTERMOST_BOT_TOKEN"_L1},
    Credential{"xmpp"_L1, "password"_L1},
};

class Account
{
public:
    Account(const DoctorFacts &facts, const QString &channel, const QString &name,
            const QJsonObject &settings)
        : m_facts(facts)
        , m_channel(channel)
        , m_name(name)
        , m_settings(settings)
    {}

    QList<DoctorCheck> missing() const
    {
        QList<DoctorCheck> checks;
        for (const Credential &credential : credentials) {
            if (m_channel == credential.channel && isWanted(credential) && !has(credential))
                checks += describe(credential);
        }
        return checks;
    }

private:
    /// Slack calls us, or we call Slack; only the latter takes a second token.
    bool isWanted(const Credential &credential) const
    {
        return credential.key != "appToken"_L1 || m_settings["mode"_L1] != "http"_L1;
    }

    bool has(const Credential &credential) const
    {
        const auto given = [this](QLatin1StringView key) {
            return !key.isEmpty() && isSet(m_settings[key]);
        };
        const auto inEnvironment = [this](QLatin1StringView variable) {
            return m_name == "default"_L1 && !variable.isEmpty() &&
                   !m_facts.loaded.environment.value(variable).trimmed().isEmpty();
        };
        return given(credential.key) || given(credential.orKey) || inEnvironment(credential.variable) ||
               inEnvironment(credential.orVariable);
    }

    DoctorCheck describe(const Credential &credential) const
    {
        const QString place = m_name == "default"_L1 ? u"channels."_s + m_channel
                                                     : u"channels.%1.accounts.%2"_s.arg(m_channel, m_name);
        return {u"channels.credential_missing"_s, Status::Warning,
                u"%1 is on and has no %2"_s.arg(place, credential.key),
                m_facts.hint(u"config set %1.%2 <%2>"_s.arg(place, credential.key))};
    }

    const DoctorFacts &m_facts;
    QString m_channel;
    QString m_name;
    QJsonObject m_settings;
};

QJsonObject over(QJsonObject base, const QJsonObject &own)
{
    for (auto it = own.begin(); it != own.end(); ++it)
        base.insert(it.key(), *it);
    return base;
}

QList<DoctorCheck> checkChannel(const DoctorFacts &facts, const QString &channel, QJsonObject settings)
{
    const QJsonObject accounts = settings.take("accounts"_L1).toObject();
    if (!settings["enabled"_L1].toBool(true))
        return {};
    if (accounts.isEmpty())
        return Account(facts, channel, u"default"_s, settings).missing();
    QList<DoctorCheck> checks;
    for (auto account = accounts.begin(); account != accounts.end(); ++account) {
        const QJsonObject all = over(settings, account->toObject());
        if (all["enabled"_L1].toBool(true))
            checks += Account(facts, channel, account.key(), all).missing();
    }
    return checks;
}

} // namespace

QList<DoctorCheck> checkChannels(const DoctorFacts &facts)
{
    const QJsonObject written = facts.loaded.source["channels"_L1].toObject();
    const QJsonObject channels = facts.loaded.effective["channels"_L1].toObject();
    QList<DoctorCheck> checks;
    for (auto channel = written.begin(); channel != written.end(); ++channel) {
        if (channel.key() != "defaults"_L1 && channel->isObject())
            checks += checkChannel(facts, channel.key(), channels[channel.key()].toObject());
    }
    if (checks.isEmpty() && !written.isEmpty())
        checks += DoctorCheck{u"channels"_s, Status::Ok, u"each channel has what it logs in with"_s};
    return checks;
}

} // namespace wsagent
