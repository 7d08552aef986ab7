#include "gateway/browser/page/pagenode.h"

#include "gateway/browser/page/pageframes.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

BrowserError detached(const QString &why)
{
    return {.status = 500,
            .message = u"the element is not on the page any more (%1); run a new snapshot"_s.arg(why),
            .code = u"ACT_OPERATION_FAILED"_s};
}

} // namespace

QString plainRef(const QString &spelling)
{
    QString ref = spelling.trimmed();
    if (ref.startsWith(u'@'))
        return ref.sliced(1);
    return ref.startsWith("ref="_L1) ? ref.sliced(4) : ref;
}

BrowserResult<PageNode> nodeOf(const Tab &tab, const QString &ref)
{
    const QString plain = plainRef(ref);
    const auto node = tab.refs.constFind(plain);
    if (node != tab.refs.cend())
        return *node;
    return BrowserError{
        .status = 400,
        .message = u"Unknown ref \"%1\". Run a new snapshot and use a ref from it."_s.arg(plain.left(100)),
        .code = u"ACT_INVALID_REQUEST"_s};
}

BrowserResult<QJsonValue> scriptValue(const CdpAnswer &answer)
{
    if (!answer)
        return answer.error();
    const QJsonValue thrown = answer->value("exceptionDetails"_L1);
    if (!thrown.isObject())
        return answer->value("result"_L1)["value"_L1];
    const QString what = thrown["exception"_L1]["description"_L1].toString(thrown["text"_L1].toString());
    return BrowserError{.status = 500,
                        .message = u"the script has failed: %1"_s.arg(what.section(u'\n', 0, 0).left(500)),
                        .code = u"ACT_OPERATION_FAILED"_s};
}

QString scriptLiteral(const QJsonValue &value)
{
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.sliced(1, array.size() - 2));
}

QString callScript(QLatin1StringView function, const QJsonValue &argument)
{
    return u"%1(%2)"_s.arg(QString(function), scriptLiteral(argument));
}

QString valueScript(const QString &source, const QString &argument)
{
    return u"const value = (%1\n); return typeof value === 'function' ? await value(%2) : value;"_s.arg(
        source, argument);
}

QCoro::Task<BrowserResult<QJsonValue>> evaluate(TabPtr tab, QString expression,
                                                std::chrono::milliseconds timeout)
{
    const QJsonObject params{{"expression"_L1, expression},
                             {"returnByValue"_L1, true},
                             {"awaitPromise"_L1, true},
                             {"userGesture"_L1, true}};
    const auto asking = tab->call("Runtime.evaluate"_L1, params, timeout);
    const auto answer = co_await asking;
    co_return scriptValue(answer);
}

QCoro::Task<BrowserResult<PageNode>> nodeBySelector(TabPtr tab, QString selector)
{
    const auto asking = tab->call("DOM.getDocument"_L1, {{"depth"_L1, 0}});
    const auto document = co_await asking;
    if (!document)
        co_return document.error();
    const QJsonObject query{{"nodeId"_L1, document->value("root"_L1)["nodeId"_L1]},
                            {"selector"_L1, selector}};
    const auto querying = tab->call("DOM.querySelector"_L1, query);
    const auto found = co_await querying;
    if (!found || found->value("nodeId"_L1).toInt() == 0)
        co_return BrowserError{.status = 404,
                               .message = u"no element fits the selector %1"_s.arg(selector.left(200))};
    const auto describing = tab->call("DOM.describeNode"_L1, {{"nodeId"_L1, found->value("nodeId"_L1)}});
    const auto described = co_await describing;
    if (!described)
        co_return described.error();
    co_return PageNode{.backendNodeId = described->value("node"_L1)["backendNodeId"_L1].toInt(),
                       .session = tab->session()};
}

QCoro::Task<BrowserResult<QJsonValue>> callOn(TabPtr tab, PageNode node, QString source, QJsonArray arguments,
                                              std::chrono::milliseconds timeout)
{
    const auto resolving =
        tab->callIn(node.session, "DOM.resolveNode"_L1, {{"backendNodeId"_L1, node.backendNodeId}}, timeout);
    const auto resolved = co_await resolving;
    if (!resolved && resolved.error().code.isEmpty())
        co_return detached(resolved.error().message);
    if (!resolved)
        co_return resolved.error();
    const QString object = resolved->value("object"_L1)["objectId"_L1].toString();
    QJsonArray values;
    for (const QJsonValue &argument : std::as_const(arguments))
        values += QJsonObject{{"value"_L1, argument}};
    const QJsonObject params{{"functionDeclaration"_L1, source}, {"objectId"_L1, object},
                             {"arguments"_L1, values},           {"returnByValue"_L1, true},
                             {"awaitPromise"_L1, true},          {"userGesture"_L1, true}};
    const auto calling = tab->callIn(node.session, "Runtime.callFunctionOn"_L1, params, timeout);
    const auto answer = co_await calling;
    tab->callIn(node.session, "Runtime.releaseObject"_L1, {{"objectId"_L1, object}});
    co_return scriptValue(answer);
}

QCoro::Task<BrowserResult<PageBox>> boxOf(TabPtr tab, PageNode node)
{
    const auto asking =
        tab->callIn(node.session, "DOM.getContentQuads"_L1, {{"backendNodeId"_L1, node.backendNodeId}});
    const auto answer = co_await asking;
    if (!answer)
        co_return detached(answer.error().message);
    const QJsonArray quads = answer->value("quads"_L1).toArray();
    for (const QJsonValue &quad : quads) {
        PageBox box = boxAround(quad.toArray());
        if (box.width < 1 || box.height < 1)
            continue;
        const auto finding = frameOrigin(tab, node.session);
        const PageBox origin = co_await finding;
        box.x += origin.x;
        box.y += origin.y;
        co_return box;
    }
    co_return BrowserError{
        .status = 500, .message = u"the element is not visible"_s, .code = u"ACT_OPERATION_FAILED"_s};
}

} // namespace wsagent
