#include "app/cli/onboarding.h"

#include "app/cli/secretaccess.h"
#include "app/services/servicehost.h"
#include "gateway/llm/authprofiles.h"
#include "gateway/llm/knownproviders.h"
#include "gateway/secrets/randomtoken.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto wideBindNotice =
    "Others on the network will reach the login of this gateway. Without a token nobody gets in."_L1;

QString objectionToPort(const QString &text, const Fleet &fleet, const InstanceSelection &selection)
{
    const auto port = choosePort(text, instanceName(selection), fleet);
    if (!port)
        return port.error().message;
    const auto refused = refusal({.selection = selection}, *port, fleet);
    return refused ? refused->error.message + u" ("_s + refused->error.fix + u')' : QString();
}

/// Who gives a key wants to be answered with it. Empty when it is not known what the provider has.
QString firstModelOf(const OnboardAnswers &answers)
{
    if (answers.providerKey.isEmpty() && answers.providerToken.isEmpty())
        return {};
    for (const ModelProvider &provider : knownProviders()) {
        if (provider.id == answers.provider && !provider.models.isEmpty())
            return provider.id + u'/' + provider.models.first().id;
    }
    return {};
}

void askWatch(Prompter &prompter, const OnboardProposal &proposal, OnboardAnswers &answers)
{
    if (answers.watch.isEmpty() || proposal.otherProfiles.isEmpty())
        return;
    if (!prompter.yes(u"Shall this profile watch over %1, and tell you when it is down?"_s.arg(
                          answers.watch.join(", "_L1)),
                      true))
        answers.watch.clear();
}

void askService(Prompter &prompter, const OnboardProposal &proposal, OnboardAnswers &answers)
{
    answers.wantsService = false;
    if (proposal.canInstallService)
        answers.wantsService = prompter.yes(u"Run it as a service that starts with your session?"_s, true);
    else
        prompter.say(u"It is not run as a service: %1."_s.arg(proposal.whyNoService));
}

} // namespace

QStringList askedProviders()
{
    return {u"anthropic"_s, u"openai"_s, u"gemini"_s, u"openrouter"_s};
}

QString providerOfChoice(const QString &choice)
{
    return choice == "gemini"_L1 ? u"google"_s : choice.toLower();
}

void askModel(Prompter &prompter, OnboardAnswers &answers)
{
    QList<Prompter::Choice> choices{{u"none"_s, u"None yet: the built-in operator answers, offline"_s}};
    for (const QString &provider : askedProviders())
        choices += {provider, provider};
    const QString chosen = prompter.choose(u"Whose language model shall answer?"_s, choices);
    if (chosen == "none"_L1)
        return;
    answers.provider = providerOfChoice(chosen);
    answers.providerKey = prompter.secret(u"API key of %1 (not shown; Enter to add it later)"_s.arg(chosen));
}

void askAccess(Prompter &prompter, OnboardAnswers &answers)
{
    answers.bind = prompter.choose(u"Who shall reach the gateway?"_s,
                                   {{u"loopback"_s, u"Programs on this computer (recommended)"_s},
                                    {u"lan"_s, u"The local network"_s},
                                    {u"tailnet"_s, u"My Tailscale network"_s}});
    if (answers.bind != "loopback"_L1)
        prompter.say(u"  "_s + wideBindNotice);
    answers.authMode = prompter.choose(
        u"How do clients prove who they are?"_s,
        {{u"token"_s, u"By a random token, made now (recommended)"_s}, {u"password"_s, u"By a password"_s}});
    if (answers.authMode == "password"_L1)
        answers.authSecret = prompter.secret(u"Password (not shown; Enter for a random one)"_s);
}

QString askPort(Prompter &prompter, int proposed, const Fleet &fleet, const InstanceSelection &selection)
{
    return prompter.text(u"Base port of the gateway"_s, QString::number(proposed),
                         [&](const QString &text) { return objectionToPort(text, fleet, selection); });
}

Result<void> keepModelSecrets(const CommandContext &context, const OnboardAnswers &answers)
{
    if (!answers.providerToken.isEmpty()) {
        const AuthProfile account{.id =
                                      answers.provider + u':' +
                                      (answers.tokenProfile.isEmpty() ? u"default"_s : answers.tokenProfile),
                                  .provider = answers.provider,
                                  .kind = Credential::Kind::Token,
                                  .secret = answers.providerToken,
                                  .expires = answers.tokenExpires};
        const QString path = authProfilesPath(context.selection.paths.stateDir, u"main"_s);
        const auto written = changeAuthProfiles(
            path, [&account](AuthProfiles &all) { all.profiles.insert(account.id, account); });
        if (!written)
            return written;
    }
    if (answers.providerKey.isEmpty())
        return {};
    const auto store = openStore(context.selection);
    if (!store)
        return store.error();
    const QString name = u"models.providers.%1.apiKey"_s.arg(answers.provider);
    return answerOf<void>(
        [&](const auto &done) { (*store)->write(name, answers.providerKey.toUtf8(), done); });
}

