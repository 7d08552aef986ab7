#include "app/cli/servicerepair.h"

#include "app/cli/lingeroffer.h"
#include "app/cli/prompter.h"
#include "app/cli/serviceinstall.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

class ServiceRepairs
{
public:
    ServiceRepairs(CommandContext &context, const DoctorProbe &probe, const ServiceConsent &consent,
                   RepairReport &report)
        : m_context(context)
        , m_probe(probe)
        , m_consent(consent)
        , m_report(report)
        , m_host(serviceHost(context.selection))
    {}

    /// A second gateway has to be gone before the own one is installed anew.
    void run()
    {
        removeDefinitions();
        if (const auto issue = first(Mending::EnableLinger))
            mend({.id = issue->code, .message = u"services outlive the session"_s}, mayMove(),
                 [this] { return enableLingerAtTerminal(m_context, m_host); });
        if (const auto issue = first(Mending::InstallAnew))
            mend({.id = issue->code, .message = u"the service is installed anew"_s}, mayMove(),
                 [this] { return installAnew(); });
        if (const auto issue = first(Mending::ReloadUnits))
            mend({.id = issue->code, .message = u"systemd has read the units again"_s, .isSafe = true}, true,
                 [this] { return reload(); });
    }

private:
    void removeDefinitions()
    {
        const QList<ServiceIssue> issues = m_report.after.serviceIssues;
        QStringList seen;
        for (const ServiceIssue &issue : issues) {
            if (issue.mending != Mending::RemoveDefinition || seen.contains(issue.definition))
                continue;
            seen += issue.definition;
            mend({.id = issue.code, .message = u"removed: "_s + issue.definition}, mayRemove(issue),
                 [this, &issue] { return remove(issue.definition); });
        }
    }

    /// A script has to say --yes for what starts a gateway anew.
    bool mayMove() const { return m_consent.yes || !m_consent.nonInteractive; }
    /// What belongs to nobody has a command that is printed; only a duplicate stands in somebody's way, and
    /// is worth a question.
    bool mayRemove(const ServiceIssue &issue) const
    {
        const bool canAsk = !m_consent.nonInteractive && !m_context.out.json() && Prompter::canAsk();
        return m_consent.yes || (canAsk && issue.code == "service-duplicate"_L1);
    }

    std::optional<ServiceIssue> first(Mending mending) const
    {
        const QList<ServiceIssue> &issues = m_report.after.serviceIssues;
        const auto found = std::find_if(issues.begin(), issues.end(), [mending](const ServiceIssue &issue) {
            return issue.mending == mending;
        });
        return found == issues.end() ? std::nullopt : std::optional(*found);
    }

    template <typename Deed>
    void mend(const Repair &repair, bool isAllowed, Deed deed)
    {
        if (!isAllowed || !m_consent.agrees(repair)) {
            m_report.declined += repair;
            return;
        }
        if (const Result<void> done = deed(); done)
            m_report.done += repair;
        else
            m_report.failed += {repair, done.error()};
        m_report.after = collectDoctorFacts(m_probe, m_context.schema());
    }

    Result<void> installAnew()
    {
        const auto installed = installService(m_context, m_host, {.force = true, .mayAsk = false});
        return installed ? Result<void>() : installed.error();
    }
    Result<void> reload() const
    {
        return runStep(m_host.run, u"systemctl"_s, {u"--user"_s, u"daemon-reload"_s},
                       u"systemd does not read the units again"_s);
    }
    Result<void> remove(const QString &file) const
    {
        const QList<FoundService> found = scanServices(m_host, m_report.after.fleet);
        const auto service = std::find_if(found.begin(), found.end(),
                                          [&file](const FoundService &each) { return each.file == file; });
        return service == found.end() ? Result<void>() : removeService(m_host, *service);
    }

    CommandContext &m_context;
    const DoctorProbe &m_probe;
    const ServiceConsent &m_consent;
    RepairReport &m_report;
    const ServiceHost m_host;
};

} // namespace

void repairServices(CommandContext &context, const DoctorProbe &probe, const ServiceConsent &consent,
                    RepairReport &report)
{
    ServiceRepairs(context, probe, consent, report).run();
}

} // namespace wsagent
