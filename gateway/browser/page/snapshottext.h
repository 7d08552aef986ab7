#pragma once

#include "gateway/browser/browseranswer.h"
#include "gateway/browser/page/axtree.h"

namespace wsagent {

/// How a page is to be told (`browser.md` 7).
struct SnapshotOptions
{
    enum class Form { Ai, Role, Aria };

    Form form = Form::Ai;
    bool interactive = false; ///< only what can be acted on, without indentation
    bool compact = false;     ///< without unnamed containers
    bool urls = false;
    bool stableRefs = false; ///< "ax12" by the node: the same in the next snapshot, until the page goes
    int depth = 0;           ///< levels; 0: no limit
    int maxChars = 80'000;   ///< 0: no limit
    int limit = 500;         ///< nodes of the form Aria
    QString selector = {};   ///< only below this element
    QString frame = {};      ///< only in the frame that this selector finds

    bool operator==(const SnapshotOptions &) const = default;
};

/// What a request says; an error for what does not go together. `efficient`: what the config makes usual.
BrowserResult<SnapshotOptions> snapshotOptions(const BrowserRequest &request, bool efficient);

/// What can be acted on.
struct SnapshotRef
{
    QString ref = {}; ///< "e1", in the frame 2 "f2e1"; with `stableRefs` "ax1", "f2ax1"
    QString role = {};
    QString name = {};
    int nth = -1; ///< among those with the same role and name; -1: the only one
    int backendNodeId = 0;
    int frame = 0; ///< index of its document
};

struct SnapshotText
{
    QString text = {};
    QList<SnapshotRef> refs = {};
    int lines = 0;
    bool truncated = false;
};

/// Of documents the first of which is the page's; the others are reached by `AxTree::frames`. `start`: which
/// node of which document it begins at.
struct SnapshotStart
{
    int document = 0;
    int node = -1; ///< -1: its root
};
SnapshotText renderSnapshot(const QList<AxTree> &documents, SnapshotStart start,
                            const SnapshotOptions &options);

/// The form Aria: `{ref, role, name, value?, description?, depth, backendDOMNodeId?}`, and what the refs
/// stand for.
struct SnapshotNodes
{
    QJsonArray nodes = {};
    QList<SnapshotRef> refs = {};
};
SnapshotNodes listSnapshot(const QList<AxTree> &documents, SnapshotStart start, int limit);

/// Whether a role can be acted on in any case.
bool isInteractiveRole(const QString &role);

} // namespace wsagent