OnboardProposal proposalFor(CommandContext &context, const Fleet &fleet)
{
    const InstanceSelection &selection = context.selection;
    const QString name = instanceName(selection);
    OnboardProposal proposal{.workspace = selection.paths.defaultWorkspace};
    const FleetMember *known = fleet.find(name);
    if (known && known->loaded.config.port)
        proposal.port = *known->loaded.config.port;
    else if (const auto port = choosePort({}, name, fleet))
        proposal.port = *port;
    if (known && !known->loaded.config.workspace.isEmpty())
        proposal.workspace = known->loaded.config.workspace;
    for (const FleetMember &member : fleet.members) {
        if (member.name != name && !member.isCustom)
            proposal.otherProfiles += member.name;
    }

    const ServiceHost host = serviceHost(selection);
    const auto executable = serviceExecutable(QCoreApplication::applicationFilePath(), selection.environment,
                                              selection.paths.home);
    const auto reachable = executable ? host.manager->reachable() : Result<void>(executable.error());
    proposal.canInstallService = bool(reachable);
    if (!reachable)
        proposal.whyNoService = reachable.error().message;
    return proposal;
}

std::optional<OnboardAnswers> askAnswers(Prompter &prompter, const OnboardProposal &proposal,
                                         const OnboardAnswers &given, bool everything, const Fleet &fleet,
                                         const InstanceSelection &selection)
{
    OnboardAnswers answers = given;
    answers.workspace = prompter.text(u"Where shall the agent keep its files?"_s,
                                      given.workspace.isEmpty() ? proposal.workspace : given.workspace);
    answers.port =
        askPort(prompter, given.port.toInt() > 0 ? given.port.toInt() : proposal.port, fleet, selection);
    if (everything) {
        askAccess(prompter, answers);
        askModel(prompter, answers);
    }
    askWatch(prompter, proposal, answers);
    askService(prompter, proposal, answers);
    return prompter.isOver() ? std::nullopt : std::optional(answers);
}

QList<JsonEdit> editsFor(const OnboardAnswers &answers, const QJsonObject &current)
{
    QList<JsonEdit> edits;
    const auto want = [&](const QString &key, const QJsonValue &value) {
        const JsonPath path = *parseJsonPath(key);
        if (valueAt(current, path) != value)
            edits += JsonEdit{path, value};
    };
    if (!answers.bind.isEmpty())
        want(u"gateway.bind"_s, answers.bind);
    if (answers.authMode == "password"_L1) {
        want(u"gateway.auth.mode"_s, u"password"_s);
        want(u"gateway.auth.password"_s, answers.authSecret.isEmpty() ? randomToken() : answers.authSecret);
        if (!valueAt(current, *parseJsonPath(u"gateway.auth.token"_s)).isUndefined())
            edits += JsonEdit{*parseJsonPath(u"gateway.auth.token"_s), QJsonValue::Undefined};
    } else if (!answers.authSecret.isEmpty()) {
        want(u"gateway.auth.mode"_s, u"token"_s);
        want(u"gateway.auth.token"_s, answers.authSecret);
    }
    if (!answers.watch.isEmpty())
        want(u"rescue.watch"_s, QJsonArray::fromStringList(answers.watch));
    if (!answers.agentName.isEmpty())
        want(u"agents.list"_s,
             QJsonArray{QJsonObject{{"id"_L1, u"main"_s},
                                    {"default"_L1, true},
                                    {"identity"_L1, QJsonObject{{"name"_L1, answers.agentName}}}}});
    if (!answers.provider.isEmpty() && !answers.providerKey.isEmpty()) {
        const QString key = u"models.providers.%1.apiKey"_s.arg(answers.provider);
        want(key, QJsonObject{{"source"_L1, u"keychain"_s}, {"id"_L1, key}});
    }
    const JsonPath primary = *parseJsonPath(u"agents.defaults.model.primary"_s);
    const QString model = firstModelOf(answers);
    if (!model.isEmpty() && valueAt(current, primary).isUndefined())
        edits += JsonEdit{primary, model};
    return edits;
}

NewInstanceRequest requestFor(const OnboardAnswers &answers, const InstanceSelection &selection)
{
    return {.selection = selection,
            .currentVariables = true,
            .port = answers.port,
            .workspace = answers.workspace,
            .bind = answers.bind,
            .mode = answers.mode,
            .remoteUrl = answers.remoteUrl,
            .remoteToken = answers.remoteToken,
            .firstRun = answers.firstRun};
}

} // namespace wsagent
