#include "gateway/base/json5scalars.h"
#include "gateway/base/json5tree.h"
#include "gateway/base/json5trivia.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Member
{
    QString key;
    QJsonValue value;
    quint32 keyBegin = 0;
};

QString shown(const QString &key)
{
    constexpr qsizetype longest = 60;
    return u'"' + (key.size() > longest ? key.first(longest) + u'…' : key) + u'"';
}

class Parser
{
public:
    Parser(QByteArrayView text, int maxDepth)
        : m_text(text)
        , m_maxDepth(maxDepth)
    {}

    Result<Json5Tree, Json5Fault> run();

private:
    bool fail(const QString &message, qsizetype at);
    bool skipTrivia();
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool value(QJsonValue &out);
    bool container(QJsonValue &out, Json5Node::Kind kind);
    bool object(QJsonValue &out);
    bool array(QJsonValue &out);
    bool scalar(QJsonValue &out);
    bool number(QJsonValue &out);
    bool word(QJsonValue &out);
    bool key(QString &out);
    /// `after()` says what stands before it.
    template <typename Say>
    bool separator(char close, const Say &after);
    bool toObject(const std::vector<Member> &members, QJsonValue &out);
    template <typename T>
    bool take(const Result<T, Json5Fault> &result);

    QByteArrayView m_text;
    int m_maxDepth;
    int m_depth = 0;
    qsizetype m_at = 0;
    Json5Tree m_tree;
    Json5Fault m_fault;
};

bool Parser::fail(const QString &message, qsizetype at)
{
    m_fault = {message, at};
    return false;
}

template <typename T>
bool Parser::take(const Result<T, Json5Fault> &result)
{
    if (!result)
        return fail(result.error().message, result.error().at);
    m_at = result->end;
    return true;
}

bool Parser::skipTrivia()
{
    for (;;) {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n'))
            ++m_at;
        const Json5Trivia trivia = json5TriviaAt(m_text, m_at);
        if (trivia.kind == Json5Trivia::None)
            return true;
        if (trivia.kind == Json5Trivia::OpenComment)
            return fail(u"the comment that starts here has no end"_s, trivia.begin);
        m_tree.hasComments |= trivia.isComment();
        m_at = trivia.end;
    }
}

Result<Json5Tree, Json5Fault> Parser::run()
{
    if (!skipTrivia())
        return m_fault;
    if (m_at == m_text.size())
        return Json5Fault{u"expected a value, but there is none in the text"_s, m_at};
    if (!value(m_tree.value) || !skipTrivia())
        return m_fault;
    if (m_at < m_text.size())
        return Json5Fault{u"expected nothing more after the end of the value"_s, m_at};
    return std::move(m_tree);
}

bool Parser::value(QJsonValue &out)
{
    const auto index = m_tree.nodes.size();
    Json5Node node;
    node.begin = quint32(m_at);
    node.kind = peek() == '{' ? Json5Node::Object : peek() == '[' ? Json5Node::Array : Json5Node::Scalar;
    m_tree.nodes.push_back(node);
    const bool ok = node.kind == Json5Node::Scalar ? scalar(out) : container(out, node.kind);
    m_tree.nodes[index].end = quint32(m_at);
    m_tree.nodes[index].next = quint32(m_tree.nodes.size());
    return ok;
}

bool Parser::container(QJsonValue &out, Json5Node::Kind kind)
{
    if (m_depth == m_maxDepth)
        return fail(u"more than %1 levels inside each other"_s.arg(m_maxDepth), m_at);
    ++m_depth;
    ++m_at;
    const bool ok = kind == Json5Node::Object ? object(out) : array(out);
    --m_depth;
    return ok;
}

template <typename Say>
bool Parser::separator(char close, const Say &after)
{
    if (!skipTrivia())
        return false;
    if (peek() == ',') {
        ++m_at;
        return true;
    }
    if (peek() == close)
        return true;
    return fail(u"expected a comma or %1 after %2"_s.arg(QLatin1Char(close)).arg(after()), m_at);
}

