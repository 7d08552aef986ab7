#pragma once

#include "gateway/browser/browseranswer.h"

#include <QStringList>

namespace wsagent {

/// What `Input.dispatchKeyEvent` wants to know of a key (https://www.w3.org/TR/uievents-key/,
/// https://www.w3.org/TR/uievents-code/).
struct Keystroke
{
    QString key = {};
    QString code = {};
    int keyCode = 0;
    QString text = {};         ///< what it types; empty: nothing
    int modifiers = 0;         ///< bits: Alt 1, Control 2, Meta 4, Shift 8
    QStringList commands = {}; ///< of the editor, as "selectAll"

    bool operator==(const Keystroke &) const = default;
};

/// "Enter", "a", "Control+A", "Shift+ArrowLeft"; "ControlOrMeta" is the one of this system.
BrowserResult<Keystroke> parseKeystroke(const QString &text);

/// Of names such as "Shift"; an error for others.
BrowserResult<int> modifierBits(const QStringList &names);

/// The parameters of the event. `type`: keyDown or keyUp.
QJsonObject keyEvent(const Keystroke &stroke, QLatin1StringView type);

} // namespace wsagent
