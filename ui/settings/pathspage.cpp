#include "ui/settings/pathspage.h"

#include "ui/widgets/fieldnote.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStorageInfo>
#include <QUrl>

#include <functional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 littleSpace = 1'073'741'824; // bytes: what an agent fills in an afternoon

const QString workspaceKey = u"agents.defaults.workspace"_s;

/// The nearest folder above that there is.
QString existing(QString path)
{
    while (!path.isEmpty() && !QFileInfo::exists(path) && path != QFileInfo(path).path())
        path = QFileInfo(path).path();
    return path;
}

QWidget *withButtons(QLineEdit *edit, QWidget *parent,
                     const QList<std::pair<QString, std::function<void()>>> &buttons)
{
    auto *widget = new QWidget(parent);
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(edit, 1);
    for (const auto &[text, action] : buttons) {
        auto *button = new QPushButton(text, widget);
        button->setAutoDefault(false);
        button->setAccessibleName(edit->accessibleName() + u": "_s + text);
        QObject::connect(button, &QPushButton::clicked, widget, action);
        row->addWidget(button);
    }
    return widget;
}

void openFolder(const QString &path)
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(existing(path)));
}

} // namespace

PathsPage::PathsPage(QWidget *parent)
    : SettingsPageWidget(parent)
    , m_config(new QLineEdit(this))
    , m_stateDir(new QLineEdit(this))
    , m_workspace(new QLineEdit(this))
    , m_configNote(new FieldNote(this))
    , m_stateNote(new FieldNote(this))
    , m_workspaceNote(new FieldNote(this))
    , m_space(new QLabel(this))
{
    m_config->setReadOnly(true);
    m_config->setAccessibleName(tr("Config"));
    m_stateDir->setReadOnly(true);
    m_stateDir->setAccessibleName(tr("State folder"));
    m_workspace->setAccessibleName(tr("Workspace"));
    m_workspace->setObjectName(u"workspace"_s);
    m_space->setWordWrap(true);

    auto *form = new QFormLayout(this);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Config:"),
                 withButtons(m_config, this, {{tr("Open folder"), [this] {
                                                   openFolder(QFileInfo(m_config->text()).path());
                                               }}}));
    form->addRow(QString(), m_configNote);
    form->addRow(tr("State folder:"), withButtons(m_stateDir, this, {{tr("Open folder"), [this] {
                                                                          openFolder(m_stateDir->text());
                                                                      }}}));
    form->addRow(QString(), m_stateNote);
    auto *workspaceRow = withButtons(m_workspace, this,
                                     {{tr("Choose…"),
                                       [this] {
                                           browse();
                                       }},
                                      {tr("Open folder"), [this] {
                                           openFolder(workspace());
                                       }}});
    auto *label = new QLabel(tr("&Workspace:"), this);
    label->setBuddy(m_workspace);
    form->addRow(label, workspaceRow);
    form->addRow(QString(), m_workspaceNote);
    form->addRow(QString(), m_space);
    auto *why =
        new QLabel(tr("Config and state folder follow from the name of the profile, so that two profiles "
                      "never share them. The workspace is where agents work."),
                   this);
    why->setWordWrap(true);
    why->setForegroundRole(QPalette::PlaceholderText);
    form->addRow(QString(), why);

    connect(m_workspace, &QLineEdit::textEdited, this, [this](const QString &text) {
        const QString path = text.trimmed();
        change(workspaceKey, path.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(path));
    });
    connect(m_workspaceNote, &FieldNote::accepted, this, [this] {
        for (const Finding &finding : draft().findingsAt({SettingsField::Workspace}, profile())) {
            if (!draft().apply(finding))
                continue;
            load();
            emit edited();
            return;
        }
    });
}

void PathsPage::load()
{
    const FleetMember &member = draft().saved(profile());
    m_config->setText(member.paths.configPath);
    m_stateDir->setText(member.paths.stateDir);
    m_workspace->setText(draft().written(profile(), workspaceKey).toString());
    m_workspace->setPlaceholderText(member.paths.defaultWorkspace);
}

void PathsPage::refresh()
{
    m_configNote->show(draft().findingsAt({SettingsField::Config}, profile()));
    m_stateNote->show(draft().findingsAt({SettingsField::StateDir}, profile()));
    const QList<Finding> findings = draft().findingsAt({SettingsField::Workspace}, profile());
    m_workspaceNote->show(findings);
    const bool isFixable = std::any_of(findings.begin(), findings.end(), [this](const Finding &finding) {
        return finding.fix && finding.fix->profile == profile();
    });
    m_workspaceNote->offer(isFixable ? tr("Use the default") : QString());

    const QStorageInfo storage(existing(workspace()));
    const QString free = locale().formattedDataSize(storage.bytesAvailable());
    m_space->setText(!storage.isValid() ? QString()
                     : storage.isReadOnly()
                         ? tr("This place can only be read.")
                         : (storage.bytesAvailable() < littleSpace ? tr("Only %1 free there.").arg(free)
                                                                   : tr("%1 free there.").arg(free)));
}

void PathsPage::browse()
{
    auto *dialog = new QFileDialog(this, tr("Where agents work"), existing(workspace()));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &chosen) {
        m_workspace->setText(chosen);
        change(workspaceKey, chosen);
    });
    dialog->open();
}

QString PathsPage::workspace() const
{
    const QString text = m_workspace->text().trimmed();
    return text.isEmpty() ? m_workspace->placeholderText() : absolutePath(text, QDir::homePath(), {});
}

} // namespace wsagent
