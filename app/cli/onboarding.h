#pragma once

#include "app/cli/commandcontext.h"
#include "app/cli/prompter.h"
#include "app/profiles/newinstance.h"
#include "gateway/base/json5edit.h"

namespace wsagent {

/// Everything a new instance has to be asked for; what is empty is chosen. Filled from options, or by
/// `askAnswers`.
struct OnboardAnswers
{
    QString mode = QStringLiteral("local");
    QString remoteUrl = {};
    QString remoteToken = {};
    QString workspace = {};
    QString agentName = {};
    QString port = {}; ///< as typed
    QString bind = {};
    QString authMode = {};      ///< "token" or "password"
    QString authSecret = {};    ///< empty: a new random one
    QString provider = {};      ///< id of the one of models; empty: none, the built-in operator answers
    QString providerKey = {};   ///< goes into the secret store
    QString providerToken = {}; ///< goes into an account of the agent
    QString tokenProfile = {};  ///< its name; empty: "default"
    qint64 tokenExpires = 0;    ///< ms since the epoch; 0: never
    QStringList watch = {};     ///< profiles to look after
    bool wantsService = false;
    bool firstRun = true; ///< with the questions of a first conversation
};

/// What the dialog proposes.
struct OnboardProposal
{
    QString workspace = {};
    int port = 0;
    QStringList otherProfiles = {};
    bool canInstallService = false;
    QString whyNoService = {};
};

OnboardProposal proposalFor(CommandContext &context, const Fleet &fleet);

/// The providers that a key can be given for, as their options are called.
QStringList askedProviders();
/// The id of a provider, of what people call it.
QString providerOfChoice(const QString &choice);

/// Single questions, for those who ask only some of them.
void askModel(Prompter &prompter, OnboardAnswers &answers);
void askAccess(Prompter &prompter, OnboardAnswers &answers);
QString askPort(Prompter &prompter, int proposed, const Fleet &fleet, const InstanceSelection &selection);

/// Keeps key and token of the answers where gateways look for them. Needs a QCoreApplication.
Result<void> keepModelSecrets(const CommandContext &context, const OnboardAnswers &answers);

/// Asks for everything in order; "quickstart" only for what has no good default. Nothing when the person gave
/// up.
std::optional<OnboardAnswers> askAnswers(Prompter &prompter, const OnboardProposal &proposal,
                                         const OnboardAnswers &given, bool everything, const Fleet &fleet,
                                         const InstanceSelection &selection);

/// The keys that the answers set besides what every new instance gets. Pure; no secret but the gateway's own
/// is in them.
QList<JsonEdit> editsFor(const OnboardAnswers &answers, const QJsonObject &current);

/// The request that makes the instance.
NewInstanceRequest requestFor(const OnboardAnswers &answers, const InstanceSelection &selection);

} // namespace wsagent
