#include "gateway/methods/setupwizard.h"

#include <QDir>

namespace wsagent {

using namespace Qt::StringLiterals;

QString SetupWizard::stepId() const
{
    switch (m_step) {
    case Step::Welcome:
        return u"welcome"_s;
    case Step::Workspace:
        return u"workspace"_s;
    case Step::Done:
        return {};
    }
    Q_UNREACHABLE();
}

QJsonObject SetupWizard::step() const
{
    switch (m_step) {
    case Step::Welcome:
        return {{"id"_L1, stepId()},
                {"type"_L1, u"note"_s},
                {"title"_L1, u"Set up this gateway"_s},
                {"message"_L1, u"An agent can read and write files in its workspace, and run what its config "
                               "allows. Nothing is changed before the last step."_s},
                {"executor"_L1, u"client"_s}};
    case Step::Workspace:
        return {{"id"_L1, stepId()},
                {"type"_L1, u"text"_s},
                {"title"_L1, u"Workspace"_s},
                {"message"_L1, u"The folder in which the agent works. It belongs to this profile alone."_s},
                {"initialValue"_L1, m_workspace},
                {"placeholder"_L1, m_workspace},
                {"executor"_L1, u"client"_s}};
    case Step::Done:
        return {};
    }
    Q_UNREACHABLE();
}

Result<void> SetupWizard::answer(const QString &given, const QJsonValue &value)
{
    if (given != stepId())
        return Error{
            u"step %1 is not the one that is asked (%2)"_s.arg(given, stepId()), {}, ErrorKind::Usage};
    if (m_step == Step::Workspace)
        return takeWorkspace(value.toString());
    if (m_step == Step::Welcome)
        m_step = Step::Workspace;
    return {};
}

/// An empty answer takes what was proposed.
Result<void> SetupWizard::takeWorkspace(const QString &given)
{
    const QString folder = given.trimmed();
    const bool fromHome = folder == u"~" || folder.startsWith("~/"_L1);
    if (!folder.isEmpty() && !fromHome && !QDir::isAbsolutePath(folder))
        return Error{u"the workspace has to be an absolute path, or begin with ~/"_s, {}, ErrorKind::Usage};
    if (!folder.isEmpty())
        m_workspace = folder;
    m_step = Step::Done;
    return {};
}

} // namespace wsagent
