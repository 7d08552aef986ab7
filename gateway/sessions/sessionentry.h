#pragma once

#include <QJsonObject>
#include <QString>

namespace wsagent {

/// One session as the index keeps it (`config.md` 4.1). What lists are sorted and filtered by is typed; the
/// rest stands under its name on disk, also what other programs have written.
struct SessionEntry
{
    QString sessionId = {};
    QString lifecycleRevision = {}; ///< another one after each reset
    qint64 updatedAt = 0;           ///< ms, as all times
    qint64 createdAt = 0;
    qint64 lastInteractionAt = 0; ///< somebody wrote or was answered; heartbeats do not count
    QString label = {};
    QString displayName = {};
    QString spawnedBy = {};
    QString channel = {};
    bool archived = false;
    bool pinned = false;
    QJsonObject others = {};

    QJsonValue value(QLatin1StringView name) const { return others[name]; }
    QString text(QLatin1StringView name) const { return others[name].toString(); }
    qint64 number(QLatin1StringView name) const { return others[name].toInteger(); }
    /// Null and undefined remove.
    void set(QLatin1StringView name, const QJsonValue &value);

    bool operator==(const SessionEntry &) const = default;
};

QJsonObject toJson(const SessionEntry &entry);
SessionEntry sessionEntryFrom(const QJsonObject &json);

/// Ids become names of files; an index that others have written may hold anything.
bool isSessionFileName(QStringView name);
/// The name of the file beside the index that holds what was said.
QString transcriptFileName(const SessionEntry &entry);

/// Tokens and cost of one call of a model.
struct TokenUsage
{
    qint64 input = 0;
    qint64 output = 0;
    qint64 cacheRead = 0;
    qint64 cacheWrite = 0;
    double cost = 0; ///< USD

    qint64 total() const { return input + output + cacheRead + cacheWrite; }
    TokenUsage &operator+=(const TokenUsage &other);
    bool operator==(const TokenUsage &) const = default;
};

/// Of `usage` of an assistant's message.
TokenUsage tokenUsageFrom(const QJsonValue &usage);

/// Adds to the counters of the session, and notes how full the context is now.
void addUsage(SessionEntry &entry, const TokenUsage &usage, const QString &provider, const QString &model,
              qint64 contextWindow);

/// What a session knows of what was said in it goes; what was set for it stays.
void forgetConversation(SessionEntry &entry);

} // namespace wsagent
