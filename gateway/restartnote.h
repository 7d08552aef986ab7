#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>

namespace wsagent {

/// Who is to hear of it when the gateway is back: left by the one that goes for the one that comes.
struct RestartNote
{
    QString sessionKey = {}; ///< empty: nobody asked to be told
    QString note = {};       ///< why, in the words of who asked
    QJsonObject deliveryContext = {};

    bool operator==(const RestartNote &) const = default;
};

/// From the parameters of the method that asks for a restart. Texts are cut to what a line can hold.
RestartNote restartNoteFrom(const QJsonObject &params);

/// In `<state dir>/restart-note.json` (0600).
Result<void> leaveRestartNote(const QString &stateDir, const RestartNote &note);
/// Once: it is not there any more. Empty when there is none.
RestartNote takeRestartNote(const QString &stateDir);

/// The line for the session.
QString inWords(const RestartNote &note);

} // namespace wsagent
