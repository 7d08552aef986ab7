#include "gateway/agents/exec/commandtokens.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longest = 64 * 1024;

QString quoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', "'\\''"_L1) + u'\'';
}

class Reader
{
public:
    explicit Reader(const QString &text)
        : m_text(text)
    {}

    CommandLine read()
    {
        if (m_text.size() > longest)
            return objection(u"it is too long"_s);
        for (const QChar c : m_text) {
            if (c == u'\n' || c == u'\r')
                return objection(u"it has several lines"_s);
            if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
                (c.isSpace() && c != u' ' && c != u'\t'))
                return objection(u"it has characters that cannot be seen"_s);
        }
        while (m_at < m_text.size() && m_line.objection.isEmpty())
            step();
        if (m_line.objection.isEmpty() && m_quote != QChar())
            m_line.objection = u"a quote is not closed"_s;
        endWord();
        endSegment(QString());
        return m_line.objection.isEmpty() ? m_line : objection(m_line.objection);
    }

private:
    static CommandLine objection(const QString &why) { return {.objection = why}; }
    void object(const QString &why)
    {
        if (m_line.objection.isEmpty())
            m_line.objection = why;
    }
    bool isNext(QChar c) const { return m_at + 1 < m_text.size() && m_text[m_at + 1] == c; }

    void step()
    {
        const QChar c = m_text[m_at];
        if (m_quote == u'\'')
            inSingleQuotes(c);
        else if (m_quote == u'"')
            inDoubleQuotes(c);
        else
            unquoted(c);
        ++m_at;
    }

    void inSingleQuotes(QChar c)
    {
        if (c == u'\'')
            m_quote = {};
        else
            addText(c);
    }

    void inDoubleQuotes(QChar c)
    {
        if (c == u'"') {
            m_quote = {};
        } else if (c == u'$' || c == u'`') {
            object(u"it substitutes or expands something"_s);
        } else if (c == u'\\') {
            const bool escapes = isNext(u'"') || isNext(u'\\') || isNext(u'$') || isNext(u'`');
            addText(escapes ? m_text[++m_at] : c);
        } else {
            addText(c);
        }
    }

    void unquoted(QChar c)
    {
        switch (c.unicode()) {
        case u' ':
        case u'\t':
            return endWord();
        case u'\'':
        case u'"':
            m_quote = c;
            m_inWord = true;
            return;
        case u'\\':
            if (m_at + 1 == m_text.size())
                return object(u"it ends with a backslash"_s);
            return addText(m_text[++m_at]);
        case u'$':
        case u'`':
            return object(u"it substitutes or expands something"_s);
        case u'<':
        case u'>':
            return object(u"it redirects"_s);
        case u'(':
        case u')':
        case u'{':
        case u'}':
            return object(u"it groups commands or expands braces"_s);
        case u'&':
        case u'|':
        case u';':
            return operation(c);
        case u'*':
        case u'?':
        case u'[':
            m_word.hasGlob = true;
            m_word.text += c;
            m_word.raw += c;
            m_inWord = true;
            return;
        case u'!':
        case u'=':
        case u'^':
            if (!m_inWord)
                return object(u"a word begins with %1"_s.arg(c));
            return addText(c, true);
        case u'#':
            if (!m_inWord)
                return object(u"it has a comment"_s);
            return addText(c);
        case u'~':
            return tilde();
        default:
            return addText(c);
        }
    }

    void tilde()
    {
        if (m_inWord)
            return addText(u'~');
        const QChar next = m_at + 1 < m_text.size() ? m_text[m_at + 1] : QChar(u' ');
        if (next != u'/' && next != u' ')
            return object(u"it names the home of somebody"_s);
        m_word.hasTilde = true;
        m_word.text += u'~';
        m_word.raw += u'~';
        m_inWord = true;
        if (next == u'/') {
            m_word.text += next;
            m_word.raw += next; // unquoted, or the shell would not expand it
            ++m_at;
        }
    }

    void operation(QChar c)
    {
        const bool doubled = isNext(c);
        if (c == u'&' && !doubled)
            return object(u"it runs something in the background"_s);
        if ((c == u';' && doubled) || (c == u'|' && isNext(u'&')))
            return object(u"it has an operator that is not judged"_s);
        m_at += doubled ? 1 : 0;
        endWord();
        endSegment(doubled ? QString(2, c) : QString(c));
    }

    void addText(QChar c, bool isUnquotedSign = false)
    {
        m_inWord = true;
        if (isUnquotedSign && c == u'=' && m_line.segments.size() == m_line.operators.size() &&
            m_segment.isEmpty() && !m_word.text.contains(u'/'))
            return object(u"it sets a variable"_s);
        m_word.text += c;
        m_word.raw += quoted(c);
    }

    void endWord()
    {
        if (!m_inWord)
            return;
        if (m_word.raw.isEmpty())
            m_word.raw = u"''"_s;
        m_segment += m_word;
        m_word = {};
        m_inWord = false;
    }

    void endSegment(const QString &operation)
    {
        const bool isLast = operation.isEmpty();
        if (m_segment.isEmpty()) {
            // `ls;` is nothing else than `ls`
            const bool endsWithSemicolon =
                isLast && !m_line.operators.isEmpty() && m_line.operators.last() == u';';
            if (!endsWithSemicolon)
                object(u"a command is missing"_s);
            else
                m_line.operators.removeLast();
            return;
        }
        m_line.segments += m_segment;
        m_segment.clear();
        if (!isLast)
            m_line.operators += operation;
    }

    const QString &m_text;
    qsizetype m_at = 0;
    QChar m_quote;
    bool m_inWord = false;
    CommandWord m_word;
    QList<CommandWord> m_segment;
    CommandLine m_line;
};

} // namespace

QString CommandLine::sealed(const QStringList &programs) const
{
    QString text;
    for (qsizetype i = 0; i < segments.size(); ++i) {
        if (i > 0)
            text += u' ' + operators[i - 1] + u' ';
        text += quoted(programs.value(i));
        for (const CommandWord &word : segments[i].mid(1))
            text += u' ' + (word.hasGlob || word.hasTilde ? word.raw : quoted(word.text));
    }
    return text;
}

CommandLine readCommandLine(const QString &text)
{
    return Reader(text).read();
}

} // namespace wsagent
