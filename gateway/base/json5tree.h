#pragma once

#include "gateway/base/json5.h"
#include "gateway/base/json5chars.h"

#include <QJsonValue>
#include <QStringList>

#include <vector>

namespace wsagent {

/// Where one value stands. All nodes of a text are in one list, each followed by what it contains.
struct Json5Node
{
    enum Kind : quint8 { Scalar, Object, Array };

    quint32 begin = 0;
    quint32 end = 0;
    quint32 keyBegin = 0; ///< equal to keyEnd for what has no key
    quint32 keyEnd = 0;
    quint32 next = 0; ///< the node after this one and its content
    Kind kind = Scalar;

    /// Where the key starts, for what has one.
    quint32 outerBegin() const { return keyEnd > keyBegin ? keyBegin : begin; }
};

struct Json5Tree
{
    std::vector<Json5Node> nodes;
    QJsonValue value = QJsonValue::Undefined;
    bool hasComments = false;

    std::vector<quint32> childrenOf(quint32 parent) const;
    /// The member or element, or -1.
    qint64 childAt(QByteArrayView text, quint32 parent, const JsonStep &step) const;
};

QString json5KeyOf(QByteArrayView text, const Json5Node &node);
/// Of the object at `path`, in the order of the text; empty when it is none.
QStringList json5KeysAt(const Json5Document &document, const JsonPath &path);

/// The text is well-formed UTF-8 and within the size limit.
Result<Json5Tree, Json5Fault> parseJson5Tree(QByteArrayView text, int maxDepth);

} // namespace wsagent
