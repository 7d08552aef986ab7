#pragma once

#include "gateway/base/worker.h"
#include "gateway/instances/instancepaths.h"
#include "ui/settings/settingsdraft.h"

#include <QDialog>

#include <memory>

class QDialogButtonBox;
class QLabel;
class QListWidget;
class QTabWidget;

namespace wsagent {

class SettingsPageWidget;

/// The settings of all profiles. Works on a copy: nothing is written before Save, and Save is possible only
/// while the profiles stay out of each other's way (`profiles-and-ports.md` 4.5).
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Page { General, Paths, Ports, Security, Model, Browser, Agents, Channels, Advanced };
    Q_ENUM(Page)

    /// `user`: home and environment; the profile of it does not matter.
    explicit SettingsDialog(InstanceSelection user, QWidget *parent = nullptr);
    ~SettingsDialog() override;

    /// Also before the profiles have been read; then it is shown as soon as they are.
    void showProfile(const QString &profile, Page page = Page::General);
    /// Reads all profiles again, off this thread. Changes that are not saved stay.
    void refresh();

    bool isReady() const { return m_draft != nullptr; }
    const SettingsDraft *draft() const { return m_draft.get(); }

public slots:
    void save();
    void reject() override; ///< asks first when something is not saved

signals:
    void ready();
    void saved(const QStringList &profiles);

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    enum class Then { Stay, Close }; ///< once everything is saved

    void addPage(Page page, SettingsPageWidget *widget, const QString &title);
    void take(Fleet fleet);
    void chooseProfile(int row);
    void showPage();
    void onEdited();
    void showState();
    void listProfiles();
    void showOutcome();
    QString effectText() const;
    void discard();
    void trySaving(Then then);
    void saveProfiles(Then then);
    void refused(const QString &profile, const Error &error);
    void afterSaving(const QStringList &profiles, Then then);

    InstanceSelection m_user;
    std::shared_ptr<const ConfigSchema> m_schema;
    std::unique_ptr<SettingsDraft> m_draft;
    QHash<Page, SettingsPageWidget *> m_pages;
    QListWidget *m_profiles;
    QTabWidget *m_tabs;
    QLabel *m_outcome;
    QDialogButtonBox *m_buttons;
    QString m_profile;
    Worker m_worker;
};

using SettingsPage = SettingsDialog::Page;

} // namespace wsagent
