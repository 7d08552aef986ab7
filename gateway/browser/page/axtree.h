#pragma once

#include <QHash>
#include <QJsonArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace wsagent {

/// One node of an accessibility tree.
struct AxNode
{
    QString role = {}; ///< as a snapshot calls it: "button", "text", "document"
    QString name = {};
    QString value = {};
    QString description = {};
    QString url = {};        ///< of a link
    QStringList states = {}; ///< "checked", "level=2"
    int backendNodeId = 0;
    bool isHidden = false; ///< only its children show
    bool isFocusable = false;
    QList<int> children = {};
};

/// The tree of one document, as `Accessibility.getFullAXTree` tells it.
struct AxTree
{
    QList<AxNode> nodes = {};
    int root = -1;                       ///< -1: empty
    QHash<int, int> frames = {};         ///< backend node of an <iframe> → index of its document
    int nodeOf(int backendNodeId) const; ///< -1: it is not there
};

/// Damaged input gives what can be read of it: a child that is missing is left out, and no node is reached
/// twice.
AxTree readAxTree(const QJsonArray &nodes);

} // namespace wsagent
