#pragma once

#include "app/profiles/newinstance.h"
#include "gateway/base/worker.h"

#include <QWizard>

#include <memory>

class QLabel;
class QLineEdit;

namespace wsagent {

class FieldNote;

/// Name, workspace and port of a profile to be made; complete only while it would keep out of the way of all
/// others.
class NewProfilePage : public QWizardPage
{
    Q_OBJECT

public:
    explicit NewProfilePage(InstanceSelection user, QWidget *parent = nullptr);

    void setFleet(std::shared_ptr<const Fleet> fleet);
    bool isComplete() const override;

    /// What `makeInstance` is to make; only when the page is complete.
    NewInstanceRequest request() const;
    QString profile() const;

private:
    void check();
    void useSuggestion();
    QString nameProblem() const;

    InstanceSelection m_user;
    std::shared_ptr<const Fleet> m_fleet;
    QLineEdit *m_name;
    QLineEdit *m_workspace;
    QLineEdit *m_port;
    FieldNote *m_nameNote;
    FieldNote *m_portNote;
    bool m_isComplete = false;
    int m_suggestion = 0; ///< 0: none
};

/// Says what will be made, before it is.
class NewProfileSummary : public QWizardPage
{
    Q_OBJECT

public:
    explicit NewProfileSummary(const NewProfilePage &page, QWidget *parent = nullptr);

    void initializePage() override;

private:
    const NewProfilePage &m_page;
    QLabel *m_text;
};

/// Makes a profile without a terminal: three steps, each with an answer that most people can keep.
class FirstRunWizard : public QWizard
{
    Q_OBJECT

public:
    /// `user`: home and environment; the profile of it does not matter.
    explicit FirstRunWizard(const InstanceSelection &user, QWidget *parent = nullptr);

    void accept() override;

signals:
    void ready(); ///< the host has been looked at
    void created(const QString &profile);

private:
    std::shared_ptr<const Fleet> m_fleet;
    NewProfilePage *m_page;
    QLabel *m_welcome;
    Worker m_worker;
};

} // namespace wsagent
