#include "ui/settings/settingsdialog.h"

#include "gateway/instances/registry.h"
#include "ui/settings/advancedpage.h"
#include "ui/settings/generalpage.h"
#include "ui/settings/modelpage.h"
#include "ui/settings/pathspage.h"
#include "ui/settings/portspage.h"
#include "ui/settings/schemapage.h"
#include "ui/settings/securitypage.h"
#include "ui/widgets/fieldnote.h"
#include "ui/widgets/question.h"

#include <QBoxLayout>
#include <QCloseEvent>
#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTabWidget>

#include <algorithm>
#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

SettingsDialog::SettingsDialog(InstanceSelection user, QWidget *parent)
    : QDialog(parent)
    , m_user(std::move(user))
    , m_schema(std::make_shared<ConfigSchema>())
    , m_profiles(new QListWidget(this))
    , m_tabs(new QTabWidget(this))
    , m_outcome(new QLabel(this))
    , m_buttons(new QDialogButtonBox(this))
{
    setWindowTitle(tr("Settings"));
    setSizeGripEnabled(true);
    m_profiles->setObjectName(u"profiles"_s);
    m_profiles->setAccessibleName(tr("Profiles"));
    m_profiles->setMaximumWidth(200);
    m_tabs->setDocumentMode(true);
    m_outcome->setObjectName(u"outcome"_s);
    m_outcome->setWordWrap(true);
    m_outcome->setTextFormat(Qt::RichText);

    addPage(SettingsPage::General, new GeneralPage(registryPath(m_user.paths.home, m_user.environment)),
            tr("General"));
    addPage(SettingsPage::Paths, new PathsPage, tr("Paths"));
    addPage(SettingsPage::Ports, new PortsPage, tr("Ports"));
    addPage(SettingsPage::Security, new SecurityPage, tr("Security"));
    addPage(SettingsPage::Model, new ModelPage, tr("Model"));
    addPage(SettingsPage::Browser, new SchemaPage({u"browser"_s}), tr("Browser"));
    addPage(SettingsPage::Agents, new SchemaPage({u"agents.defaults"_s, u"session"_s, u"tools"_s}),
            tr("Agents"));
    addPage(SettingsPage::Channels, new SchemaPage({u"channels"_s}), tr("Channels"));
    addPage(SettingsPage::Advanced, new AdvancedPage, tr("Advanced"));

    m_buttons->setStandardButtons(QDialogButtonBox::Save | QDialogButtonBox::Reset | QDialogButtonBox::Close);
    m_buttons->button(QDialogButtonBox::Reset)->setText(tr("Discard changes"));
    m_buttons->button(QDialogButtonBox::Save)->setObjectName(u"save"_s);
    connect(m_buttons->button(QDialogButtonBox::Save), &QPushButton::clicked, this, &SettingsDialog::save);
    connect(m_buttons->button(QDialogButtonBox::Reset), &QPushButton::clicked, this,
            &SettingsDialog::discard);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &SettingsDialog::reject);
    connect(m_profiles, &QListWidget::currentRowChanged, this, &SettingsDialog::chooseProfile);
    // Pages that nobody looks at cost nothing.
    connect(m_tabs, &QTabWidget::currentChanged, this, &SettingsDialog::showPage);

    auto *middle = new QHBoxLayout;
    middle->addWidget(m_profiles);
    middle->addWidget(m_tabs, 1);
    auto *column = new QVBoxLayout(this);
    column->addLayout(middle, 1);
    column->addWidget(m_outcome);
    column->addWidget(m_buttons);
    resize(900, 620);
    m_tabs->setEnabled(false);
    showOutcome();
    refresh();
}

SettingsDialog::~SettingsDialog() = default;

void SettingsDialog::showProfile(const QString &profile, Page page)
{
    m_profile = profile;
    m_tabs->setCurrentWidget(m_pages.value(page));
    if (m_draft)
        listProfiles();
}

