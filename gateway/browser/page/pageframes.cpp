#include "gateway/browser/page/pageframes.h"

#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepestNesting = 20;

/// From that of the page itself to this one, each the parent of the next.
QStringList sessionsDownTo(const Tab &tab, const QString &session)
{
    QStringList path{session};
    while (path.size() < deepestNesting) {
        const FrameSession *frame = tab.frameSession(path.constFirst());
        if (!frame)
            break;
        path.prepend(frame->parent);
    }
    return path;
}

/// The <iframe> in the document of the parent that shows what has this session; 0: none.
QCoro::Task<int> frameElement(TabPtr tab, QString session)
{
    const FrameSession *frame = tab->frameSession(session);
    if (!frame)
        co_return 0;
    const auto owning = tab->callIn(frame->parent, "DOM.getFrameOwner"_L1, {{"frameId"_L1, frame->frame}});
    const auto owner = co_await owning;
    co_return owner ? owner->value("backendNodeId"_L1).toInt() : 0;
}

/// What is seen at a place of the page, in the eyes of one session: an <iframe> of another one ends its view.
struct Seen
{
    int node = 0; ///< backend node; 0: nothing is known
    QString frame = {};
};

QCoro::Task<Seen> seenAt(TabPtr tab, QString session, PageBox box)
{
    const auto measuring = tab->callIn(session, "Page.getLayoutMetrics"_L1);
    const auto metrics = co_await measuring;
    if (!metrics)
        co_return Seen();
    const auto finding = frameOrigin(tab, session);
    const PageBox origin = co_await finding;
    const QJsonValue view = metrics->value("cssLayoutViewport"_L1);
    const QJsonObject place{{"x"_L1, qRound(box.middleX() - origin.x) + view["pageX"_L1].toInt()},
                            {"y"_L1, qRound(box.middleY() - origin.y) + view["pageY"_L1].toInt()}};
    const auto asking = tab->callIn(session, "DOM.getNodeForLocation"_L1, place);
    const auto hit = co_await asking;
    if (!hit)
        co_return Seen();
    co_return Seen{hit->value("backendNodeId"_L1).toInt(), hit->value("frameId"_L1).toString()};
}

QCoro::Task<QString> tagOf(TabPtr tab, QString session, int node)
{
    const auto asking = tab->callIn(session, "DOM.describeNode"_L1, {{"backendNodeId"_L1, node}});
    const auto described = co_await asking;
    co_return described ? described->value("node"_L1)["nodeName"_L1].toString().toLower() : u"something"_s;
}

} // namespace

QCoro::Task<PageBox> frameOrigin(TabPtr tab, QString session)
{
    PageBox origin;
    const QStringList path = sessionsDownTo(*tab, session);
    for (qsizetype i = 1; i < path.size(); ++i) {
        const auto owning = frameElement(tab, path.at(i));
        const int owner = co_await owning;
        const auto asking = tab->callIn(path.at(i - 1), "DOM.getBoxModel"_L1, {{"backendNodeId"_L1, owner}});
        const auto model = co_await asking;
        if (!model)
            continue;
        const PageBox content = boxAround(model->value("model"_L1)["content"_L1].toArray());
        origin.x += content.x;
        origin.y += content.y;
    }
    co_return origin;
}

QCoro::Task<QString> coverOfFrame(TabPtr tab, PageNode node, PageBox box)
{
    if (node.frame.isEmpty())
        co_return QString();
    const QStringList path = sessionsDownTo(*tab, node.session);
    for (qsizetype i = 0; i < path.size(); ++i) {
        const bool isInnermost = i + 1 == path.size();
        const FrameSession *own = tab->frameSession(path.at(i));
        if (isInnermost && own && own->frame == node.frame)
            break; // the element is hit-tested in its own frame
        const auto seeing = seenAt(tab, path.at(i), box);
        const Seen seen = co_await seeing;
        int owner = 0;
        if (!isInnermost) {
            const auto owning = frameElement(tab, path.at(i + 1));
            owner = co_await owning;
        }
        if (seen.node == 0 || (!isInnermost && owner == 0))
            co_return QString();
        // The view goes through to a frame of the same process, and ends at the <iframe> of another one.
        if (isInnermost ? seen.frame == node.frame : seen.node == owner)
            continue;
        const auto naming = tagOf(tab, path.at(i), seen.node);
        const QString tag = co_await naming;
        co_return tag;
    }
    co_return QString();
}

} // namespace wsagent
