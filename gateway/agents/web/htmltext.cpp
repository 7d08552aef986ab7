#include "gateway/agents/web/htmltext.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString entity(const QString &name)
{
    static const QHash<QString, QString> named{
        {u"amp"_s, u"&"_s},    {u"lt"_s, u"<"_s},     {u"gt"_s, u">"_s},     {u"quot"_s, u"\""_s},
        {u"apos"_s, u"'"_s},   {u"nbsp"_s, u" "_s},   {u"ndash"_s, u"–"_s},  {u"mdash"_s, u"—"_s},
        {u"hellip"_s, u"…"_s}, {u"copy"_s, u"©"_s},   {u"reg"_s, u"®"_s},    {u"laquo"_s, u"«"_s},
        {u"raquo"_s, u"»"_s},  {u"lsquo"_s, u"‘"_s},  {u"rsquo"_s, u"’"_s},  {u"ldquo"_s, u"“"_s},
        {u"rdquo"_s, u"”"_s},  {u"bull"_s, u"•"_s},   {u"middot"_s, u"·"_s}, {u"times"_s, u"×"_s},
        {u"euro"_s, u"€"_s},   {u"pound"_s, u"£"_s},  {u"deg"_s, u"°"_s},    {u"auml"_s, u"ä"_s},
        {u"ouml"_s, u"ö"_s},   {u"uuml"_s, u"ü"_s},   {u"Auml"_s, u"Ä"_s},   {u"Ouml"_s, u"Ö"_s},
        {u"Uuml"_s, u"Ü"_s},   {u"szlig"_s, u"ß"_s},  {u"eacute"_s, u"é"_s}, {u"egrave"_s, u"è"_s},
        {u"agrave"_s, u"à"_s}, {u"ccedil"_s, u"ç"_s}, {u"rarr"_s, u"→"_s},   {u"larr"_s, u"←"_s}};
    if (!name.startsWith(u'#'))
        return named.value(name);
    bool isNumber = false;
    const bool hex = name.mid(1, 1).toLower() == "x"_L1;
    const uint code = name.mid(hex ? 2 : 1).toUInt(&isNumber, hex ? 16 : 10);
    const bool usable = isNumber && code >= 0x20 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return usable ? QString::fromUcs4(reinterpret_cast<const char32_t *>(&code), 1) : QString();
}

QString decoded(const QString &text)
{
    if (!text.contains(u'&'))
        return text;
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const qsizetype end = text[i] == u'&' ? text.indexOf(u';', i) : -1;
        const QString known = end > i && end - i < 12 ? entity(text.mid(i + 1, end - i - 1)) : QString();
        result += known.isEmpty() ? QString(text[i]) : known;
        i = known.isEmpty() ? i : end;
    }
    return result;
}

/// One tag, without its angle brackets.
struct Tag
{
    explicit Tag(const QString &inside)
        : closes(inside.startsWith(u'/'))
        , rest(inside)
    {
        qsizetype end = closes ? 1 : 0;
        while (end < inside.size() && (inside[end].isLetterOrNumber() || inside[end] == u'-'))
            ++end;
        name = inside.mid(closes ? 1 : 0, end - (closes ? 1 : 0)).toLower();
    }

    QString attribute(const QString &key) const
    {
        const QRegularExpression expression(
            u"\\b%1\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))"_s.arg(key),
            QRegularExpression::CaseInsensitiveOption);
        const auto match = expression.match(rest);
        return decoded(match.captured(1) + match.captured(2) + match.captured(3));
    }

    QString name = {};
    bool closes = false;
    QString rest;
};

class Writer
{
public:
    Writer(const QString &html, HtmlAs as)
        : m_html(html)
        , m_markdown(as == HtmlAs::Markdown)
    {}

    QString write()
    {
        while (m_at < m_html.size()) {
            const qsizetype open = m_html.indexOf(u'<', m_at);
            text(m_html.mid(m_at, (open < 0 ? m_html.size() : open) - m_at));
            if (open < 0)
                break;
            m_at = open;
            markup();
        }
        static const QRegularExpression manyLines(u"\\n{3,}"_s);
        static const QRegularExpression spaceAtEnd(u"[ \\t]+\\n"_s);
        return m_out.replace(spaceAtEnd, u"\n"_s).replace(manyLines, u"\n\n"_s).trimmed();
    }

    QString title() const { return m_title.simplified(); }

private:
    void markup()
    {
        if (m_html.mid(m_at, 4) == "<!--"_L1)
            return skipTo(u"-->"_s);
        const bool isTag =
            m_at + 1 < m_html.size() && (m_html[m_at + 1].isLetter() || m_html[m_at + 1] == u'/' ||
                                         m_html[m_at + 1] == u'!' || m_html[m_at + 1] == u'?');
        const qsizetype end = isTag ? endOfTag() : -1;
        if (!isTag) {
            text(u"<"_s);
            ++m_at;
            return;
        }
        const Tag tag(m_html.mid(m_at + 1, end - m_at - 1));
        m_at = std::min(end + 1, m_html.size());
        static const QStringList dropped{u"script"_s, u"style"_s,  u"noscript"_s, u"template"_s, u"svg"_s,
                                         u"iframe"_s, u"object"_s, u"select"_s,   u"button"_s};
        if (!tag.closes && dropped.contains(tag.name))
            return skipTo(u"</"_s + tag.name);
        handle(tag);
    }

