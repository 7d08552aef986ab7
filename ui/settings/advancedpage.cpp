#include "ui/settings/advancedpage.h"

#include "ui/settings/historydialog.h"
#include "ui/settings/json5highlighter.h"
#include "ui/widgets/fieldnote.h"

#include <QBoxLayout>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTextBlock>

namespace wsagent {

using namespace Qt::StringLiterals;

AdvancedPage::AdvancedPage(QWidget *parent)
    : SettingsPageWidget(parent)
    , m_text(new QPlainTextEdit(this))
    , m_colours(new Json5Highlighter(m_text->document(), palette()))
    , m_note(new FieldNote(this))
    , m_history(new QPushButton(tr("&Earlier versions…"), this))
{
    m_text->setObjectName(u"configText"_s);
    m_text->setAccessibleName(tr("Config as text"));
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_history->setAutoDefault(false);

    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_note, 1);
    bottom->addStretch();
    bottom->addWidget(m_history, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_text, 1);
    column->addLayout(bottom);

    connect(m_text, &QPlainTextEdit::textChanged, this, &AdvancedPage::typed);
    connect(m_note, &FieldNote::accepted, this, &AdvancedPage::goToProblem);
    connect(m_history, &QPushButton::clicked, this, &AdvancedPage::showHistory);
}

void AdvancedPage::load()
{
    const QString text = QString::fromUtf8(draft().text(profile()));
    if (text == m_text->toPlainText())
        return;
    const QSignalBlocker blocker(m_text);
    m_text->setPlainText(text);
}

void AdvancedPage::refresh()
{
    // Another page may have changed the text; the cursor stays when it has not.
    load();
    const QList<ConfigIssue> errors = draft().config(profile()).errors;
    if (errors.isEmpty()) {
        m_note->showError({});
        m_colours->mark(0, 0);
        return;
    }
    const ConfigIssue &first = errors.first();
    m_note->showError(toString(first));
    m_note->offer(first.at ? tr("Go there") : QString());
    m_colours->mark(first.at ? first.at->line : 0, first.at ? first.at->column : 0);
}

void AdvancedPage::typed()
{
    if (!hasProfile())
        return;
    draft().setText(profile(), m_text->toPlainText().toUtf8());
    emit edited();
}

void AdvancedPage::goToProblem()
{
    const QList<ConfigIssue> errors = draft().config(profile()).errors;
    if (errors.isEmpty() || !errors.first().at)
        return;
    QTextCursor cursor(m_text->document()->findBlockByNumber(errors.first().at->line - 1));
    cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor,
                        std::min(errors.first().at->column - 1, cursor.block().length() - 1));
    m_text->setTextCursor(cursor);
    m_text->setFocus();
}

void AdvancedPage::showHistory()
{
    auto *dialog = new HistoryDialog(draft(), profile(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        draft().setText(profile(), dialog->chosenText());
        load();
        emit edited();
    });
    dialog->open();
}

} // namespace wsagent
