#include "gateway/browser/page/pagesnapshot.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds patience{60};
constexpr int mostFrames = 100;

/// A document of the page.
struct Frame
{
    QString id = {};
    QString session = {};
    QString parentSession = {}; ///< empty for the page itself
};

void addFrames(QList<Frame> &frames, const QJsonValue &tree, const QString &session, const QString &parent)
{
    if (frames.size() >= mostFrames)
        return;
    frames += Frame{tree["frame"_L1]["id"_L1].toString(), session, parent};
    const QJsonArray children = tree["childFrames"_L1].toArray();
    for (const QJsonValue &child : children)
        addFrames(frames, child, session, session);
}

/// The page first, then those of its own origin, then those with sessions of their own.
QCoro::Task<BrowserResult<QList<Frame>>> framesOf(TabPtr tab)
{
    const auto asking = tab->call("Page.getFrameTree"_L1);
    const auto answer = co_await asking;
    if (!answer)
        co_return answer.error();
    QList<Frame> frames;
    addFrames(frames, answer->value("frameTree"_L1), tab->session(), {});
    const auto sessions = tab->frameSessions();
    for (const FrameSession &each : sessions) {
        const auto inner = tab->callIn(each.session, "Page.getFrameTree"_L1);
        const auto tree = co_await inner;
        if (tree) // else it has gone meanwhile
            addFrames(frames, tree->value("frameTree"_L1), each.session, each.parent);
    }
    co_return frames;
}

/// Puts the document of a frame below the <iframe> that shows it.
QCoro::Task<> hang(TabPtr tab, const QList<Frame> *frames, QList<AxTree> *documents, qsizetype at)
{
    const Frame frame = frames->at(at);
    const auto asking = tab->callIn(frame.parentSession, "DOM.getFrameOwner"_L1, {{"frameId"_L1, frame.id}});
    const auto owner = co_await asking;
    if (!owner)
        co_return; // it has gone meanwhile
    const int node = owner->value("backendNodeId"_L1).toInt();
    for (qsizetype i = 0; i < frames->size(); ++i) {
        if (frames->at(i).session == frame.parentSession && documents->at(i).nodeOf(node) >= 0)
            (*documents)[i].frames.insert(node, int(at));
    }
}

/// The accessibility trees of all documents of the page.
QCoro::Task<BrowserResult<QList<AxTree>>> treesOf(TabPtr tab, QList<Frame> frames)
{
    QList<Later<CdpAnswer>> asked;
    for (const Frame &frame : std::as_const(frames))
        asked += tab->callIn(frame.session, "Accessibility.getFullAXTree"_L1, {{"frameId"_L1, frame.id}},
                             patience);
    QList<AxTree> documents;
    for (const Later<CdpAnswer> &asking : std::as_const(asked)) {
        const auto answer = co_await asking;
        if (!answer && documents.isEmpty())
            co_return answer.error();
        documents += answer ? readAxTree(answer->value("nodes"_L1).toArray()) : AxTree();
    }
    for (qsizetype i = 1; i < frames.size(); ++i) {
        const auto hanging = hang(tab, &frames, &documents, i);
        co_await hanging;
    }
    co_return documents;
}

/// Where a snapshot begins when only a part of the page is wanted.
QCoro::Task<BrowserResult<SnapshotStart>> startOf(TabPtr tab, const QList<AxTree> *documents,
                                                  SnapshotOptions options)
{
    const QString selector = options.frame.isEmpty() ? options.selector : options.frame;
    if (selector.isEmpty())
        co_return SnapshotStart();
    const auto finding = nodeBySelector(tab, selector);
    const auto found = co_await finding;
    if (!found)
        co_return found.error();
    if (options.frame.isEmpty()) {
        const int node = documents->first().nodeOf(found->backendNodeId);
        if (node < 0)
            co_return BrowserError{.status = 404, .message = u"%1 shows nothing"_s.arg(selector.left(200))};
        co_return SnapshotStart{0, node};
    }
    const int document = documents->first().frames.value(found->backendNodeId, -1);
    if (document < 0)
        co_return BrowserError{.status = 404, .message = u"%1 is no frame"_s.arg(selector.left(200))};
    co_return SnapshotStart{document, -1};
}

QHash<QString, PageNode> nodesOf(const QList<SnapshotRef> &refs, const QList<Frame> &frames)
{
    QHash<QString, PageNode> nodes;
    for (const SnapshotRef &ref : refs)
        nodes.insert(ref.ref, {.backendNodeId = ref.backendNodeId,
                               .session = frames.at(ref.frame).session,
                               .frame = ref.frame == 0 ? QString() : frames.at(ref.frame).id});
    return nodes;
}

QJsonObject refsJson(const QList<SnapshotRef> &refs)
{
    QJsonObject json;
    for (const SnapshotRef &ref : refs) {
        QJsonObject row{{"role"_L1, ref.role}};
        if (!ref.name.isEmpty())
            row.insert("name"_L1, ref.name);
        if (ref.nth >= 0)
            row.insert("nth"_L1, ref.nth);
        json.insert(ref.ref, row);
    }
    return json;
}

} // namespace

QCoro::Task<BrowserResult<QJsonObject>> takeSnapshot(TabPtr tab, SnapshotOptions options)
{
    const auto listing = framesOf(tab);
    const auto frames = co_await listing;
    if (!frames)
        co_return frames.error();
    const auto reading = treesOf(tab, *frames);
    const auto documents = co_await reading;
    if (!documents)
        co_return documents.error();
    const QList<AxTree> trees = *documents;
    const auto starting = startOf(tab, &trees, options);
    const auto start = co_await starting;
    if (!start)
        co_return start.error();
    QJsonObject result{{"targetId"_L1, tab->targetId}, {"url"_L1, tab->url}};
    if (options.form == SnapshotOptions::Form::Aria) {
        const SnapshotNodes listed = listSnapshot(trees, *start, options.limit);
        tab->refs = nodesOf(listed.refs, *frames);
        result.insert("format"_L1, u"aria"_s);
        result.insert("nodes"_L1, listed.nodes);
        co_return result;
    }
    const SnapshotText text = renderSnapshot(trees, *start, options);
    tab->refs = nodesOf(text.refs, *frames);
    const auto interactive = std::count_if(text.refs.begin(), text.refs.end(), [](const SnapshotRef &ref) {
        return isInteractiveRole(ref.role);
    });
    result.insert("format"_L1, u"ai"_s);
    result.insert("snapshot"_L1, text.text);
    result.insert("refs"_L1, refsJson(text.refs));
    result.insert("stats"_L1, QJsonObject{{"lines"_L1, text.lines},
                                          {"chars"_L1, text.text.size()},
                                          {"refs"_L1, text.refs.size()},
                                          {"interactive"_L1, qint64(interactive)}});
    if (text.truncated)
        result.insert("truncated"_L1, true);
    co_return result;
}

} // namespace wsagent
