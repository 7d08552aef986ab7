#include "ui/window/healthpage.h"

#include "ui/status/stateicon.h"
#include "ui/widgets/sparkline.h"

#include <QDateTime>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QLabel *selectable(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setTextFormat(Qt::PlainText); // much of it was written by others
    return label;
}

} // namespace

HealthPage::HealthPage(bool hasSettings, QWidget *parent)
    : QWidget(parent)
    , m_mark(new QLabel(this))
    , m_name(selectable(this))
    , m_state(selectable(this))
    , m_message(selectable(this))
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setBold(true);
    m_name->setFont(large);
    m_message->setWordWrap(true);
    m_message->setAccessibleName(tr("Problem"));

    auto *head = new QGridLayout;
    head->setHorizontalSpacing(12);
    head->addWidget(m_mark, 0, 0, 2, 1);
    head->addWidget(m_name, 0, 1);
    head->addWidget(m_state, 1, 1);
    head->setVerticalSpacing(2);
    head->setColumnStretch(1, 1);

    auto *buttons = new QGridLayout;
    buttons->setSpacing(8);
    using enum ProfileAction;
    const QList<QList<ProfileAction>> rows{{Start, Stop, Restart, Check},
                                           {OpenChat, OpenDashboard, ShowLogs, Settings}};
    for (int row = 0; row < rows.size(); ++row) {
        for (int column = 0; column < rows[row].size(); ++column) {
            const ProfileAction action = rows[row][column];
            auto *button = new QPushButton(this);
            connect(button, &QPushButton::clicked, this, [this, action] { emit chosen(action); });
            buttons->addWidget(button, row, column);
            m_buttons.insert(action, button);
        }
    }
    buttons->setColumnStretch(4, 1);
    m_buttons[Settings]->setVisible(hasSettings);

    auto *facts = new QGridLayout;
    facts->setHorizontalSpacing(18);
    facts->setVerticalSpacing(8);
    const auto addFact = [&](int row) {
        auto *caption = new QLabel(this);
        caption->setForegroundRole(QPalette::PlaceholderText);
        m_captions += caption;
        QLabel *value = selectable(this);
        caption->setBuddy(value);
        facts->addWidget(caption, row, 0, Qt::AlignLeft | Qt::AlignTop);
        facts->addWidget(value, row, 1, Qt::AlignLeft | Qt::AlignTop);
        return value;
    };
    int row = 0;
    m_cpu = addFact(row);
    facts->addWidget(m_cpuCurve = new Sparkline(this), row++, 2);
    m_memory = addFact(row);
    facts->addWidget(m_memoryCurve = new Sparkline(this), row++, 2);
    m_uptime = addFact(row++);
    m_restarts = addFact(row++);
    m_sessions = addFact(row++);
    m_process = addFact(row++);
    m_lastError = addFact(row);
    facts->removeWidget(m_lastError);
    facts->addWidget(m_lastError, row, 1, 1, 2);
    m_lastError->setWordWrap(true);
    facts->setColumnStretch(2, 1);

    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(18, 18, 18, 18);
    page->setSpacing(16);
    page->addLayout(head);
    page->addWidget(m_message);
    page->addLayout(buttons);
    page->addLayout(facts);
    page->addStretch();
    retranslate();
}

void HealthPage::retranslate()
{
    const QStringList captions{tr("Processor"), tr("Memory"),  tr("Running since"), tr("Restarts"),
                               tr("Sessions"),  tr("Process"), tr("Last error")};
    for (qsizetype i = 0; i < captions.size(); ++i)
        m_captions[i]->setText(captions[i]);
    const QList<QLabel *> values{m_cpu, m_memory, m_uptime, m_restarts, m_sessions, m_process, m_lastError};
    for (qsizetype i = 0; i < values.size(); ++i)
        values[i]->setAccessibleName(captions[i]);
    m_cpuCurve->setAccessibleName(tr("Processor in the last minutes"));
    m_memoryCurve->setAccessibleName(tr("Memory in the last minutes"));
    m_name->setAccessibleName(tr("Profile"));
    m_state->setAccessibleName(tr("State"));
    for (auto button = m_buttons.begin(); button != m_buttons.end(); ++button)
        (*button)->setText(ActionText::of(button.key()));
}

void HealthPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        show(m_profile);
    }
    QWidget::changeEvent(event);
}

void HealthPage::show(const ProfileView &profile)
{
    m_profile = profile;
    const TrayState state = trayState(profile);
    const int side = fontMetrics().height() * 2;
    m_mark->setPixmap(markIcon(state).pixmap(QSize(side, side), devicePixelRatioF()));
    m_mark->setAccessibleName(TrayText::state(state));
    m_name->setText(profile.name);
    m_state->setText(TrayText::stateLine(profile));
    const GatewayStatus &status = profile.status;
    const QString message =
        status.fix.isEmpty() ? status.message : tr("%1\nTry: %2").arg(status.message, status.fix);
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
    m_restarts->setText(QLocale().toString(status.restarts));
    m_process->setText(status.pid > 0 ? tr("%1, version %2").arg(status.pid).arg(status.version) : u"–"_s);
    const bool runs = status.serves() && status.sinceMs > 0;
    m_uptime->setText(
        runs ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(status.sinceMs), QLocale::ShortFormat)
             : u"–"_s);
    for (auto button = m_buttons.begin(); button != m_buttons.end(); ++button)
        (*button)->setEnabled(isPossible(button.key(), profile));
}

void HealthPage::showUsage(const UsageSeries &usage)
{
    const QLocale locale;
    const QString cpu = usage.cpuPercent().isEmpty()
                            ? u"–"_s
                            : tr("%1 %").arg(locale.toString(usage.cpuPercent().last(), 'f', 1));
    const QString memory = usage.memoryBytes().isEmpty()
                               ? u"–"_s
                               : locale.formattedDataSize(qint64(usage.memoryBytes().last()), 1);
    m_cpu->setText(cpu);
    m_memory->setText(memory);
    m_cpuCurve->setValues(usage.cpuPercent(), cpu);
    m_memoryCurve->setValues(usage.memoryBytes(), memory);
}

void HealthPage::showSessions(std::optional<int> count)
{
    m_sessions->setText(count ? QLocale().toString(*count) : u"–"_s);
}

void HealthPage::showLastError(const QString &error)
{
    m_lastError->setText(error.isEmpty() ? tr("none") : error);
}

} // namespace wsagent
