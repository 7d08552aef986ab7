#include "ui/settings/portspage.h"

#include "gateway/instances/validator.h"
#include "ui/portmap/portmapview.h"
#include "ui/widgets/fieldnote.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QString baseKey = u"gateway.port"_s;
const QString controlKey = u"browser.controlPort"_s;
const QString bindKey = u"gateway.bind"_s;
const QString browsersKey = u"browser.profiles"_s;

enum BrowserColumn { NameColumn, PortColumn, UrlColumn };

QString textOf(const QJsonValue &value)
{
    return value.isUndefined() ? QString() : value.toVariant().toString();
}

/// What is no number stays as it was typed: the validator says what is wrong with it.
QJsonValue portValue(const QString &text)
{
    const QString typed = text.trimmed();
    if (typed.isEmpty())
        return QJsonValue::Undefined;
    bool isNumber = false;
    const int port = typed.toInt(&isNumber);
    return isNumber ? QJsonValue(port) : QJsonValue(typed);
}

QString listenerText(const HostFacts &host, int port)
{
    for (const Listener &listener : host.listeners) {
        if (listener.port != port)
            continue;
        const QString name = listener.processName.isEmpty() ? u"?"_s : listener.processName;
        return listener.pid ? u"%1 (%2)"_s.arg(name).arg(*listener.pid) : name;
    }
    return {};
}

} // namespace

PortsPage::PortsPage(QWidget *parent)
    : SettingsPageWidget(parent)
    , m_base(new QLineEdit(this))
    , m_control(new QLineEdit(this))
    , m_bind(new QComboBox(this))
    , m_baseNote(new FieldNote(this))
    , m_controlNote(new FieldNote(this))
    , m_browserNote(new FieldNote(this))
    , m_derived(new QLabel(this))
    , m_browsers(new QTableWidget(0, 3, this))
    , m_map(new PortMapView(this))
{
    m_base->setObjectName(u"base"_s);
    m_base->setAccessibleName(tr("Base port"));
    m_control->setObjectName(u"control"_s);
    m_control->setAccessibleName(tr("Browser control port"));
    m_bind->setAccessibleName(tr("Who may connect"));
    m_baseNote->setObjectName(u"baseNote"_s);
    m_baseNote->button()->setObjectName(u"useSuggestion"_s);
    m_derived->setAccessibleName(tr("Derived ports"));
    m_derived->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_browsers->setAccessibleName(tr("Browser profiles"));
    m_browsers->setHorizontalHeaderLabels({tr("Browser"), tr("Port"), tr("Address instead of a port")});
    m_browsers->horizontalHeader()->setSectionResizeMode(UrlColumn, QHeaderView::Stretch);
    m_browsers->verticalHeader()->hide();
    m_browsers->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_browsers->setTabKeyNavigation(false);
    m_browsers->setMaximumHeight(96);

    auto *add = new QPushButton(tr("Add"), this);
    auto *remove = new QPushButton(tr("Remove"), this);
    add->setAccessibleName(tr("Add a browser profile"));
    remove->setAccessibleName(tr("Remove the chosen browser profile"));
    auto *buttons = new QVBoxLayout;
    for (QPushButton *button : {add, remove}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    auto *browserRow = new QHBoxLayout;
    browserRow->addWidget(m_browsers, 1);
    browserRow->addLayout(buttons);

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Base port:"), m_base);
    form->addRow(QString(), m_baseNote);
    form->addRow(tr("&Control port:"), m_control);
    form->addRow(QString(), m_controlNote);
    form->addRow(tr("&Who may connect:"), m_bind);
    form->addRow(tr("Derived ports:"), m_derived);
    form->addRow(tr("Browsers:"), browserRow);
    form->addRow(QString(), m_browserNote);

    auto *column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_map);
    column->addStretch();

    connect(m_base, &QLineEdit::textEdited, this, [this](const QString &text) { typed(baseKey, text); });
    connect(m_control, &QLineEdit::textEdited, this,
            [this](const QString &text) { typed(controlKey, text); });
    connect(m_bind, &QComboBox::activated, this, [this](int index) {
        change(bindKey, index == 0 ? QJsonValue(QJsonValue::Undefined)
                                   : QJsonValue(m_bind->itemData(index).toString()));
    });
    connect(m_baseNote, &FieldNote::accepted, this, &PortsPage::useSuggestion);
    connect(m_browsers, &QTableWidget::cellChanged, this, &PortsPage::changeBrowser);
    connect(add, &QPushButton::clicked, this, &PortsPage::addBrowser);
    connect(remove, &QPushButton::clicked, this, &PortsPage::removeBrowser);
}

void PortsPage::load()
{
    m_base->setText(textOf(draft().written(profile(), baseKey)));
    m_control->setText(textOf(draft().written(profile(), controlKey)));

    m_bind->clear();
    const auto info = draft().schema().find(*parseJsonPath(bindKey));
    m_bind->addItem(tr("as usual (%1)").arg(info ? info->defaultValue.toString() : QString()));
    if (info) {
        for (const QString &name : info->allowed)
            m_bind->addItem(name, name);
    }
    const int index = m_bind->findData(draft().written(profile(), bindKey).toString());
    m_bind->setCurrentIndex(std::max(index, 0));
    loadBrowsers();
}

