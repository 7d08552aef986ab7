#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>

namespace wsagent {

/// The questions of a first set-up, one after the other (`gateway-methods.md` 13). Pure: what has been
/// answered is carried out by others.
class SetupWizard
{
public:
    /// `workspace` is what is proposed.
    explicit SetupWizard(QString workspace)
        : m_workspace(std::move(workspace))
    {}

    bool isDone() const { return m_step == Step::Done; }
    /// What is to be shown; empty when it is done.
    QJsonObject step() const;
    /// The error is a sentence for whoever has answered; then the same step is shown again.
    Result<void> answer(const QString &stepId, const QJsonValue &value);

    QString workspace() const { return m_workspace; }

private:
    enum class Step { Welcome, Workspace, Done };

    QString stepId() const;
    Result<void> takeWorkspace(const QString &given);

    Step m_step = Step::Welcome;
    QString m_workspace;
};

} // namespace wsagent
