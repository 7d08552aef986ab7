#include "gateway/browser/page/snapshottext.h"

#include <QSet>

#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostLineText = 400; // characters of a name or value
constexpr int efficientDepth = 6;
constexpr int efficientChars = 10'000;
constexpr int deepest = 400; // levels; a page that nests deeper is told flat from there on

bool hasRefWhenNamed(const QString &role)
{
    static const QSet<QString> roles{u"heading"_s,   u"cell"_s,      u"gridcell"_s, u"columnheader"_s,
                                     u"rowheader"_s, u"listitem"_s,  u"article"_s,  u"region"_s,
                                     u"main"_s,      u"navigation"_s};
    return roles.contains(role);
}

bool isContainer(const QString &role)
{
    static const QSet<QString> roles{
        u"generic"_s, u"group"_s,     u"list"_s,     u"table"_s,       u"row"_s,          u"rowgroup"_s,
        u"grid"_s,    u"treegrid"_s,  u"menu"_s,     u"menubar"_s,     u"toolbar"_s,      u"tablist"_s,
        u"tree"_s,    u"directory"_s, u"document"_s, u"application"_s, u"presentation"_s, u"none"_s};
    return roles.contains(role);
}

/// Whose name is what stands in it: that text is not told twice.
bool isNamedByContent(const QString &role)
{
    static const QSet<QString> roles{u"heading"_s,      u"cell"_s,      u"gridcell"_s,
                                     u"columnheader"_s, u"rowheader"_s, u"label"_s};
    return isInteractiveRole(role) || roles.contains(role);
}

/// In double quotes, one line.
QString quoted(const QString &text)
{
    QString short_ = text.left(mostLineText);
    short_.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1);
    return u'"' + short_ + u'"';
}

/// Tells documents line by line. An explicit stack: a page decides how deep it nests.
class Renderer
{
public:
    Renderer(const QList<AxTree> &documents, const SnapshotOptions &options)
        : m_documents(documents)
        , m_options(options)
        , m_counts(documents.size(), 0)
    {}

    SnapshotText render(SnapshotStart start)
    {
        walk(start);
        return assemble();
    }

private:
    struct Line
    {
        int indent = 0;
        QString text = {};
        QString tail = {}; ///< behind the ref
        int ref = -1;      ///< index in m_refs; -1: none
    };
    struct Visit
    {
        int document;
        int node;
        int level;
        QString above; ///< name of the nearest line above, which says the text of its children
    };

    void walk(SnapshotStart start)
    {
        if (start.document >= m_documents.size())
            return;
        const int first = start.node >= 0 ? start.node : m_documents.at(start.document).root;
        QList<Visit> stack;
        if (first >= 0)
            stack += Visit{start.document, first, 0, {}};
        while (!stack.isEmpty() && !isFull()) {
            const Visit visit = stack.takeLast();
            const AxTree &tree = m_documents.at(visit.document);
            const AxNode &node = tree.nodes.at(visit.node);
            const bool shows = emitLine(visit, node);
            const bool nests = isOutlined(visit, node) && visit.level < deepest;
            const int level = visit.level + (nests ? 1 : 0);
            if (m_options.depth > 0 && level >= m_options.depth) {
                m_isCut = m_isCut || !node.children.isEmpty();
                continue;
            }
            const QString above = !shows                        ? visit.above
                                  : isNamedByContent(node.role) ? node.name + u'\n' + node.value
                                                                : QString();
            if (const int inner = tree.frames.value(node.backendNodeId, -1);
                inner > 0 && node.role == "iframe"_L1) {
                if (m_documents.at(inner).root >= 0)
                    stack += Visit{inner, m_documents.at(inner).root, level, {}};
                continue;
            }
            for (qsizetype i = node.children.size(); i-- > 0;)
                stack += Visit{visit.document, node.children.at(i), level, above};
        }
        m_truncated = !stack.isEmpty();
    }

    bool isFull() const { return m_options.maxChars > 0 && m_chars > m_options.maxChars; }

    bool shows(const Visit &visit, const AxNode &node) const
    {
        return isOutlined(visit, node) && (!m_options.interactive || isInteractiveRole(node.role));
    }

