#include "ui/notices/noticewindow.h"

#include "ui/notices/noticecenter.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace wsagent {

using namespace Qt::StringLiterals;

/// Rows of one kind and profile; everything where nothing is chosen.
class NoticeWindow::Filter : public QSortFilterProxyModel
{
public:
    explicit Filter(NoticeHistory &history)
        : m_history(history)
    {
        setSourceModel(&history);
    }
    void choose(std::optional<Notice::Kind> kind, const QString &profile)
    {
        m_kind = kind;
        m_profile = profile;
        invalidateFilter();
    }
    const Notice &notice(const QModelIndex &index) const
    {
        return m_history.notices().at(mapToSource(index).row());
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &) const override
    {
        const Notice &notice = m_history.notices().at(row);
        return (!m_kind || notice.kind == *m_kind) && (m_profile.isEmpty() || notice.profile == m_profile);
    }

private:
    NoticeHistory &m_history;
    std::optional<Notice::Kind> m_kind;
    QString m_profile;
};

NoticeWindow::NoticeWindow(NoticeCenter &center, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_center(center)
    , m_shown(std::make_unique<Filter>(center.history()))
    , m_kind(new QComboBox(this))
    , m_profile(new QComboBox(this))
    , m_list(new QTreeView(this))
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_answers(new QHBoxLayout)
    , m_mute(new QCheckBox(this))
{
    setWindowTitle(tr("Notifications"));
    m_kind->setAccessibleName(tr("Kind"));
    m_kind->addItem(tr("All kinds"), -1);
    const QMetaEnum kinds = QMetaEnum::fromType<Notice::Kind>();
    for (int i = 0; i < kinds.keyCount(); ++i)
        m_kind->addItem(NoticeText::kind(Notice::Kind(kinds.value(i))), kinds.value(i));
    m_profile->setAccessibleName(tr("Profile"));
    m_profile->addItem(tr("All profiles"), QString());
    fillProfiles();

    m_list->setModel(m_shown.get());
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Notifications"));
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(NoticeHistory::What, QHeaderView::Stretch);

    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    for (QLabel *label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText); // by strangers
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    m_title->setAccessibleName(tr("Title"));
    m_text->setAccessibleName(tr("Details"));

    auto *filters = new QHBoxLayout;
    filters->addWidget(m_kind);
    filters->addWidget(m_profile);
    filters->addWidget(m_mute);
    filters->addStretch();
    auto *column = new QVBoxLayout(this);
    column->addLayout(filters);
    column->addWidget(m_list, 1);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addLayout(m_answers);
    resize(760, 440);

    connect(m_kind, &QComboBox::currentIndexChanged, this, &NoticeWindow::filter);
    connect(m_profile, &QComboBox::currentIndexChanged, this, &NoticeWindow::filter);
    connect(m_mute, &QCheckBox::clicked, this, &NoticeWindow::setMuted);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &NoticeWindow::showCurrent);
    connect(&center.history(), &NoticeHistory::dataChanged, this, &NoticeWindow::showCurrent);
    connect(&center.history(), &NoticeHistory::rowsInserted, this, [this] {
        fillProfiles();
        if (!m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_shown->index(0, 0));
    });
    auto *closing = new QAction(this);
    closing->setShortcut(QKeySequence::Close);
    connect(closing, &QAction::triggered, this, &QWidget::close);
    addAction(closing);
    filter();
}

NoticeWindow::~NoticeWindow() = default;

void NoticeWindow::fillProfiles()
{
    for (const Notice &notice : m_center.history().notices()) {
        if (m_profile->findData(notice.profile) < 0)
            m_profile->addItem(notice.profile, notice.profile);
    }
}

void NoticeWindow::filter()
{
    const int kind = m_kind->currentData().toInt();
    const QString profile = m_profile->currentData().toString();
    m_shown->choose(kind < 0 ? std::nullopt : std::optional(Notice::Kind(kind)), profile);
    m_mute->setVisible(kind >= 0);
    m_mute->setText(profile.isEmpty() ? tr("&Do not pop up") : tr("&Do not pop up for %1").arg(profile));
    m_mute->setChecked(kind >= 0 && m_center.isMuted(Notice::Kind(kind), profile));
    m_list->setCurrentIndex(m_shown->index(0, 0));
    showCurrent();
}

void NoticeWindow::setMuted(bool muted)
{
    m_center.setMuted(Notice::Kind(m_kind->currentData().toInt()), m_profile->currentData().toString(),
                      muted);
    emit mutedChanged();
}

void NoticeWindow::showCurrent()
{
    while (QLayoutItem *item = m_answers->takeAt(0)) {
        if (QWidget *button = item->widget()) { // it may be the one that is pressed
            button->setParent(nullptr);
            button->deleteLater();
        }
        delete item;
    }
    const QModelIndex current = m_list->currentIndex();
    const bool isEmpty = !current.isValid();
    m_title->setText(isEmpty ? tr("Nothing has happened.") : m_shown->notice(current).title);
    m_text->setText(isEmpty ? QString() : m_shown->notice(current).text);
    m_text->setVisible(!m_text->text().isEmpty());
    if (isEmpty)
        return;
    const Notice notice = m_shown->notice(current);
    m_answers->addStretch();
    for (const Notice::Answer answer : notice.answers()) {
        auto *button = new QPushButton(NoticeText::answer(answer), this);
        connect(button, &QPushButton::clicked, this,
                [this, notice, answer] { m_center.answer(notice, answer); });
        m_answers->addWidget(button);
    }
}

} // namespace wsagent
