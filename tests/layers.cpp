#include "tests/layers.h"

#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Folder → what it may include besides itself: folders, or single files of the layer above them. A folder
/// that is missing here is a breach: whoever adds one decides where it stands.
using Table = QHash<QString, QStringList>;

const Table &layers()
{
    static const Table table{
        {u"gateway"_s, {}},
        {u"app"_s, {u"gateway"_s}},
        {u"ui"_s, {u"app"_s, u"gateway"_s}},
    };
    return table;
}

const Table &gatewayFolders()
{
    static const QStringList services{u"agents"_s,    u"browser"_s, u"channels"_s, u"instances"_s,
                                      u"llm"_s,       u"media"_s,   u"nodes"_s,    u"routing"_s,
                                      u"scheduler"_s, u"secrets"_s, u"sessions"_s};
    static const Table table{
        {u"base"_s, {}},
        {u"config"_s, {u"base"_s}},
        {u"instances"_s, {u"base"_s, u"config"_s}},
        {u"leash"_s, {}},
        {u"protocol"_s, {u"base"_s}},
        {u"secrets"_s, {u"base"_s, u"config"_s}},
        {u"llm"_s, {u"base"_s, u"config"_s, u"secrets"_s}},
        {u"sessions"_s, {u"base"_s, u"config"_s}},
        {u"media"_s, {u"base"_s, u"config"_s}},
        {u"nodes"_s, {u"base"_s, u"config"_s, u"protocol"_s}},
        {u"channels"_s, {u"base"_s, u"config"_s, u"secrets"_s, u"media"_s}},
        {u"browser"_s, {u"base"_s, u"config"_s, u"instances"_s, u"net"_s}},
        {u"agents"_s, {u"base"_s, u"config"_s, u"llm"_s, u"sessions"_s, u"secrets"_s, u"media"_s}},
        {u"routing"_s, {u"base"_s, u"config"_s, u"channels"_s, u"sessions"_s, u"agents"_s, u"media"_s}},
        {u"rescue"_s, {u"base"_s, u"instances"_s}},
        {u"scheduler"_s, {u"base"_s, u"config"_s, u"agents"_s, u"routing"_s}},
        {u"net"_s, {u"base"_s, u"config"_s, u"protocol"_s}},
        {u"surfaces"_s, QStringList{u"base"_s, u"config"_s, u"net"_s} + services},
        {u"methods"_s, QStringList{u"base"_s, u"config"_s, u"protocol"_s} + services},
        {u"supervised"_s, {u"base"_s}},
    };
    return table;
}

const Table &appFolders()
{
    static const QString words = u"commandline.h"_s; // how a command is typed; includes nothing of app itself
    static const Table table{
        {u"platform"_s, {}},
        {u"profiles"_s, {words}},
        {u"services"_s, {words, u"profiles"_s}},
        {u"supervisor"_s, {words, u"profiles"_s, u"services"_s, u"platform"_s}},
        {u"backup"_s, {words, u"profiles"_s, u"platform"_s}},
        {u"doctor"_s, {words, u"profiles"_s, u"services"_s}},
        {u"network"_s, {words, u"cli"_s, u"platform"_s, u"profiles"_s}},
        {u"cli"_s,
         {words, u"backup"_s, u"doctor"_s, u"profiles"_s, u"services"_s, u"supervisor"_s, u"platform"_s}},
    };
    return table;
}

const Table &uiFolders()
{
    static const Table table{
        {u"widgets"_s, {}},
        {u"chat"_s, {u"widgets"_s}},
        {u"logs"_s, {u"widgets"_s}},
        {u"notices"_s, {u"widgets"_s}},
        {u"portmap"_s, {u"widgets"_s}},
        {u"settings"_s, {u"portmap"_s, u"widgets"_s}},
        {u"status"_s, {u"widgets"_s}},
        {u"tray"_s, {u"chat"_s, u"logs"_s, u"notices"_s, u"status"_s, u"widgets"_s, u"window"_s}},
        {u"window"_s, {u"status"_s, u"widgets"_s}},
        {u"wizard"_s, {u"widgets"_s}},
    };
    return table;
}

const Table &foldersOf(const QString &layer)
{
    return layer == u"gateway" ? gatewayFolders() : layer == u"app" ? appFolders() : uiFolders();
}

/// "gateway/base/files.h" → layer gateway, folder base. The files directly in a layer have no folder: they
/// put the parts together and may see all of them.
struct Place
{
    explicit Place(const QString &path)
        : layer(path.section(u'/', 0, 0))
        , folder(path.count(u'/') > 1 ? path.section(u'/', 1, 1) : QString())
        , file(path.section(u'/', -1))
    {}

    QString layer;
    QString folder;
    QString file;
};