    /// Whether it is a level of the page: what only interactive elements are told of has the same levels.
    bool isOutlined(const Visit &visit, const AxNode &node) const
    {
        if (node.isHidden)
            return false;
        if (isInteractiveRole(node.role))
            return true;
        if (node.role == "text"_L1)
            return !node.name.isEmpty() && !visit.above.contains(node.name);
        if (node.role == "generic"_L1 && node.name.isEmpty() && !node.isFocusable)
            return false;
        if (visit.document > 0 && node.role == "document"_L1)
            return false; // its <iframe> stands for it
        return !m_options.compact || !node.name.isEmpty() || !isContainer(node.role);
    }

    bool wantsRef(const AxNode &node) const
    {
        if (node.backendNodeId == 0 || node.role == "text"_L1 || node.role == "document"_L1)
            return false;
        return isInteractiveRole(node.role) || node.isFocusable ||
               (hasRefWhenNamed(node.role) && !node.name.isEmpty());
    }

    bool emitLine(const Visit &visit, const AxNode &node)
    {
        if (!shows(visit, node))
            return false;
        Line line{.indent = m_options.interactive ? 0 : visit.level};
        if (node.role == "text"_L1) {
            line.text = "- text: "_L1 + quoted(node.name);
        } else {
            line.text = "- "_L1 + node.role;
            if (!node.name.isEmpty())
                line.text += u' ' + quoted(node.name);
            for (const QString &state : node.states)
                line.text += " ["_L1 + state + u']';
            if (wantsRef(node))
                line.ref = addRef(visit.document, node);
            if (!node.value.isEmpty() && node.value != node.name)
                line.tail = ": "_L1 + quoted(node.value);
            if (m_options.urls && !node.url.isEmpty())
                line.tail += " -> "_L1 + node.url.left(mostLineText);
        }
        m_chars += line.text.size() + line.tail.size() + 2 * line.indent + (line.ref >= 0 ? 12 : 1);
        m_lines += line;
        return true;
    }

    int addRef(int document, const AxNode &node)
    {
        const QString own =
            m_options.stableRefs ? u"ax%1"_s.arg(node.backendNodeId) : u"e%1"_s.arg(++m_counts[document]);
        const QString ref = document == 0 ? own : u"f%1%2"_s.arg(document).arg(own);
        m_refs += {.ref = ref,
                   .role = node.role,
                   .name = node.name,
                   .backendNodeId = node.backendNodeId,
                   .frame = document};
        return int(m_refs.size() - 1);
    }

    /// Who shares role and name with others gets a number among them.
    void number()
    {
        QHash<std::pair<QString, QString>, QList<int>> same;
        for (qsizetype i = 0; i < m_refs.size(); ++i)
            same[{m_refs.at(i).role, m_refs.at(i).name}] += int(i);
        for (const QList<int> &group : std::as_const(same)) {
            for (qsizetype i = 0; group.size() > 1 && i < group.size(); ++i)
                m_refs[group.at(i)].nth = int(i);
        }
    }

    SnapshotText assemble()
    {
        number();
        SnapshotText result{.refs = m_refs, .lines = int(m_lines.size()), .truncated = m_truncated};
        result.text.reserve(m_chars + 16);
        for (const Line &line : std::as_const(m_lines)) {
            result.text += QString(2 * line.indent, u' ') + line.text;
            if (line.ref >= 0) {
                const SnapshotRef &ref = m_refs.at(line.ref);
                result.text += " [ref="_L1 + ref.ref + u']';
                if (ref.nth > 0)
                    result.text += u" [nth=%1]"_s.arg(ref.nth);
            }
            result.text += line.tail + u'\n';
        }
        if (m_truncated)
            result.text += u"[the page goes on: use selector, depth or maxChars]\n"_s;
        else if (m_isCut && m_options.interactive)
            result.text += u"[there is more below: use depth]\n"_s; // nothing else shows that
        return result;
    }

    const QList<AxTree> &m_documents;
    const SnapshotOptions &m_options;
    QList<int> m_counts; ///< of refs, by document
    QList<Line> m_lines;
    QList<SnapshotRef> m_refs;
    qsizetype m_chars = 0;
    bool m_truncated = false;
    bool m_isCut = false; ///< something is deeper than was asked for
};

} // namespace

bool isInteractiveRole(const QString &role)
{
    static const QSet<QString> roles{
        u"button"_s,   u"link"_s,       u"textbox"_s,          u"checkbox"_s,      u"radio"_s,
        u"combobox"_s, u"listbox"_s,    u"menuitem"_s,         u"option"_s,        u"searchbox"_s,
        u"slider"_s,   u"spinbutton"_s, u"menuitemcheckbox"_s, u"menuitemradio"_s, u"switch"_s,
        u"tab"_s,      u"treeitem"_s};
    return roles.contains(role);
}

