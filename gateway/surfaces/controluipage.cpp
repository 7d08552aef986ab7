#include "gateway/surfaces/controluipage.h"

#include <QCryptographicHash>

namespace wsagent {

namespace {

/// Where the text is, in whatever case; -1 when it is not.
qsizetype find(const QByteArray &lowered, QByteArrayView text, qsizetype from)
{
    return lowered.indexOf(text, from);
}

/// Behind the tag that begins at `begin`; a bracket within quotes does not end it. -1 for one without end.
qsizetype endOfTag(QByteArrayView html, qsizetype begin)
{
    char quote = 0;
    for (qsizetype i = begin; i < html.size(); ++i) {
        if (quote != 0)
            quote = html[i] == quote ? char(0) : quote;
        else if (html[i] == '"' || html[i] == '\'')
            quote = html[i];
        else if (html[i] == '>')
            return i + 1;
    }
    return -1;
}

bool hasAttribute(const QByteArray &loweredTag, QByteArrayView name)
{
    for (qsizetype at = loweredTag.indexOf(name); at >= 0; at = loweredTag.indexOf(name, at + 1)) {
        const char before = at > 0 ? loweredTag[at - 1] : char(0);
        const char after = at + name.size() < loweredTag.size() ? loweredTag[at + name.size()] : char(0);
        if ((before == ' ' || before == '\n' || before == '\t' || before == '\r') &&
            (after == '=' || after == ' ' || after == '>'))
            return true;
    }
    return false;
}

} // namespace

QList<QByteArray> inlineScripts(const QByteArray &html)
{
    const QByteArray lowered = html.toLower();
    QList<QByteArray> scripts;
    qsizetype at = 0;
    for (;;) {
        const qsizetype script = find(lowered, "<script", at);
        const qsizetype comment = find(lowered, "<!--", at);
        if (script < 0)
            return scripts;
        if (comment >= 0 && comment < script) {
            const qsizetype end = find(lowered, "-->", comment);
            if (end < 0)
                return scripts;
            at = end + 3;
            continue;
        }
        const qsizetype begin = endOfTag(html, script);
        const qsizetype end = begin < 0 ? -1 : find(lowered, "</script", begin);
        if (end < 0)
            return scripts;
        if (!hasAttribute(lowered.sliced(script, begin - script), "src"))
            scripts.append(html.sliced(begin, end - begin));
        at = end;
    }
}

QList<QByteArray> scriptHashes(const QByteArray &html)
{
    QList<QByteArray> hashes;
    const QList<QByteArray> scripts = inlineScripts(html);
    for (const QByteArray &script : scripts)
        hashes.append("'sha256-" + QCryptographicHash::hash(script, QCryptographicHash::Sha256).toBase64() +
                      '\'');
    return hashes;
}

QByteArray markedPage(const QByteArray &html, const QString &basePath)
{
    const qsizetype tag = html.toLower().indexOf("<html");
    if (tag < 0)
        return html;
    const QByteArray base = basePath.toHtmlEscaped().toUtf8();
    QByteArray marked = html;
    marked.insert(tag + 5, " data-openclaw-control-ui-base-path=\"" + base +
                               "\" data-openclaw-terminal-enabled=\"false\"");
    for (const auto &attribute : {" href=\"", " src=\""})
        marked.replace(QByteArray(attribute) + "./", attribute + base + '/');
    return marked;
}

QByteArray controlUiPolicy(const QList<QByteArray> &hashes)
{
    QByteArray scripts = "script-src 'self' 'wasm-unsafe-eval'";
    for (const QByteArray &hash : hashes)
        scripts += ' ' + hash;
    return "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
           "frame-src 'self' http: https:; " +
           scripts +
           "; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; "
           "media-src 'self' data: blob:; font-src 'self'; worker-src 'self'; "
           "connect-src 'self' ws: wss: data:";
}

} // namespace wsagent