void SettingsDialog::refresh()
{
    m_worker.run([user = m_user] { return surveyFleet(user, ConfigSchema()); },
                 [this](Fleet fleet) { take(std::move(fleet)); });
}

void SettingsDialog::save()
{
    trySaving(Then::Stay);
}

void SettingsDialog::trySaving(Then then)
{
    if (!m_draft || !m_draft->objection().isEmpty())
        return;
    QStringList warnings;
    for (const Finding &warning : m_draft->newWarnings())
        warnings += warning.message;
    if (warnings.isEmpty())
        return saveProfiles(then);
    ask(this, {tr("Save all the same?"), warnings.join(u'\n'), {tr("Save")}},
        [this, then](int) { saveProfiles(then); });
}

void SettingsDialog::reject()
{
    const QStringList changed = m_draft ? m_draft->changedProfiles() : QStringList();
    if (changed.isEmpty())
        return QDialog::reject();
    const QString objection = m_draft->objection();
    const QStringList answers =
        objection.isEmpty() ? QStringList{tr("Save"), tr("Discard")} : QStringList{tr("Discard")};
    ask(this, {tr("Save the changes to %1?").arg(changed.join(u", "_s)), objection, answers},
        [this, answers](int answer) {
            if (answers[answer] == tr("Discard")) {
                discard();
                QDialog::reject();
                return;
            }
            trySaving(Then::Close);
        });
}

/// Whoever comes back from elsewhere wants to see how things are now.
void SettingsDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && m_draft)
        refresh();
}

void SettingsDialog::closeEvent(QCloseEvent *event)
{
    event->ignore();
    reject();
}

void SettingsDialog::discard()
{
    for (const QString &profile : m_draft->changedProfiles())
        m_draft->discard(profile);
    showPage();
    showState();
}

void SettingsDialog::saveProfiles(Then then)
{
    QStringList done;
    for (const QString &profile : m_draft->changedProfiles()) {
        const auto written = m_draft->save(profile);
        if (!written) {
            refused(profile, written.error());
            break;
        }
        done += profile;
    }
    afterSaving(done, then);
}

void SettingsDialog::refused(const QString &profile, const Error &error)
{
    if (error.kind != ErrorKind::Conflict)
        return tell(this, error);
    ask(this,
        {tr("Somebody else has changed the config of %1 meanwhile.").arg(profile),
         error.message,
         {tr("Take theirs"), tr("Overwrite with mine")}},
        [this, profile](int answer) {
            if (answer == 0) {
                m_draft->discard(profile);
                return refresh();
            }
            if (const auto written = m_draft->save(profile, true); !written)
                return tell(this, written.error());
            afterSaving({profile}, Then::Stay);
        });
}

void SettingsDialog::afterSaving(const QStringList &profiles, Then then)
{
    showPage();
    showState();
    if (!profiles.isEmpty())
        emit saved(profiles);
    if (then == Then::Close && m_draft->changedProfiles().isEmpty())
        QDialog::reject();
}

void SettingsDialog::addPage(Page page, SettingsPageWidget *widget, const QString &title)
{
    m_pages.insert(page, widget);
    m_tabs->addTab(widget, title);
    connect(widget, &SettingsPageWidget::edited, this, &SettingsDialog::onEdited);
    connect(widget, &SettingsPageWidget::failed, this, [this](const Error &error) { tell(this, error); });
    if (auto *generated = qobject_cast<SchemaPage *>(widget)) {
        connect(generated, &SchemaPage::textWanted, this,
                [this] { m_tabs->setCurrentWidget(m_pages.value(SettingsPage::Advanced)); });
    }
}

void SettingsDialog::take(Fleet fleet)
{
    // Work that is not saved is worth more than a newer look at the host.
    if (m_draft && !m_draft->changedProfiles().isEmpty())
        return;
    m_draft = std::make_unique<SettingsDraft>(std::move(fleet), m_user, m_schema);
    listProfiles();
    emit ready();
}