    /// A `>` in a quoted value does not end the tag.
    qsizetype endOfTag() const
    {
        QChar quote;
        for (qsizetype i = m_at + 1; i < m_html.size(); ++i) {
            const QChar c = m_html[i];
            if (!quote.isNull())
                quote = c == quote ? QChar() : quote;
            else if (c == u'"' || c == u'\'')
                quote = c;
            else if (c == u'>')
                return i;
        }
        return m_html.size();
    }

    void skipTo(const QString &end)
    {
        const qsizetype found = m_html.indexOf(end, m_at, Qt::CaseInsensitive);
        const qsizetype close = found < 0 ? -1 : m_html.indexOf(u'>', found);
        m_at = close < 0 ? m_html.size() : close + 1;
    }

    void handle(const Tag &tag)
    {
        const QString &name = tag.name;
        if (name == "title"_L1) {
            m_inTitle = !tag.closes;
        } else if (name == "head"_L1) {
            m_inHead = !tag.closes;
        } else if (name == "br"_L1) {
            m_out += u'\n';
        } else if (name.size() == 2 && name[0] == u'h' && name[1].isDigit()) {
            block(tag.closes || !m_markdown ? QString() : QString(name[1].digitValue(), u'#') + u' ');
        } else if (name == "li"_L1) {
            line(tag.closes ? QString() : u"- "_s);
        } else if (name == "pre"_L1) {
            m_pre = !tag.closes;
            block(m_markdown ? u"```\n"_s : QString());
        } else if (name == "code"_L1 && m_markdown && !m_pre) {
            m_out += u'`';
        } else if ((name == "strong"_L1 || name == "b"_L1) && m_markdown) {
            m_out += "**"_L1;
        } else if (name == "td"_L1 || name == "th"_L1) {
            m_out += tag.closes ? u" | "_s : QString();
        } else if (name == "tr"_L1) {
            line({});
        } else if (name == "img"_L1) {
            m_out += tag.attribute(u"alt"_s);
        } else if (name == "a"_L1 && m_markdown) {
            link(tag);
        } else if (isBlock(name)) {
            block({});
        }
    }

    void link(const Tag &tag)
    {
        if (!tag.closes) {
            m_linkTarget = tag.attribute(u"href"_s);
            m_linkBegin = m_out.size();
            return;
        }
        const QString label = m_out.mid(m_linkBegin).simplified();
        const bool worth =
            !label.isEmpty() && (m_linkTarget.startsWith("http"_L1) || m_linkTarget.startsWith(u'/'));
        if (worth && m_linkBegin >= 0 && m_linkBegin <= m_out.size()) {
            m_out.truncate(m_linkBegin);
            m_out += u"[%1](%2)"_s.arg(label, m_linkTarget);
        }
        m_linkTarget.clear();
        m_linkBegin = m_out.size();
    }

    static bool isBlock(const QString &name)
    {
        static const QStringList names{u"p"_s,    u"div"_s,   u"section"_s,    u"article"_s, u"ul"_s,
                                       u"ol"_s,   u"table"_s, u"blockquote"_s, u"header"_s,  u"footer"_s,
                                       u"main"_s, u"nav"_s,   u"form"_s,       u"dl"_s,      u"dt"_s,
                                       u"dd"_s,   u"hr"_s,    u"figure"_s,     u"aside"_s,   u"body"_s};
        return names.contains(name);
    }

    void block(const QString &beginning)
    {
        if (!m_out.isEmpty() && !m_out.endsWith("\n\n"_L1))
            m_out += m_out.endsWith(u'\n') ? u"\n"_s : u"\n\n"_s;
        m_out += beginning;
    }

    void line(const QString &beginning)
    {
        if (!m_out.isEmpty() && !m_out.endsWith(u'\n'))
            m_out += u'\n';
        m_out += beginning;
    }

    void text(const QString &raw)
    {
        const QString words = decoded(raw);
        if (m_inTitle) {
            m_title += words;
        } else if (m_pre) {
            m_out += words;
        } else if (!m_inHead) {
            const QString flat = words.simplified();
            const bool spaceBefore = !words.isEmpty() && words[0].isSpace();
            if (spaceBefore && !m_out.isEmpty() && !m_out.back().isSpace())
                m_out += u' ';
            m_out += flat;
            if (!flat.isEmpty() && words.back().isSpace())
                m_out += u' ';
        }
    }

    const QString &m_html;
    bool m_markdown;
    qsizetype m_at = 0;
    QString m_out;
    QString m_title;
    QString m_linkTarget;
    qsizetype m_linkBegin = 0;
    bool m_inTitle = false;
    bool m_inHead = false;
    bool m_pre = false;
};

} // namespace

QString textOfHtml(const QString &html, HtmlAs as, QString *title)
{
    Writer writer(html, as);
    const QString text = writer.write();
    if (title)
        *title = writer.title();
    return text;
}

} // namespace wsagent
