#include "gateway/agents/exec/terminalkeys.h"

#include <QHash>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

const QHash<QString, QByteArray> &named()
{
    static const QHash<QString, QByteArray> keys{
        {u"enter"_s, "\r"},       {u"return"_s, "\r"},        {u"tab"_s, "\t"},
        {u"escape"_s, "\x1b"},    {u"esc"_s, "\x1b"},         {u"space"_s, " "},
        {u"backspace"_s, "\x7f"}, {u"bspace"_s, "\x7f"},      {u"up"_s, "\x1b[A"},
        {u"down"_s, "\x1b[B"},    {u"right"_s, "\x1b[C"},     {u"left"_s, "\x1b[D"},
        {u"home"_s, "\x1b[H"},    {u"end"_s, "\x1b[F"},       {u"pageup"_s, "\x1b[5~"},
        {u"pgup"_s, "\x1b[5~"},   {u"pagedown"_s, "\x1b[6~"}, {u"pgdn"_s, "\x1b[6~"},
        {u"insert"_s, "\x1b[2~"}, {u"delete"_s, "\x1b[3~"},   {u"dc"_s, "\x1b[3~"},
        {u"btab"_s, "\x1b[Z"},    {u"f1"_s, "\x1bOP"},        {u"f2"_s, "\x1bOQ"},
        {u"f3"_s, "\x1bOR"},      {u"f4"_s, "\x1bOS"},        {u"f5"_s, "\x1b[15~"},
        {u"f6"_s, "\x1b[17~"},    {u"f7"_s, "\x1b[18~"},      {u"f8"_s, "\x1b[19~"},
        {u"f9"_s, "\x1b[20~"},    {u"f10"_s, "\x1b[21~"},     {u"f11"_s, "\x1b[23~"},
        {u"f12"_s, "\x1b[24~"}};
    return keys;
}

Result<QByteArray> key(const QString &name)
{
    if (const auto found = named().constFind(name.toLower()); found != named().constEnd())
        return *found;
    const bool hasModifier = name.size() > 2 && name[1] == u'-';
    if (hasModifier && (name[0] == u'M' || name[0] == u'm')) {
        const auto rest = key(name.mid(2));
        return rest ? Result<QByteArray>("\x1b" + *rest) : rest;
    }
    if (hasModifier && (name[0] == u'C' || name[0] == u'c') && name.size() == 3) {
        const char16_t letter = name[2].toUpper().unicode();
        if (letter >= u'@' && letter <= u'_')
            return QByteArray(1, char(letter - u'@'));
    }
    if (name.size() == 1)
        return name.toUtf8();
    return Error{u"there is no key \"%1\""_s.arg(name.left(40)), {}, ErrorKind::Usage};
}

} // namespace

Result<QByteArray> terminalKeys(const QStringList &names)
{
    QByteArray bytes;
    for (const QString &name : names) {
        const auto each = key(name);
        if (!each)
            return each.error();
        bytes += *each;
    }
    return bytes;
}

} // namespace wsagent
