#pragma once

#include "gateway/base/result.h"

#include <QString>

namespace wsagent {

/// The name that selects an instance: 1-64 letters, digits, "-" or "_", folded to lower case.
/// The default profile has the empty name in paths and variables and shows itself as "default".
class ProfileName
{
public:
    ProfileName() = default; ///< the default profile

    /// Trims, folds and checks. An error's message is the template of `profile.name.invalid`, `.reserved`
    /// or "--profile needs a value" for a blank text.
    static Result<ProfileName> parse(const QString &raw);
    /// Whether services of the default instance would be called like those of an instance of that name.
    static bool isReserved(const QString &raw);

    bool isDefault() const { return m_name.isEmpty(); }
    QString display() const { return isDefault() ? QStringLiteral("default") : m_name; }
    /// "-rescue", or nothing for the default profile.
    QString suffix() const { return isDefault() ? QString() : QLatin1Char('-') + m_name; }

    bool operator==(const ProfileName &) const = default;

private:
    QString m_name;
};

} // namespace wsagent