bool Parser::object(QJsonValue &out)
{
    std::vector<Member> members;
    for (;;) {
        if (!skipTrivia())
            return false;
        if (peek() == '}')
            break;
        Member member;
        member.keyBegin = quint32(m_at);
        if (!key(member.key))
            return false;
        const auto keyEnd = quint32(m_at);
        if (!skipTrivia())
            return false;
        if (peek() != ':')
            return fail(u"expected a : after the key %1"_s.arg(shown(member.key)), m_at);
        ++m_at;
        if (!skipTrivia())
            return false;
        const auto index = m_tree.nodes.size();
        if (!value(member.value))
            return false;
        m_tree.nodes[index].keyBegin = member.keyBegin;
        m_tree.nodes[index].keyEnd = keyEnd;
        if (!separator('}', [&member] { return u"the value of %1"_s.arg(shown(member.key)); }))
            return false;
        members.push_back(std::move(member));
    }
    ++m_at;
    return toObject(members, out);
}

bool Parser::array(QJsonValue &out)
{
    QJsonArray elements;
    for (;;) {
        if (!skipTrivia())
            return false;
        if (peek() == ']')
            break;
        QJsonValue element;
        if (!value(element))
            return false;
        elements.append(element);
        if (!separator(']', [&] { return u"entry [%1] of the list"_s.arg(elements.size() - 1); }))
            return false;
    }
    ++m_at;
    out = elements;
    return true;
}

bool Parser::key(QString &out)
{
    if (peek() == '"' || peek() == '\'') {
        const auto string = readJson5String(m_text, m_at);
        if (!take(string))
            return false;
        out = string->text;
        return true;
    }
    const qsizetype begin = m_at;
    const auto name = readJson5Identifier(m_text, m_at);
    if (!take(name))
        return false;
    if (m_at == begin) {
        if (m_at == m_text.size())
            return fail(u"the text ends inside an object: a } is missing"_s, m_at);
        return fail(u"expected a key or }; other keys than plain names need quotes"_s, m_at);
    }
    out = name->text;
    return true;
}

bool Parser::scalar(QJsonValue &out)
{
    const char c = peek();
    if (c == '"' || c == '\'') {
        const auto string = readJson5String(m_text, m_at);
        if (!take(string))
            return false;
        out = string->text;
        return true;
    }
    if ((c >= '0' && c <= '9') || c == '.' || c == '+' || c == '-')
        return number(out);
    return word(out);
}

bool Parser::number(QJsonValue &out)
{
    const auto read = readJson5Number(m_text, m_at);
    if (!take(read))
        return false;
    out = read->value;
    return true;
}

bool Parser::word(QJsonValue &out)
{
    const qsizetype begin = m_at;
    const auto name = readJson5Identifier(m_text, m_at);
    if (!take(name))
        return false;
    if (m_at == begin) {
        return fail(begin == m_text.size() ? u"expected a value, but the text ends"_s : u"expected a value"_s,
                    begin);
    }
    const QByteArrayView written = m_text.sliced(begin, m_at - begin);
    if (written == "true" || written == "false") {
        out = written == "true";
    } else if (written == "null") {
        out = QJsonValue(QJsonValue::Null);
    } else if (written == "Infinity" || written == "NaN") {
        m_at = begin;
        return number(out);
    } else {
        // The word is not repeated: it may be a password without quotes.
        return fail(u"expected a value; text needs quotes"_s, begin);
    }
    return true;
}

/// Sorted first, because QJsonObject keeps its keys sorted and inserts at the end in constant time.
bool Parser::toObject(const std::vector<Member> &members, QJsonValue &out)
{
    std::vector<const Member *> sorted;
    sorted.reserve(members.size());
    for (const Member &member : members)
        sorted.push_back(&member);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Member *a, const Member *b) { return a->key < b->key; });

    const Member *duplicate = nullptr;
    const Member *original = nullptr;
    for (size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i]->key != sorted[i - 1]->key)
            continue;
        if (!duplicate || sorted[i]->keyBegin < duplicate->keyBegin) {
            duplicate = sorted[i];
            original = sorted[i - 1];
        }
    }
    if (duplicate) {
        const int line = textPositionAt(m_text, original->keyBegin).line;
        return fail(u"duplicate key %1 (first at line %2)"_s.arg(shown(duplicate->key)).arg(line),
                    duplicate->keyBegin);
    }
    QJsonObject object;
    for (const Member *member : sorted)
        object.insert(member->key, member->value);
    out = object;
    return true;
}

} // namespace

Result<Json5Tree, Json5Fault> parseJson5Tree(QByteArrayView text, int maxDepth)
{
    return Parser(text, maxDepth).run();
}

} // namespace wsagent
