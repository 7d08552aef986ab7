#include "gateway/config/configwriter.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

bool hasIds(const QJsonArray &array)
{
    return !array.isEmpty() && std::all_of(array.begin(), array.end(),
                                           [](const QJsonValue &entry) { return entry["id"_L1].isString(); });
}

qsizetype indexOfId(const QJsonArray &array, const QString &id)
{
    const auto found = std::find_if(array.begin(), array.end(),
                                    [&id](const QJsonValue &entry) { return entry["id"_L1] == id; });
    return found == array.end() ? -1 : found - array.begin();
}

qsizetype count(const QJsonArray &array, const QJsonValue &value)
{
    return std::count(array.begin(), array.end(), value);
}

/// Collects the edits that a patch asks for, walking down where both sides are objects.
class Patcher
{
public:
    explicit Patcher(QStringList replacePaths)
        : m_replacePaths(std::move(replacePaths))
    {}

    Result<QList<JsonEdit>> run(const QJsonObject &current, const QJsonObject &patch)
    {
        walk({}, current, patch);
        if (m_error)
            return *m_error;
        return m_edits;
    }

private:
    void walk(const JsonPath &at, const QJsonObject &current, const QJsonObject &patch)
    {
        for (auto member = patch.begin(); member != patch.end(); ++member) {
            const JsonPath path = at + JsonPath{{member.key()}};
            const QJsonValue old = current.value(member.key());
            if (member->isNull())
                remove(path, old);
            else if (member->isObject() && old.isObject())
                walk(path, old.toObject(), member->toObject());
            else if (member->isArray() && old.isArray())
                replaceArray(path, old.toArray(), member->toArray());
            else
                replace(path, old, *member);
        }
    }

    void replace(const JsonPath &path, const QJsonValue &old, const QJsonValue &value)
    {
        refuseToLose(path, old);
        m_edits += JsonEdit{path, withoutNulls(value)};
    }

    void remove(const JsonPath &path, const QJsonValue &old)
    {
        if (old.isUndefined())
            return;
        refuseToLose(path, old);
        m_edits += JsonEdit{path, QJsonValue::Undefined};
    }

    void replaceArray(const JsonPath &path, const QJsonArray &old, const QJsonArray &patch)
    {
        if (hasIds(old) && hasIds(patch) && !mayReplace(path)) {
            mergeById(path, old, patch);
            return;
        }
        const bool loses = std::any_of(old.begin(), old.end(), [&](const QJsonValue &entry) {
            return count(patch, entry) < count(old, entry);
        });
        if (loses && !mayReplace(path))
            refuse(path);
        m_edits += JsonEdit{path, patch};
    }

    void mergeById(const JsonPath &path, const QJsonArray &old, const QJsonArray &patch)
    {
        QJsonArray known = old;
        for (const QJsonValue &entry : patch) {
            const qsizetype at = indexOfId(known, entry["id"_L1].toString());
            const JsonPath place = path + JsonPath{{{}, int(at < 0 ? known.size() : at)}};
            if (at < 0) {
                m_edits += JsonEdit{place, withoutNulls(entry)};
                known += withoutNulls(entry);
            } else {
                walk(place, known.at(at).toObject(), entry.toObject());
            }
        }
    }

    /// RFC 7386: a null inside a new object removes nothing and is not kept.
    static QJsonValue withoutNulls(const QJsonValue &value)
    {
        if (!value.isObject())
            return value;
        QJsonObject object;
        const QJsonObject source = value.toObject();
        for (auto member = source.begin(); member != source.end(); ++member) {
            if (!member->isNull())
                object[member.key()] = withoutNulls(*member);
        }
        return object;
    }

    void refuseToLose(const JsonPath &path, const QJsonValue &old)
    {
        if (!old.toArray().isEmpty() && !mayReplace(path))
            refuse(path);
    }

    bool mayReplace(const JsonPath &path) const { return m_replacePaths.contains(toString(path)); }

    void refuse(const JsonPath &path)
    {
        if (!m_error)
            m_error = Error{u"the patch would remove entries of %1"_s.arg(toString(path)),
                            u"name it in replacePaths (--replace-path %1)"_s.arg(toString(path)),
                            ErrorKind::Conflict};
    }

    QStringList m_replacePaths;
    QList<JsonEdit> m_edits;
    std::optional<Error> m_error;
};

} // namespace

Result<QList<JsonEdit>> editsFromMergePatch(const QJsonObject &current, const QJsonObject &patch,
                                            const QStringList &replacePaths)
{
    return Patcher(replacePaths).run(current, patch);
}

} // namespace wsagent
