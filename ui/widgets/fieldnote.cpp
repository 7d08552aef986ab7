#include "ui/widgets/fieldnote.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace wsagent {

using namespace Qt::StringLiterals;

QColor severityColor(Severity severity, const QPalette &palette)
{
    const bool isDark = palette.color(QPalette::Window).lightness() < 128;
    switch (severity) {
    case Severity::Error:
        return isDark ? QColor(0xff8a80) : QColor(0xb3261e);
    case Severity::Warning:
        return isDark ? QColor(0xffcc66) : QColor(0x8a5a00);
    case Severity::Info:
        break;
    }
    return palette.color(QPalette::PlaceholderText);
}

QString severityMark(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"✗"_s;
    case Severity::Warning:
        return u"⚠"_s;
    case Severity::Info:
        break;
    }
    return u"·"_s;
}

FieldNote::FieldNote(QWidget *parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
    , m_button(new QPushButton(this))
{
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::RichText);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_button->setAutoDefault(false);
    m_button->setAccessibleName(tr("Mend it"));
    m_button->hide();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_label, 1, Qt::AlignVCenter);
    row->addWidget(m_button, 0, Qt::AlignVCenter);
    connect(m_button, &QPushButton::clicked, this, &FieldNote::accepted);
    hide();
}

void FieldNote::show(const QList<Finding> &findings)
{
    QStringList html;
    QStringList plain;
    for (const Finding &finding : findings) {
        html += u"<span style=\"color:%1\">%2 %3</span>"_s.arg(
            severityColor(finding.severity, palette()).name(), severityMark(finding.severity),
            finding.message.toHtmlEscaped());
        plain += finding.message;
    }
    say(html.join(u"<br>"_s), plain.join(u'\n'));
}

void FieldNote::showError(const QString &sentence)
{
    show(sentence.isEmpty() ? QList<Finding>{} : QList<Finding>{{.code = {}, .message = sentence}});
}

void FieldNote::offer(const QString &text)
{
    m_button->setText(text);
    m_button->setAccessibleName(text.isEmpty() ? tr("Mend it") : text);
    m_button->setVisible(!text.isEmpty());
}

QString FieldNote::text() const
{
    return m_plain;
}

void FieldNote::say(const QString &html, const QString &plain)
{
    m_plain = plain;
    m_label->setText(html);
    m_label->setAccessibleName(plain);
    setVisible(!plain.isEmpty());
}

} // namespace wsagent