QString includeBreach(const QString &file, const QString &included)
{
    const Place from(file);
    const Place to(included);

    if (!layers().contains(to.layer))
        return u"\"%1\" is not written from the repository root"_s.arg(included);
    if (from.layer != to.layer) {
        return layers()[from.layer].contains(to.layer) ? QString()
                                                       : u"%1 may not include %2"_s.arg(from.layer, to.layer);
    }
    if (from.folder == to.folder || from.folder.isEmpty())
        return {};

    const Table &table = foldersOf(from.layer);
    if (!table.contains(from.folder))
        return u"the folder %1/%2 is not in the table"_s.arg(from.layer, from.folder);
    if (table[from.folder].contains(to.folder.isEmpty() ? to.file : to.folder))
        return {};
    return u"%1/%2 may not include %3"_s.arg(from.layer, from.folder, included);
}

bool isCode(const QString &file)
{
    return layers().contains(Place(file).layer) && (file.endsWith(u".h") || file.endsWith(u".cpp"));
}

QStringList linesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    return bytes.contains('\0') ? QStringList() : QString::fromUtf8(bytes).split(u'\n');
}

/// Applies `rule` to each line of each file; it answers with what is wrong, or nothing.
template <typename Rule>
QList<Breach> breaches(const QString &root, const QStringList &files, Rule rule)
{
    QList<Breach> found;
    for (const QString &file : files) {
        const QStringList lines = linesOf(root + u'/' + file);
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const QString wrong = rule(file, lines[i]);
            if (!wrong.isEmpty())
                found.append({file, int(i) + 1, wrong});
        }
    }
    return found;
}

QStringList everyFileBelow(const QString &root)
{
    QStringList files;
    QDirIterator entries(root, QDir::Files, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QString file = QDir(root).relativeFilePath(entries.next());
        if (!file.startsWith(u"build"))
            files.append(file);
    }
    return files;
}

} // namespace

QStringList projectFiles(const QString &root)
{
    QProcess git;
    git.setWorkingDirectory(root);
    git.start(u"git"_s, {u"ls-files"_s, u"--cached"_s, u"--others"_s, u"--exclude-standard"_s});
    if (git.waitForFinished() && git.exitStatus() == QProcess::NormalExit && git.exitCode() == 0)
        return QString::fromUtf8(git.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    return everyFileBelow(root);
}

QList<Breach> includeBreaches(const QString &root, const QStringList &files)
{
    static const QRegularExpression include(uR"(^\s*#\s*include\s+"([^"]+)\")"_s);

    return breaches(root, files, [](const QString &file, const QString &line) {
        const QRegularExpressionMatch match = isCode(file) ? include.match(line) : QRegularExpressionMatch();
        const QString included = match.captured(1);
        const bool madeByMoc =
            included.endsWith(u".moc") || (included.startsWith(u"moc_") && included.endsWith(u".cpp"));
        return included.isEmpty() || madeByMoc ? QString() : includeBreach(file, included);
    });
}

QList<Breach> awaitBreaches(const QString &root, const QStringList &files)
{
    static const QRegularExpression risky(uR"(\bco_await\b.*[{\[?]|[{\[?].*\bco_await\b)"_s);

    return breaches(root, files, [](const QString &file, const QString &line) {
        const bool breach = isCode(file) && line.section(u"//"_s, 0, 0).contains(risky);
        return breach ? u"co_await beside { [ or ?: name the value on the line before"_s : QString();
    });
}

QList<Breach> twinBreaches(const QString &root, const QStringList &files)
{
    // A definition at the beginning of a line; within another type, or a namespace of its own, it is indented
    // or has another name.
    static const QRegularExpression definition(
        uR"(^(?:class|struct|union|enum(?: class)?)\s+([A-Z]\w*)\b(?![^{]*;\s*$))"_s);

    QHash<QString, QString> places;
    return breaches(root, files, [&places](const QString &file, const QString &line) {
        const QRegularExpressionMatch match =
            isCode(file) && file.endsWith(u".h") ? definition.match(line) : QRegularExpressionMatch();
        const QString name = match.captured(1);
        if (name.isEmpty())
            return QString();
        const auto known = places.constFind(name);
        if (known != places.constEnd())
            return u"%1 is also defined in %2: a program that has both has an unknown one of them"_s.arg(
                name, *known);
        places.insert(name, file);
        return QString();
    });
}

QList<Breach> machinePathBreaches(const QString &root, const QStringList &files)
{
    // Absolute paths only: what follows a letter, a dot, ~, } or ) is the tail of another path. The example
    // user `u` may be used in tests.
    static const QRegularExpression path(uR"((?<![\w.~})%*-])/(?:work|root|home/(?!u\b)[\w.-]+)/)"_s);
    static const QRegularExpression exampleHome(uR"((?<![\w.~})%*-])/home/u\b)"_s);

    return breaches(root, files, [](const QString &file, const QString &line) {
        const bool breach =
            line.contains(path) || (!file.startsWith(u"tests/") && line.contains(exampleHome));
        return breach ? u"a path of one machine: %1"_s.arg(line.trimmed()) : QString();
    });
}

} // namespace wsagent