void SettingsDialog::listProfiles()
{
    const QStringList names = m_draft->profiles();
    {
        const QSignalBlocker blocker(m_profiles);
        m_profiles->clear();
        for (const QString &name : names)
            m_profiles->addItem(new QListWidgetItem(name));
        m_profiles->setCurrentRow(int(std::max<qsizetype>(names.indexOf(m_profile), 0)));
    }
    m_tabs->setEnabled(!names.isEmpty());
    chooseProfile(m_profiles->currentRow());
    showState();
}

void SettingsDialog::chooseProfile(int row)
{
    const QStringList names = m_draft ? m_draft->profiles() : QStringList();
    if (row < 0 || row >= names.size())
        return;
    m_profile = names[row];
    showPage();
}

void SettingsDialog::showPage()
{
    auto *page = qobject_cast<SettingsPageWidget *>(m_tabs->currentWidget());
    if (page && m_draft && !m_draft->profiles().isEmpty())
        page->show(*m_draft, m_profile);
}

void SettingsDialog::onEdited()
{
    if (auto *page = qobject_cast<SettingsPageWidget *>(m_tabs->currentWidget()))
        page->refresh();
    showState();
}

/// Beside the profiles, and what saving would do.
void SettingsDialog::showState()
{
    const QStringList names = m_draft->profiles();
    for (int row = 0; row < names.size() && row < m_profiles->count(); ++row) {
        const QList<Finding> findings = m_draft->findingsOf(names[row]);
        const bool hasErrors = !m_draft->config(names[row]).errors.isEmpty();
        const Severity worst = hasErrors            ? Severity::Error
                               : findings.isEmpty() ? Severity::Info
                                                    : findings.first().severity;
        QListWidgetItem *item = m_profiles->item(row);
        const QString mark = worst == Severity::Info ? QString() : u' ' + severityMark(worst);
        item->setText(names[row] + (m_draft->isChanged(names[row]) ? u" *"_s : QString()) + mark);
        item->setForeground(worst == Severity::Info ? palette().text()
                                                    : QBrush(severityColor(worst, palette())));
        item->setToolTip(findings.isEmpty() ? QString() : findings.first().message);
    }
    showOutcome();
}

void SettingsDialog::showOutcome()
{
    const bool isChanged = m_draft && !m_draft->changedProfiles().isEmpty();
    const QString objection = isChanged ? m_draft->objection() : QString();
    QString text = isChanged ? effectText() : QString();
    if (!m_draft)
        text = tr("Looking at the profiles of this computer…");
    else if (m_draft->profiles().isEmpty())
        text = tr("There are no profiles yet.");
    else if (!objection.isEmpty())
        text = u"<span style=\"color:%1\">%2 %3</span>"_s.arg(
            severityColor(Severity::Error, palette()).name(), severityMark(Severity::Error),
            objection.toHtmlEscaped());
    else if (!isChanged)
        text = tr("%n profile(s), nothing to save.", nullptr, int(m_draft->profiles().size()));
    m_outcome->setText(text);
    m_outcome->setAccessibleName(text);
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(isChanged && objection.isEmpty());
    m_buttons->button(QDialogButtonBox::Reset)->setEnabled(isChanged);
}

QString SettingsDialog::effectText() const
{
    QStringList restarted;
    QStringList atOnce;
    for (const QString &profile : m_draft->changedProfiles()) {
        const SaveEffect effect = m_draft->effect(profile);
        if (effect == SaveEffect::Restart)
            restarted += profile;
        else if (effect == SaveEffect::AtOnce)
            atOnce += profile;
    }
    QStringList sentences;
    if (!restarted.isEmpty())
        sentences += tr("Saving restarts the gateway of %1.").arg(restarted.join(u", "_s));
    if (!atOnce.isEmpty())
        sentences += tr("The gateway of %1 takes it over at once.").arg(atOnce.join(u", "_s));
    if (sentences.isEmpty())
        sentences += tr("Takes effect at the next start.");
    return sentences.join(u' ').toHtmlEscaped();
}

} // namespace wsagent
