#include "gateway/protocol/idempotency.h"

#include <QJsonArray>

namespace wsagent {

namespace {

QString placeOf(const QString &scope, const QString &key)
{
    return scope + u'\n' + key; // no method and no session has a line break in its name
}

/// What a value takes in memory, near enough for a limit.
qint64 weightOf(const QJsonValue &value)
{
    qint64 bytes = 16;
    if (value.isString())
        return bytes + 2 * value.toString().size();
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &item : array)
            bytes += weightOf(item);
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            bytes += 2 * it.key().size() + weightOf(it.value());
    }
    return bytes;
}

qint64 weightOf(const IdempotencyMemory::Outcome &outcome)
{
    return outcome ? weightOf(*outcome) : weightOf(QJsonValue(toJson(outcome.error())));
}

} // namespace

std::optional<IdempotencyMemory::Repeat> IdempotencyMemory::begin(const QString &scope, const QString &key,
                                                                  qint64 now)
{
    forgetOld(now);
    const QString place = placeOf(scope, key);
    if (const Ended *ended = m_ended.find(place))
        return Repeat{.outcome = ended->outcome};
    if (m_running.contains(place))
        return Repeat();
    m_running.insert(place);
    return std::nullopt;
}

void IdempotencyMemory::end(const QString &scope, const QString &key, const Outcome &outcome, qint64 now)
{
    const QString place = placeOf(scope, key);
    if (!m_running.remove(place))
        return;
    const qint64 bytes = weightOf(outcome);
    const auto makesRoom = [this, bytes](const Ended &oldest) {
        const bool tooMany = m_ended.size() >= mostEntries || m_bytes + bytes > mostBytes;
        if (tooMany)
            m_bytes -= oldest.bytes;
        return tooMany;
    };
    m_ended.removeOldestWhile(makesRoom);
    m_ended.touch(place) = {.outcome = outcome, .at = now, .bytes = bytes};
    m_bytes += bytes;
}

void IdempotencyMemory::forget(const QString &scope, const QString &key)
{
    m_running.remove(placeOf(scope, key));
}

void IdempotencyMemory::forgetOld(qint64 now)
{
    m_ended.removeOldestWhile([this, now](const Ended &ended) {
        const bool over = ended.at + lifetime <= now;
        if (over)
            m_bytes -= ended.bytes;
        return over;
    });
}

} // namespace wsagent
