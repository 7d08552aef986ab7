#pragma once

#include <QJsonValue>
#include <QString>

#include <span>

namespace wsagent {

struct ParamShape;

/// A member of an object.
struct ParamMember
{
    const char *name;
    const ParamShape *shape;
    bool required = false;
};

/// What a parameter may be. Shapes are constants, so that checking costs nothing at start.
struct ParamShape
{
    enum class Kind { Any, String, Integer, Number, Boolean, Object, Array, Map };

    Kind kind = Kind::Any;
    std::span<const ParamMember> members = {}; ///< of an object
    bool open = false;                         ///< other members are let pass
    const ParamShape *item = nullptr;          ///< of an array or a map
    double least = 0;                          ///< of a number; of a string or array: its size
    double most = 1e300;
    std::span<const char *const> allowed = {}; ///< the only strings
    bool orNull = false;                       ///< null as well, which takes something back
};

/// What is wrong with the value, in the words that clients know (`gateway-protocol.md` 4.2 and 7), joined
/// with
/// "; "; empty when nothing is.
QString objections(const QJsonValue &value, const ParamShape &shape);

} // namespace wsagent
