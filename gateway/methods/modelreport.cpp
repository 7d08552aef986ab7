#include "gateway/methods/modelreport.h"

#include <algorithm>
#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 soon = 24 * 3'600'000; // an account that expires within a day is worth a word

QJsonArray thinkingLevels()
{
    QJsonArray levels;
    for (const ThinkingLevel level : {ThinkingLevel::Off, ThinkingLevel::Minimal, ThinkingLevel::Low,
                                      ThinkingLevel::Medium, ThinkingLevel::High, ThinkingLevel::ExtraHigh})
        levels += QJsonObject{{"id"_L1, nameOf(level)}, {"label"_L1, nameOf(level)}};
    return levels;
}

QString statusOf(const AuthProfile &account, qint64 now)
{
    if (account.secret.isEmpty() && account.reference.isUndefined())
        return u"missing"_s;
    if (account.expires > 0 && account.expires <= now)
        return u"expired"_s;
    return account.expires > 0 && account.expires - now < soon ? u"expiring"_s : u"ok"_s;
}

QJsonObject accountRow(const AuthProfile &account, const AuthUsage &usage, qint64 now)
{
    QJsonObject row{{"profileId"_L1, account.id},
                    {"type"_L1, nameOf(account.kind)},
                    {"status"_L1, statusOf(account, now)}};
    if (!account.email.isEmpty())
        row.insert("email"_L1, account.email);
    if (account.expires > 0)
        row.insert("expiry"_L1,
                   QJsonObject{{"at"_L1, account.expires}, {"remainingMs"_L1, account.expires - now}});
    if (usage.cooldownUntil > now)
        row.insert("cooldownUntil"_L1, usage.cooldownUntil);
    if (usage.disabledUntil > now) {
        row.insert("disabledUntil"_L1, usage.disabledUntil);
        row.insert("disabledReason"_L1, usage.disabledReason);
    }
    return row;
}

/// The best of its accounts counts: one that works is enough.
QString statusOf(const ModelProvider &provider, const QJsonArray &rows)
{
    static constexpr std::array order{"ok"_L1, "expiring"_L1, "expired"_L1, "missing"_L1};
    for (const QLatin1StringView status : order) {
        const bool found = std::any_of(
            rows.begin(), rows.end(), [status](const QJsonValue &row) { return row["status"_L1] == status; });
        if (found)
            return status;
    }
    return provider.needsKey ? u"missing"_s : u"ok"_s;
}

} // namespace

QJsonArray modelRows(const ModelCatalog &catalog, const QList<ResolvedModel> &models,
                     const std::function<bool(const QString &provider)> &hasAccount)
{
    QJsonArray rows;
    for (const ResolvedModel &model : models) {
        const bool available = hasAccount(model.provider);
        QJsonObject row{{"id"_L1, model.id},
                        {"name"_L1, model.name},
                        {"provider"_L1, model.provider},
                        {"available"_L1, available},
                        {"contextWindow"_L1, model.contextWindow},
                        {"reasoning"_L1, model.reasoning},
                        {"input"_L1, QJsonArray::fromStringList(model.input)},
                        {"supportsTools"_L1, model.api != LlmApi::Builtin},
                        {"manualSelectionAllowed"_L1, catalog.maySelect(model)}};
        if (!available)
            row.insert("unavailableReason"_L1, u"no account at %1"_s.arg(model.provider));
        if (const QString alias = catalog.aliasOf(model.reference()); !alias.isEmpty())
            row.insert("alias"_L1, alias);
        if (model.reasoning)
            row.insert("thinkingLevels"_L1, thinkingLevels());
        rows += row;
    }
    return rows;
}

QJsonArray authStatus(const ModelCatalog &catalog, const AuthProfiles &stored,
                      const std::function<QList<AuthProfile>(const ModelProvider &)> &accountsOf, qint64 now)
{
    QStringList used;
    for (const QString &reference : catalog.chain())
        used += parseModelReference(reference).provider;
    QJsonArray result;
    for (const ModelProvider &provider : catalog.providers()) {
        const QList<AuthProfile> accounts = accountsOf(provider);
        if (accounts.isEmpty() && !provider.isConfigured && !used.contains(provider.id))
            continue;
        QJsonArray rows;
        QString source;
        for (const AuthProfile &account : accounts) {
            rows += accountRow(account, stored.usage.value(account.id), now);
            if (source.isEmpty() && account.kind == Credential::Kind::ApiKey)
                source = account.id.endsWith(":env"_L1)      ? u"env"_s
                         : account.id.endsWith(":config"_L1) ? u"config"_s
                                                             : u"profile"_s;
        }
        QJsonObject row{{"provider"_L1, provider.id},
                        {"displayName"_L1, provider.name},
                        {"status"_L1, statusOf(provider, rows)},
                        {"profiles"_L1, rows}};
        if (!source.isEmpty())
            row.insert("apiKey"_L1, QJsonObject{{"source"_L1, source}});
        result += row;
    }
    return result;
}

} // namespace wsagent
