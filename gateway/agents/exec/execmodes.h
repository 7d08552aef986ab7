#pragma once

#include <QJsonObject>
#include <QObject>

#include <optional>

namespace wsagent {

/// How commands are let through (`agents.md` 4). The words are those of the config, in order of strictness.
struct ExecModes
{
    Q_GADGET
public:
    enum class Security { Deny, Allowlist, Full };
    Q_ENUM(Security)
    enum class Ask { Always, OnMiss, Off };
    Q_ENUM(Ask)

    Security security = Security::Allowlist;
    Ask ask = Ask::OnMiss;
    Security askFallback = Security::Deny; ///< when nobody answers

    bool operator==(const ExecModes &) const = default;
};

QString word(ExecModes::Security security);
QString word(ExecModes::Ask ask);
std::optional<ExecModes::Security> securityFrom(const QJsonValue &word);
std::optional<ExecModes::Ask> askFrom(const QJsonValue &word);

/// `base` with what the object sets: `{security, ask, askFallback}`.
ExecModes withWords(ExecModes base, const QJsonObject &words);
/// Of each the stricter one.
ExecModes stricter(const ExecModes &a, const ExecModes &b);

/// What is to happen with a command.
enum class ExecStep { Run, Ask, Deny };
ExecStep firstStep(const ExecModes &modes, bool isAllowed);
/// When nobody could be asked, or nobody answered.
ExecStep fallbackStep(const ExecModes &modes, bool isAllowed);

} // namespace wsagent
