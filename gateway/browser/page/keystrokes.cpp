#include "gateway/browser/page/keystrokes.h"

#include <QJsonArray>

#include <array>
#include <optional>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct NamedKey
{
    QLatin1StringView key;
    int keyCode;
    QLatin1StringView text;
};

constexpr std::array namedKeys = {
    NamedKey{"Enter"_L1, 13, "\r"_L1}, NamedKey{"Tab"_L1, 9, {}},         NamedKey{"Escape"_L1, 27, {}},
    NamedKey{"Backspace"_L1, 8, {}},   NamedKey{"Delete"_L1, 46, {}},     NamedKey{"Insert"_L1, 45, {}},
    NamedKey{"Home"_L1, 36, {}},       NamedKey{"End"_L1, 35, {}},        NamedKey{"PageUp"_L1, 33, {}},
    NamedKey{"PageDown"_L1, 34, {}},   NamedKey{"ArrowLeft"_L1, 37, {}},  NamedKey{"ArrowUp"_L1, 38, {}},
    NamedKey{"ArrowRight"_L1, 39, {}}, NamedKey{"ArrowDown"_L1, 40, {}},  NamedKey{"F1"_L1, 112, {}},
    NamedKey{"F2"_L1, 113, {}},        NamedKey{"F3"_L1, 114, {}},        NamedKey{"F4"_L1, 115, {}},
    NamedKey{"F5"_L1, 116, {}},        NamedKey{"F6"_L1, 117, {}},        NamedKey{"F7"_L1, 118, {}},
    NamedKey{"F8"_L1, 119, {}},        NamedKey{"F9"_L1, 120, {}},        NamedKey{"F10"_L1, 121, {}},
    NamedKey{"F11"_L1, 122, {}},       NamedKey{"F12"_L1, 123, {}},       NamedKey{"Shift"_L1, 16, {}},
    NamedKey{"Control"_L1, 17, {}},    NamedKey{"Alt"_L1, 18, {}},        NamedKey{"Meta"_L1, 91, {}},
    NamedKey{"CapsLock"_L1, 20, {}},   NamedKey{"ContextMenu"_L1, 93, {}}};

constexpr int alt = 1;
constexpr int control = 2;
constexpr int meta = 4;
constexpr int shift = 8;

std::optional<int> modifierBit(const QString &name)
{
    if (name == "Alt"_L1)
        return alt;
    if (name == "Control"_L1)
        return control;
    if (name == "Meta"_L1)
        return meta;
    if (name == "Shift"_L1)
        return shift;
#if defined(Q_OS_MACOS)
    constexpr int usual = meta;
#else
    constexpr int usual = control;
#endif
    return name == "ControlOrMeta"_L1 ? std::optional(usual) : std::nullopt;
}

BrowserError unknownKey(const QString &name)
{
    return {.status = 400,
            .message =
                u"unknown key \"%1\": a character, or a name such as Enter, ArrowLeft, Control+A"_s.arg(
                    name.left(40)),
            .code = u"ACT_INVALID_REQUEST"_s};
}

Keystroke characterKey(QChar character, int modifiers)
{
    const QChar upper = character.toUpper();
    const bool isPlain = (modifiers & (alt | control | meta)) == 0;
    Keystroke stroke{.key = character, .modifiers = modifiers};
    if (upper.unicode() < 128 && upper.isLetter()) {
        stroke.code = u"Key"_s + upper;
        stroke.keyCode = upper.unicode();
        if (modifiers & shift)
            stroke.key = upper;
    } else if (character.unicode() < 128 && character.isDigit()) {
        stroke.code = u"Digit"_s + character;
        stroke.keyCode = character.unicode();
    } else if (character == u' ') {
        stroke.code = u"Space"_s;
        stroke.keyCode = 32;
    }
    if (isPlain)
        stroke.text = stroke.key;
    if ((modifiers & (control | meta)) != 0 && upper == u'A')
        stroke.commands = {u"selectAll"_s};
    return stroke;
}

} // namespace

BrowserResult<int> modifierBits(const QStringList &names)
{
    int bits = 0;
    for (const QString &name : names) {
        const auto bit = modifierBit(name);
        if (!bit)
            return BrowserError{
                .status = 400,
                .message = u"unknown modifier \"%1\": Alt, Control, ControlOrMeta, Meta or Shift"_s.arg(
                    name.left(40)),
                .code = u"ACT_INVALID_REQUEST"_s};
        bits |= *bit;
    }
    return bits;
}

BrowserResult<Keystroke> parseKeystroke(const QString &text)
{
    // "+" itself, alone or behind modifiers
    const bool isPlus = text == "+"_L1 || text.endsWith("++"_L1);
    QStringList parts = isPlus ? text.chopped(1).split(u'+', Qt::SkipEmptyParts) : text.split(u'+');
    const QString name = isPlus ? u"+"_s : parts.takeLast();
    const auto modifiers = modifierBits(parts);
    if (!modifiers)
        return modifiers.error();
    if (name.size() == 1)
        return characterKey(name.front(), *modifiers);
    const QString wanted = name == "Space"_L1 ? u" "_s : name;
    if (wanted.size() == 1)
        return characterKey(u' ', *modifiers);
    for (const NamedKey &key : namedKeys) {
        if (wanted != key.key)
            continue;
        const bool isModifier = modifierBit(name).has_value();
        return Keystroke{.key = key.key,
                         .code = isModifier ? name + "Left"_L1 : QString(key.key),
                         .keyCode = key.keyCode,
                         .text = key.text,
                         .modifiers = *modifiers};
    }
    return unknownKey(name);
}

QJsonObject keyEvent(const Keystroke &stroke, QLatin1StringView type)
{
    const bool types = type == "keyDown"_L1 && !stroke.text.isEmpty();
    QJsonObject event{{"type"_L1, type == "keyDown"_L1 && !types ? u"rawKeyDown"_s : QString(type)},
                      {"key"_L1, stroke.key},
                      {"code"_L1, stroke.code},
                      {"windowsVirtualKeyCode"_L1, stroke.keyCode},
                      {"modifiers"_L1, stroke.modifiers}};
    if (types)
        event.insert("text"_L1, stroke.text);
    if (type == "keyDown"_L1 && !stroke.commands.isEmpty())
        event.insert("commands"_L1, QJsonArray::fromStringList(stroke.commands));
    return event;
}

} // namespace wsagent
