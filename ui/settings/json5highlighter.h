#pragma once

#include <QSyntaxHighlighter>
#include <QTextCharFormat>

namespace wsagent {

/// Colours for JSON5: comments, texts, keys, numbers and words.
class Json5Highlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit Json5Highlighter(QTextDocument *document, const QPalette &palette);

    /// Underlines what stands at this line and column, both from 1; 0: nothing.
    void mark(int line, int column);

protected:
    void highlightBlock(const QString &text) override;

private:
    enum State { Plain = -1, InComment = 1 };

    /// The end of the text that begins at `from` with a quote.
    static qsizetype endOfText(const QString &text, qsizetype from);

    QTextCharFormat m_comment;
    QTextCharFormat m_text;
    QTextCharFormat m_key;
    QTextCharFormat m_number;
    QTextCharFormat m_wrong;
    int m_line = 0;
    int m_column = 0;
};

} // namespace wsagent