void PortsPage::refresh()
{
    const QList<Finding> findings = draft().findingsAt({SettingsField::Base}, profile());
    m_baseNote->show(findings);
    const bool isWrong = std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.severity != Severity::Info;
    });
    const auto suggestion = isWrong ? draft().suggestedBase(profile()) : Result<int>(0);
    m_suggestion = suggestion ? *suggestion : 0;
    m_baseNote->offer(m_suggestion > 0 ? tr("Use %1").arg(m_suggestion) : QString());
    m_controlNote->show(draft().findingsAt({SettingsField::Control}, profile()));
    m_browserNote->show(draft().findingsAt({SettingsField::BrowserEndpoint}, profile()));
    showMap();
}

void PortsPage::typed(const QString &path, const QString &text)
{
    change(path, portValue(text));
}

void PortsPage::useSuggestion()
{
    if (m_suggestion == 0)
        return;
    m_base->setText(QString::number(m_suggestion));
    change(baseKey, m_suggestion);
}

void PortsPage::showMap()
{
    const HostFacts &host = draft().fleet().host;
    m_map->setProfile(profile());
    m_map->show(portSpans(host, draft().facts(), draft().findings()));

    const InstanceFacts facts = draft().facts(profile());
    const auto block = configuredBlock(draft().saved(profile()).profile, facts);
    if (!block) {
        m_derived->setText(tr("none, as the base is no port"));
        return;
    }
    m_base->setPlaceholderText(QString::number(block->base));
    m_control->setPlaceholderText(
        tr("%1, which is two above the base").arg(PortBlock{block->base}.control()));
    QStringList lines;
    const auto add = [&](const QString &what, PortRange ports) {
        const QString listener = ports.first == ports.last ? listenerText(host, ports.first) : QString();
        lines += listener.isEmpty() ? u"%1 %2"_s.arg(what, rangeText(ports))
                                    : u"%1 %2 ← %3"_s.arg(what, rangeText(ports), listener);
    };
    add(roleText(PortSpan::Role::Gateway), {block->base, block->base});
    if (facts.browserEnabled) {
        add(roleText(PortSpan::Role::Control), {block->control(), block->control()});
        add(roleText(PortSpan::Role::Relays), block->relays());
        add(roleText(PortSpan::Role::Cdp), block->cdp());
    }
    m_derived->setText(lines.join(u'\n'));
}

void PortsPage::loadBrowsers()
{
    const QSignalBlocker blocker(m_browsers);
    const QJsonObject browsers = draft().written(profile(), browsersKey).toObject();
    m_browsers->setRowCount(0);
    for (auto browser = browsers.begin(); browser != browsers.end(); ++browser) {
        const int row = m_browsers->rowCount();
        m_browsers->insertRow(row);
        auto *name = new QTableWidgetItem(browser.key());
        name->setFlags(name->flags() & ~Qt::ItemIsEditable);
        m_browsers->setItem(row, NameColumn, name);
        m_browsers->setItem(row, PortColumn, new QTableWidgetItem(textOf(browser.value()["cdpPort"_L1])));
        m_browsers->setItem(row, UrlColumn, new QTableWidgetItem(browser.value()["cdpUrl"_L1].toString()));
    }
}

void PortsPage::changeBrowser(int row, int column)
{
    const QTableWidgetItem *name = m_browsers->item(row, NameColumn);
    const QTableWidgetItem *cell = m_browsers->item(row, column);
    if (!name || !cell || column == NameColumn)
        return;
    const JsonPath path{{browsersKey.section(u'.', 0, 0)},
                        {browsersKey.section(u'.', 1, 1)},
                        {name->text()},
                        {column == PortColumn ? u"cdpPort"_s : u"cdpUrl"_s}};
    const QString text = cell->text().trimmed();
    const QJsonValue url = text.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(text);
    change(toString(path), column == PortColumn ? portValue(text) : url);
}

void PortsPage::addBrowser()
{
    const QJsonObject browsers = draft().written(profile(), browsersKey).toObject();
    int number = int(browsers.size()) + 1;
    while (browsers.contains(u"browser%1"_s.arg(number)))
        ++number;
    change(browsersKey + u".browser%1"_s.arg(number), QJsonObject{});
    loadBrowsers();
    for (int row = 0; row < m_browsers->rowCount(); ++row) {
        if (m_browsers->item(row, NameColumn)->text() == u"browser%1"_s.arg(number))
            m_browsers->setCurrentCell(row, PortColumn);
    }
}

void PortsPage::removeBrowser()
{
    const QTableWidgetItem *name = m_browsers->item(m_browsers->currentRow(), NameColumn);
    if (!name)
        return;
    change(toString({{u"browser"_s}, {u"profiles"_s}, {name->text()}}), QJsonValue::Undefined);
    loadBrowsers();
}

} // namespace wsagent
