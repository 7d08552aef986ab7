#include "gateway/llm/operator/operatorclient.h"

#include <QRegularExpression>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    OperatorTopic topic;
    QLatin1StringView pattern;
};

/// The first that fits; whole words.
constexpr std::array topics{
    Words{OperatorTopic::Profiles, "profiles?|instances?|siblings?"_L1},
    Words{OperatorTopic::Models,
          "models?|providers?|api keys?|ollama|openai|anthropic|gemini|llm|lm studio|openrouter"_L1},
    Words{OperatorTopic::Status,
          "status|health|how are you|are you (there|ok|alive|up)|uptime|ping|version|whoami"_L1},
    Words{OperatorTopic::Help, "help|commands?|what can you do|who are you|what are you|how do i|\\?"_L1},
    Words{OperatorTopic::Greeting,
          "hello|hi|hey|hallo|moin|servus|good (morning|day|evening)|guten (morgen|tag|abend)|test"_L1},
};

QString command(const QString &profile, const QString &rest)
{
    const bool usual = profile.isEmpty() || profile == "default"_L1;
    return usual ? u"`ws-agent %1`"_s.arg(rest) : u"`ws-agent --profile %1 %2`"_s.arg(profile, rest);
}

QString selfIntroduction(const OperatorFacts &facts)
{
    const QString where =
        facts.profile.isEmpty() ? u"this instance"_s : u"the profile '%1'"_s.arg(facts.profile);
    return u"I am the built-in operator of %1. I am no language model: I know a few questions and answer them offline."_s
        .arg(where);
}

QString status(const OperatorFacts &facts)
{
    QStringList lines{u"Status of %1:"_s.arg(facts.profile.isEmpty() ? u"this instance"_s
                                                                     : u"profile '%1'"_s.arg(facts.profile))};
    const QStringList known = facts.status ? facts.status() : QStringList();
    for (const QString &line : known)
        lines += u"- "_s + line;
    lines += u"- model: builtin/operator (no language model is configured for this answer)"_s;
    return lines.join(u'\n');
}

QString profiles(const OperatorFacts &facts)
{
    const auto known = facts.siblings ? facts.siblings() : std::nullopt;
    if (!known) {
        return u"I may not look at other instances: %1 allows it, and %2 shows them."_s.arg(
            command(facts.profile, uR"(config set tools.alsoAllow '["profiles"]')"_s),
            command(facts.profile, u"profiles list"_s));
    }
    const QList<OperatorInstance> &all = *known;
    if (all.isEmpty())
        return u"There is no other instance."_s;
    QStringList lines{u"Other instances:"_s};
    for (const OperatorInstance &each : all) {
        lines += each.detail.isEmpty() ? u"- %1: %2"_s.arg(each.profile, each.state)
                                       : u"- %1: %2 (%3)"_s.arg(each.profile, each.state, each.detail);
    }
    return lines.join(u'\n');
}

QString models(const OperatorFacts &facts, const QList<OperatorServer> &servers)
{
    QStringList lines{u"To talk to a language model, choose one:"_s};
    for (const OperatorServer &server : servers) {
        const QString model = server.models.isEmpty() ? u"<model>"_s : server.models.first();
        lines += u"- %1 answers at %2 on this machine: %3"_s.arg(
            server.name, server.address,
            command(facts.profile, u"models set %1/%2"_s.arg(server.provider, model)));
    }
    lines += u"- a service: %1, then %2"_s.arg(
        command(facts.profile, u"models auth paste-token --provider anthropic"_s),
        command(facts.profile, u"models set anthropic/claude-sonnet-4-5"_s));
    lines += u"- any OpenAI- or Anthropic-compatible server: %1, then %2"_s.arg(
        command(facts.profile, u"config set models.providers.mine.baseUrl http://127.0.0.1:8000/v1"_s),
        command(facts.profile, u"models set mine/<model>"_s));
    lines += u"%1 shows what there is."_s.arg(command(facts.profile, u"models list"_s));
    return lines.join(u'\n');
}

QString help(const OperatorFacts &facts)
{
    return u"%1\n\nAsk me:\n- `status`: how this instance is doing\n- `profiles`: how the others are doing\n"
           "- `models`: how to add a language model\n\nSlash commands such as /help, /status and /new work as well."_s
               .arg(selfIntroduction(facts));
}

} // namespace

OperatorTopic operatorTopic(const QString &text)
{
    // What channels put around a message is not what the user said.
    static const QRegularExpression envelope(uR"(^\s*\[[^\]\n]{1,200}\]\s*)"_s);
    static const QRegularExpression messageId(uR"(\[message_id:[^\]]*\])"_s);

    if (text.contains("HEARTBEAT_OK"_L1))
        return OperatorTopic::Heartbeat;
    if (text.contains("NO_REPLY"_L1))
        return OperatorTopic::Silence;
    QString said = text;
    said.remove(envelope).remove(messageId);
    for (const Words &words : topics) {
        const bool mark = words.topic == OperatorTopic::Help && said.trimmed() == "?"_L1;
        const QRegularExpression pattern(u"(?:^|[^\\w])(?:%1)(?:$|[^\\w])"_s.arg(words.pattern),
                                         QRegularExpression::CaseInsensitiveOption);
        if (mark || pattern.match(said).hasMatch())
            return words.topic;
    }
    return OperatorTopic::Unknown;
}

QString operatorAnswer(OperatorTopic topic, const OperatorFacts &facts, const QList<OperatorServer> &servers)
{
    switch (topic) {
    case OperatorTopic::Greeting:
        return u"Hello. "_s + help(facts);
    case OperatorTopic::Status:
        return status(facts);
    case OperatorTopic::Profiles:
        return profiles(facts);
    case OperatorTopic::Models:
        return models(facts, servers);
    case OperatorTopic::Help:
        return help(facts);
    case OperatorTopic::Silence:
        return u"NO_REPLY"_s;
    case OperatorTopic::Heartbeat:
        return u"HEARTBEAT_OK"_s;
    case OperatorTopic::Unknown:
        break;
    }
    return u"I cannot answer that. "_s + help(facts);
}

} // namespace wsagent
