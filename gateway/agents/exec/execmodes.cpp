#include "gateway/agents/exec/execmodes.h"

namespace wsagent {

using namespace Qt::StringLiterals;

QString word(ExecModes::Security security)
{
    switch (security) {
    case ExecModes::Security::Deny:
        return u"deny"_s;
    case ExecModes::Security::Allowlist:
        return u"allowlist"_s;
    case ExecModes::Security::Full:
        return u"full"_s;
    }
    Q_UNREACHABLE();
}

QString word(ExecModes::Ask ask)
{
    switch (ask) {
    case ExecModes::Ask::Always:
        return u"always"_s;
    case ExecModes::Ask::OnMiss:
        return u"on-miss"_s;
    case ExecModes::Ask::Off:
        return u"off"_s;
    }
    Q_UNREACHABLE();
}

std::optional<ExecModes::Security> securityFrom(const QJsonValue &value)
{
    for (const auto each :
         {ExecModes::Security::Deny, ExecModes::Security::Allowlist, ExecModes::Security::Full}) {
        if (value.toString() == word(each))
            return each;
    }
    return std::nullopt;
}

std::optional<ExecModes::Ask> askFrom(const QJsonValue &value)
{
    for (const auto each : {ExecModes::Ask::Always, ExecModes::Ask::OnMiss, ExecModes::Ask::Off}) {
        if (value.toString() == word(each))
            return each;
    }
    return std::nullopt;
}

ExecModes withWords(ExecModes base, const QJsonObject &words)
{
    base.security = securityFrom(words["security"_L1]).value_or(base.security);
    base.ask = askFrom(words["ask"_L1]).value_or(base.ask);
    base.askFallback = securityFrom(words["askFallback"_L1]).value_or(base.askFallback);
    return base;
}

ExecModes stricter(const ExecModes &a, const ExecModes &b)
{
    return {.security = std::min(a.security, b.security),
            .ask = std::min(a.ask, b.ask),
            .askFallback = std::min(a.askFallback, b.askFallback)};
}

ExecStep firstStep(const ExecModes &modes, bool isAllowed)
{
    if (modes.security == ExecModes::Security::Deny)
        return ExecStep::Deny;
    if (modes.ask == ExecModes::Ask::Always)
        return ExecStep::Ask;
    if (modes.security == ExecModes::Security::Full || isAllowed)
        return ExecStep::Run;
    return modes.ask == ExecModes::Ask::OnMiss ? ExecStep::Ask : ExecStep::Deny;
}

ExecStep fallbackStep(const ExecModes &modes, bool isAllowed)
{
    const ExecModes::Security security = std::min(modes.security, modes.askFallback);
    const bool runs =
        security == ExecModes::Security::Full || (security == ExecModes::Security::Allowlist && isAllowed);
    return runs ? ExecStep::Run : ExecStep::Deny;
}

} // namespace wsagent