BrowserResult<SnapshotOptions> snapshotOptions(const BrowserRequest &request, bool efficient)
{
    using Form = SnapshotOptions::Form;
    const QString format = request.text("format"_L1);
    const QString mode = request.text("mode"_L1);
    if (!format.isEmpty() && format != "ai"_L1 && format != "aria"_L1)
        return badRequest(u"format must be ai|aria"_s);
    if (!mode.isEmpty() && mode != "efficient"_L1)
        return badRequest(u"mode must be efficient"_s);
    const QString refs = request.text("refs"_L1);
    if (!refs.isEmpty() && refs != "role"_L1 && refs != "aria"_L1)
        return badRequest(u"refs must be role|aria"_s);
    SnapshotOptions options{.interactive = request.has("interactive"_L1),
                            .compact = request.has("compact"_L1),
                            .urls = request.has("urls"_L1),
                            .stableRefs = refs == "aria"_L1,
                            .depth = request.number("depth"_L1, 0, 0, 1000),
                            .selector = request.text("selector"_L1),
                            .frame = request.text("frame"_L1)};
    const bool isEfficient = mode == "efficient"_L1 || (efficient && format.isEmpty());
    if (format == "aria"_L1) {
        if (mode == "efficient"_L1)
            return badRequest(u"mode=efficient requires format=ai"_s);
        if (request.has("labels"_L1))
            return badRequest(u"labels require format=ai"_s);
        options.form = Form::Aria;
        options.limit = request.number("limit"_L1, 500, 1, 2000);
        return options;
    }
    const bool asksForRole = options.interactive || options.compact || options.depth > 0 ||
                             !options.selector.isEmpty() || !options.frame.isEmpty() ||
                             request.has("labels"_L1);
    options.form = asksForRole || isEfficient ? Form::Role : Form::Ai;
    if (isEfficient) {
        options.interactive = request.flag("interactive"_L1).value_or(true);
        options.compact = request.flag("compact"_L1).value_or(true);
        options.depth = request.number("depth"_L1, efficientDepth, 0, 1000);
    }
    options.maxChars =
        request.number("maxChars"_L1, isEfficient ? efficientChars : options.maxChars, 0, 10'000'000);
    return options;
}

SnapshotText renderSnapshot(const QList<AxTree> &documents, SnapshotStart start,
                            const SnapshotOptions &options)
{
    return Renderer(documents, options).render(start);
}

SnapshotNodes listSnapshot(const QList<AxTree> &documents, SnapshotStart start, int limit)
{
    struct Visit
    {
        int document;
        int node;
        int depth;
    };
    SnapshotNodes result;
    QList<Visit> stack;
    const int first = start.node >= 0 ? start.node : documents.at(start.document).root;
    if (first >= 0)
        stack += Visit{start.document, first, 0};
    while (!stack.isEmpty() && result.nodes.size() < limit) {
        const Visit visit = stack.takeLast();
        const AxTree &tree = documents.at(visit.document);
        const AxNode &node = tree.nodes.at(visit.node);
        if (!node.isHidden) {
            const QString ref = u"ax%1"_s.arg(result.nodes.size() + 1);
            QJsonObject json{
                {"ref"_L1, ref}, {"role"_L1, node.role}, {"name"_L1, node.name}, {"depth"_L1, visit.depth}};
            if (!node.value.isEmpty())
                json.insert("value"_L1, node.value);
            if (!node.description.isEmpty())
                json.insert("description"_L1, node.description);
            if (node.backendNodeId > 0) {
                json.insert("backendDOMNodeId"_L1, node.backendNodeId);
                result.refs += {.ref = ref,
                                .role = node.role,
                                .name = node.name,
                                .backendNodeId = node.backendNodeId,
                                .frame = visit.document};
            }
            result.nodes += json;
        }
        const int depth = visit.depth + (node.isHidden ? 0 : 1);
        if (const int inner = tree.frames.value(node.backendNodeId, -1); inner > 0) {
            if (documents.at(inner).root >= 0)
                stack += Visit{inner, documents.at(inner).root, depth};
            continue;
        }
        for (qsizetype i = node.children.size(); i-- > 0;)
            stack += Visit{visit.document, node.children.at(i), depth};
    }
    return result;
}

} // namespace wsagent
