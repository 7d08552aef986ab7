#include "gateway/browser/page/axtree.h"

#include <QJsonObject>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Renamed
{
    QLatin1StringView from;
    QLatin1StringView to;
};

constexpr std::array renamed = {
    Renamed{"RootWebArea"_L1, "document"_L1}, Renamed{"StaticText"_L1, "text"_L1},
    Renamed{"Iframe"_L1, "iframe"_L1},        Renamed{"image"_L1, "img"_L1},
    Renamed{"LabelText"_L1, "label"_L1},      Renamed{"Section"_L1, "generic"_L1}};

QString roleName(const QString &role)
{
    for (const Renamed &each : renamed) {
        if (role == each.from)
            return each.to;
    }
    return role.isEmpty() || role.front().isLower() ? role : role.front().toLower() + role.sliced(1);
}

bool isNoise(const QString &role)
{
    return role == "none"_L1 || role == "inlineTextBox"_L1 || role == "lineBreak"_L1 ||
           role == "presentation"_L1 || role.isEmpty();
}

void addState(AxNode &node, const QString &property, const QJsonValue &value)
{
    if (property == "focusable"_L1) {
        node.isFocusable = value.toBool();
        return;
    }
    if (property == "url"_L1) {
        node.url = value.toString();
        return;
    }
    if (property == "level"_L1) {
        node.states += u"level=%1"_s.arg(value.toInt());
        return;
    }
    static const QStringList shown{u"checked"_s,  u"disabled"_s, u"expanded"_s,
                                   u"selected"_s, u"pressed"_s,  u"required"_s,
                                   u"readonly"_s, u"focused"_s,  u"multiselectable"_s};
    if (!shown.contains(property))
        return;
    const QString word = value.isBool() ? (value.toBool() ? u"true"_s : u"false"_s) : value.toString();
    if (word == "true"_L1)
        node.states += property;
    else if (word == "mixed"_L1)
        node.states += property + "=mixed"_L1;
    else if (word == "false"_L1 && property == "expanded"_L1)
        node.states += u"collapsed"_s;
}

AxNode readNode(const QJsonObject &json)
{
    AxNode node{.role = roleName(json["role"_L1]["value"_L1].toString()),
                .name = json["name"_L1]["value"_L1].toString().simplified(),
                .description = json["description"_L1]["value"_L1].toString().simplified(),
                .backendNodeId = json["backendDOMNodeId"_L1].toInt()};
    const QJsonValue value = json["value"_L1]["value"_L1];
    node.value = value.isDouble() ? QString::number(value.toDouble(), 'g', 12) : value.toString();
    node.isHidden = json["ignored"_L1].toBool() || isNoise(node.role);
    if (node.isHidden)
        return node;
    const QJsonArray properties = json["properties"_L1].toArray();
    for (const QJsonValue &property : properties)
        addState(node, property["name"_L1].toString(), property["value"_L1]["value"_L1]);
    return node;
}

} // namespace

int AxTree::nodeOf(int backendNodeId) const
{
    for (qsizetype i = 0; i < nodes.size(); ++i) {
        if (nodes.at(i).backendNodeId == backendNodeId)
            return int(i);
    }
    return -1;
}

AxTree readAxTree(const QJsonArray &nodes)
{
    AxTree tree;
    QHash<QString, int> places;
    tree.nodes.reserve(nodes.size());
    places.reserve(nodes.size());
    for (const QJsonValue &node : nodes) {
        const QString id = node["nodeId"_L1].toString();
        if (places.contains(id))
            continue;
        places.insert(id, int(tree.nodes.size()));
        tree.nodes += readNode(node.toObject());
    }
    QList<bool> isChild(tree.nodes.size(), false);
    for (const QJsonValue &node : nodes) {
        const int parent = places.value(node["nodeId"_L1].toString());
        const QJsonArray children = node["childIds"_L1].toArray();
        for (const QJsonValue &child : children) {
            const int place = places.value(child.toString(), -1);
            // The first node is the root; only what comes with a parent of its own is below somebody.
            if (place <= 0 || isChild.at(place) || place == parent)
                continue;
            isChild[place] = true;
            tree.nodes[parent].children += place;
        }
    }
    tree.root = tree.nodes.isEmpty() ? -1 : 0;
    return tree;
}

} // namespace wsagent
