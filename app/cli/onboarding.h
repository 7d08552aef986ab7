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
    QString authMode = {};    ///< "token" or "password"
    QString authSecret = {};  ///< empty: a new random one
    QString provider = {};    ///< of models; empty: none, the built-in operator answers
    QString providerKey = {}; ///< goes into the secret store
    QStringList watch = {};   ///< profiles to look after
    bool wantsService = false;
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

/// The provider ids that a key can be given for.
QStringList askedProviders();

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
