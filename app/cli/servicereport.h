#pragma once

#include "app/cli/commandcontext.h"
#include "app/services/servicehost.h"

#include <QJsonArray>

namespace wsagent {

/// What is known of the service of the selected profile, and of all services beside it.
struct ServiceReport
{
    Platform platform = Platform::Linux;
    ServiceNames names = {};
    QString definitionFile = {};
    std::optional<ServiceFacts> facts = {}; ///< nothing: no service is installed
    ServiceState state = {};
    QList<ServiceIssue> issues = {};     ///< about the own service
    QList<ServiceIssue> hostIssues = {}; ///< about all of them; only when everything was looked at
    QList<FoundService> extra = {};
    QList<FoundService> openClaw = {};
    QJsonArray profiles = {}; ///< the services of the other registered profiles

    QString label() const { return ownName(platform, names); }
    bool isInstalled() const { return facts.has_value(); }
};

/// `deep` also looks through the folders of the system for services that belong to nobody. Needs a
/// QCoreApplication. Reads only.
ServiceReport collectServiceReport(const CommandContext &context, const Fleet &fleet, bool deep);

QJsonObject serviceToJson(const ServiceReport &report);
QJsonArray toJson(const QList<ServiceIssue> &issues);
QJsonArray toJson(const QList<FoundService> &services);

/// "loaded, enabled, running (pid 12)"
QString describeService(const ServiceReport &report);
// The parts of `gateway status` that are about the service.
void printServiceState(const Output &out, const ServiceReport &report);
/// "Command:" to "Service env:", and the findings.
void printDefinition(const Output &out, const ServiceReport &report);
void printExtraServices(const Output &out, const ServiceReport &report);

} // namespace wsagent
