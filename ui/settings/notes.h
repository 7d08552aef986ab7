#pragma once

#include "ui/settings/settingsdraft.h"

#include <QSet>

namespace wsagent {

/// The findings about the profile that belong beside these fields, the worst first.
inline QList<Finding> findingsAt(const QSet<SettingsField> &fields, const SettingsDraft &draft,
                                 const QString &profile)
{
    QList<Finding> here = draft.findingsOf(profile);
    here.removeIf([&](const Finding &finding) { return !fields.contains(fieldOf(finding, profile)); });
    return here;
}

} // namespace wsagent
