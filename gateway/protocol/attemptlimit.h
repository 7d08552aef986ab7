#pragma once

#include <QHash>
#include <QString>

namespace wsagent {

/// How often somebody may fail (`gateway-protocol.md` 4.7). Times are in ms and come from the caller.
class AttemptLimit
{
public:
    struct Rules
    {
        int most = 10;
        qint64 window = 60'000;
        qint64 lockout = 300'000;
    };
    static constexpr qsizetype mostKeys = 4096; ///< then the one that failed longest ago is forgotten

    AttemptLimit()
        : AttemptLimit(Rules())
    {}
    explicit AttemptLimit(Rules rules)
        : m_rules(rules)
    {}

    /// How long the key is locked from now on; 0 when it is not.
    qint64 lockedFor(const QString &key, qint64 now) const;
    void failed(const QString &key, qint64 now);
    void succeeded(const QString &key) { m_failures.remove(key); }
    /// For those who are never locked: how long to let them wait, more with each failure.
    int delayFor(const QString &key, qint64 now) const;

private:
    struct Failures
    {
        int count = 0;
        qint64 first = 0;
        qint64 last = 0;
        qint64 lockedUntil = 0;
    };
    void makeRoom();

    Rules m_rules;
    QHash<QString, Failures> m_failures;
};

} // namespace wsagent
