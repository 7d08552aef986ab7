#include "ui/settings/json5highlighter.h"

#include "ui/widgets/fieldnote.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool isWordLetter(QChar letter)
{
    return letter.isLetterOrNumber() || letter == u'_' || letter == u'$' || letter == u'-' ||
           letter == u'+' || letter == u'.';
}

bool isFollowedByColon(const QString &text, qsizetype from)
{
    while (from < text.size() && text[from].isSpace())
        ++from;
    return from < text.size() && text[from] == u':';
}

} // namespace

Json5Highlighter::Json5Highlighter(QTextDocument *document, const QPalette &palette)
    : QSyntaxHighlighter(document)
{
    const bool isDark = palette.color(QPalette::Base).lightness() < 128;
    m_comment.setForeground(palette.color(QPalette::PlaceholderText));
    m_comment.setFontItalic(true);
    m_text.setForeground(isDark ? QColor(0xa5d6a7) : QColor(0x1b6e2e));
    m_key.setForeground(isDark ? QColor(0x90caf9) : QColor(0x0b4f9e));
    m_number.setForeground(isDark ? QColor(0xffcc80) : QColor(0x9c4a00));
    m_wrong.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    m_wrong.setUnderlineColor(severityColor(Severity::Error, palette));
}

void Json5Highlighter::mark(int line, int column)
{
    if (line == m_line && column == m_column)
        return;
    m_line = line;
    m_column = column;
    rehighlight();
}

void Json5Highlighter::highlightBlock(const QString &text)
{
    qsizetype at = 0;
    if (previousBlockState() == InComment) {
        const qsizetype end = text.indexOf("*/"_L1);
        at = end < 0 ? text.size() : end + 2;
        setFormat(0, int(at), m_comment);
        setCurrentBlockState(end < 0 ? InComment : Plain);
        if (end < 0)
            return;
    }
    setCurrentBlockState(Plain);
    while (at < text.size()) {
        const QChar letter = text[at];
        if (letter == u'"' || letter == u'\'') {
            const qsizetype end = endOfText(text, at);
            setFormat(int(at), int(end - at), isFollowedByColon(text, end) ? m_key : m_text);
            at = end;
        } else if (text.mid(at, 2) == "//"_L1) {
            setFormat(int(at), int(text.size() - at), m_comment);
            break;
        } else if (text.mid(at, 2) == "/*"_L1) {
            const qsizetype end = text.indexOf("*/"_L1, at + 2);
            setFormat(int(at), int((end < 0 ? text.size() : end + 2) - at), m_comment);
            if (end < 0) {
                setCurrentBlockState(InComment);
                break;
            }
            at = end + 2;
        } else if (isWordLetter(letter)) {
            qsizetype end = at;
            while (end < text.size() && isWordLetter(text[end]))
                ++end;
            setFormat(int(at), int(end - at), isFollowedByColon(text, end) ? m_key : m_number);
            at = end;
        } else {
            ++at;
        }
    }
    if (m_line == currentBlock().blockNumber() + 1) {
        const int column = std::clamp(m_column - 1, 0, std::max(0, int(text.size()) - 1));
        setFormat(column, std::max(1, int(text.size()) - column), m_wrong);
    }
}

qsizetype Json5Highlighter::endOfText(const QString &text, qsizetype from)
{
    const QChar quote = text[from];
    for (qsizetype at = from + 1; at < text.size(); ++at) {
        if (text[at] == u'\\')
            ++at;
        else if (text[at] == quote)
            return at + 1;
    }
    return text.size();
}

} // namespace wsagent
