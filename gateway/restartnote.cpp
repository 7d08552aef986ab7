#include "gateway/restartnote.h"

#include "gateway/base/jsonstore.h"

#include <QFile>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestNote = 500;
constexpr qsizetype longestKey = 512;
constexpr qint64 mostBytes = 64 * 1024;

QString pathIn(const QString &stateDir)
{
    return stateDir + "/restart-note.json"_L1;
}

QJsonObject deliveryContextFrom(const QJsonObject &given)
{
    QJsonObject context;
    for (const auto name : {"channel"_L1, "to"_L1, "accountId"_L1, "threadId"_L1}) {
        if (const QString value = given[name].toString(); !value.isEmpty())
            context.insert(name, value.left(longestKey));
    }
    return context;
}

} // namespace

RestartNote restartNoteFrom(const QJsonObject &params)
{
    return {.sessionKey = params["sessionKey"_L1].toString().left(longestKey),
            .note = params["note"_L1].toString().simplified().left(longestNote),
            .deliveryContext = deliveryContextFrom(params["deliveryContext"_L1].toObject())};
}

Result<void> leaveRestartNote(const QString &stateDir, const RestartNote &note)
{
    return writeJsonStore(pathIn(stateDir), {{"sessionKey"_L1, note.sessionKey},
                                             {"note"_L1, note.note},
                                             {"deliveryContext"_L1, note.deliveryContext}});
}

RestartNote takeRestartNote(const QString &stateDir)
{
    const QString path = pathIn(stateDir);
    if (!QFile::exists(path))
        return {};
    const auto stored = readJsonStore(path, mostBytes);
    QFile::remove(path);
    return stored ? restartNoteFrom(stored->value) : RestartNote();
}

QString inWords(const RestartNote &note)
{
    const QString back = u"The gateway has been restarted, and is back."_s;
    return note.note.isEmpty() ? back : u"%1 Why: %2"_s.arg(back, note.note);
}

} // namespace wsagent
