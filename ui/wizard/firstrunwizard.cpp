#include "ui/wizard/firstrunwizard.h"

#include "app/profiles/lockedfleet.h"
#include "ui/widgets/fieldnote.h"
#include "ui/widgets/question.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// "default" first, then "rescue": what most people have.
QString proposedName(const Fleet &fleet)
{
    for (const QString &name : {u"default"_s, u"rescue"_s}) {
        if (!fleet.find(name))
            return name;
    }
    return {};
}

} // namespace

NewProfilePage::NewProfilePage(InstanceSelection user, QWidget *parent)
    : QWizardPage(parent)
    , m_user(std::move(user))
    , m_name(new QLineEdit(this))
    , m_workspace(new QLineEdit(this))
    , m_port(new QLineEdit(this))
    , m_nameNote(new FieldNote(this))
    , m_portNote(new FieldNote(this))
{
    setTitle(tr("Name, files and ports"));
    setSubTitle(tr("What is grey is taken when you write nothing."));
    m_name->setObjectName(u"name"_s);
    m_name->setAccessibleName(tr("Name"));
    m_workspace->setAccessibleName(tr("Workspace"));
    m_port->setObjectName(u"port"_s);
    m_port->setAccessibleName(tr("Base port"));
    m_nameNote->setObjectName(u"nameNote"_s);
    m_portNote->setObjectName(u"portNote"_s);

    auto *form = new QFormLayout(this);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(QString(), m_nameNote);
    form->addRow(tr("&Workspace:"), m_workspace);
    form->addRow(tr("&Base port:"), m_port);
    form->addRow(QString(), m_portNote);
    for (QLineEdit *edit : {m_name, m_workspace, m_port})
        connect(edit, &QLineEdit::textChanged, this, &NewProfilePage::check);
    connect(m_portNote, &FieldNote::accepted, this, &NewProfilePage::useSuggestion);
}

void NewProfilePage::setFleet(std::shared_ptr<const Fleet> fleet)
{
    m_fleet = std::move(fleet);
    if (m_name->text().isEmpty())
        m_name->setText(proposedName(*m_fleet));
    check();
}

bool NewProfilePage::isComplete() const
{
    return m_isComplete;
}

NewInstanceRequest NewProfilePage::request() const
{
    const auto name = ProfileName::parse(m_name->text());
    return {.selection = canonicalSelection(name ? *name : ProfileName(), m_user),
            .port = m_port->text().trimmed(),
            .workspace = m_workspace->text().trimmed()};
}

QString NewProfilePage::profile() const
{
    const auto name = ProfileName::parse(m_name->text());
    return name ? name->display() : QString();
}

void NewProfilePage::check()
{
    m_isComplete = false;
    m_suggestion = 0;
    const QString problem = m_fleet ? nameProblem() : QString();
    m_nameNote->showError(problem);
    m_portNote->show({});
    m_portNote->offer({});
    if (m_fleet && problem.isEmpty()) {
        const NewInstanceRequest asked = request();
        m_workspace->setPlaceholderText(asked.selection.paths.defaultWorkspace);
        const auto usual = choosePort({}, profile(), *m_fleet);
        m_port->setPlaceholderText(usual ? QString::number(*usual) : QString());
        const auto port = choosePort(asked.port, profile(), *m_fleet);
        const auto refused = port ? refusal(asked, *port, *m_fleet) : std::nullopt;
        m_isComplete = port && !refused;
        if (!port)
            m_portNote->showError(port.error().message);
        else if (refused)
            m_portNote->show(refused->findings);
        else
            m_portNote->show(foresee(asked, *port, *m_fleet));
        if ((!m_isComplete || !m_portNote->text().isEmpty()) && usual) {
            m_suggestion = *usual;
            m_portNote->offer(tr("Use %1").arg(*usual));
        }
    }
    emit completeChanged();
}

void NewProfilePage::useSuggestion()
{
    m_port->setText(QString::number(m_suggestion));
}

QString NewProfilePage::nameProblem() const
{
    const auto name = ProfileName::parse(m_name->text());
    if (!name)
        return name.error().message;
    if (m_fleet->find(name->display()))
        return tr("There is a profile of this name already.");
    return {};
}

NewProfileSummary::NewProfileSummary(const NewProfilePage &page, QWidget *parent)
    : QWizardPage(parent)
    , m_page(page)
    , m_text(new QLabel(this))
{
    setTitle(tr("Ready"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::RichText);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_text);
}

void NewProfileSummary::initializePage()
{
    const NewInstanceRequest request = m_page.request();
    const QString workspace =
        request.workspace.isEmpty() ? request.selection.paths.defaultWorkspace : request.workspace;
    m_text->setText(tr("<p>The profile <b>%1</b> gets a config in <b>%2</b> and works in <b>%3</b>.</p>"
                       "<p>Its gateway answers on this computer only, and lets in whoever knows its token, "
                       "which is made now. "
                       "No other profile is touched.</p>"
                       "<p>Until you choose a language model in the settings, the built-in operator answers: "
                       "it works offline and "
                       "knows this computer's profiles.</p>")
                        .arg(m_page.profile().toHtmlEscaped(),
                             request.selection.paths.stateDir.toHtmlEscaped(), workspace.toHtmlEscaped()));
}

FirstRunWizard::FirstRunWizard(const InstanceSelection &user, QWidget *parent)
    : QWizard(parent)
    , m_page(new NewProfilePage(user, this))
    , m_welcome(new QLabel(this))
{
    setWindowTitle(tr("New profile"));
    setWizardStyle(QWizard::ModernStyle);
    setOption(QWizard::NoBackButtonOnStartPage);
    setButtonText(QWizard::FinishButton, tr("&Make it"));

    auto *welcome = new QWizardPage(this);
    welcome->setTitle(tr("A profile of your own"));
    m_welcome->setWordWrap(true);
    m_welcome->setText(
        tr("A profile is a personal agent with a gateway, files and ports of its own. Several run side by "
           "side on this computer and never meet: one for everyday, one that helps when the first is "
           "broken, one for work."));
    auto *column = new QVBoxLayout(welcome);
    column->addWidget(m_welcome);
    addPage(welcome);
    addPage(m_page);
    addPage(new NewProfileSummary(*m_page, this));
    resize(620, 420);

    m_worker.run(
        [user] { return surveyFleet(user, ConfigSchema()); },
        [this](Fleet fleet) {
            m_fleet = std::make_shared<const Fleet>(std::move(fleet));
            if (!m_fleet->host.openclawBases.isEmpty())
                m_welcome->setText(
                    m_welcome->text() + u"\n\n"_s +
                    tr("There is an OpenClaw gateway on this computer. Its settings become a profile with: "
                       "ws-agent profiles import-openclaw"));
            m_page->setFleet(m_fleet);
            emit ready();
        });
}

void FirstRunWizard::accept()
{
    if (!m_fleet)
        return;
    const ConfigSchema schema;
    const NewInstanceRequest request = m_page->request();
    const auto locked = surveyLocked(request.selection, schema, {.ownersOf = portsOfBase(request.port)},
                                     std::chrono::milliseconds(500)); // nobody waits longer at a button
    if (!locked)
        return tell(this, locked.error());
    const auto made = makeInstance(request, locked->fleet, schema);
    if (!made)
        return tell(this, made.error().error);
    emit created(m_page->profile());
    QWizard::accept();
}

} // namespace wsagent
