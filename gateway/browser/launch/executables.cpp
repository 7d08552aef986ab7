#include "gateway/browser/launch/executables.h"

#include "gateway/base/files.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 1024 * 1024; // of a desktop file

struct Candidate
{
    const char *path;
    const char *kind;
};

#if defined(Q_OS_MACOS)
constexpr std::array candidates = {
    Candidate{"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "chrome"},
    Candidate{"~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "chrome"},
    Candidate{"/Applications/Brave Browser.app/Contents/MacOS/Brave Browser", "brave"},
    Candidate{"~/Applications/Brave Browser.app/Contents/MacOS/Brave Browser", "brave"},
    Candidate{"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "edge"},
    Candidate{"~/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "edge"},
    Candidate{"/Applications/Chromium.app/Contents/MacOS/Chromium", "chromium"},
    Candidate{"~/Applications/Chromium.app/Contents/MacOS/Chromium", "chromium"},
    Candidate{"/Applications/Google Chrome Canary.app/Contents/MacOS/Google Chrome Canary", "canary"},
    Candidate{"~/Applications/Google Chrome Canary.app/Contents/MacOS/Google Chrome Canary", "canary"}};
#elif defined(Q_OS_WIN)
constexpr std::array candidates = {
    Candidate{"%LOCALAPPDATA%/Google/Chrome/Application/chrome.exe", "chrome"},
    Candidate{"%LOCALAPPDATA%/BraveSoftware/Brave-Browser/Application/brave.exe", "brave"},
    Candidate{"%LOCALAPPDATA%/Microsoft/Edge/Application/msedge.exe", "edge"},
    Candidate{"%LOCALAPPDATA%/Chromium/Application/chrome.exe", "chromium"},
    Candidate{"%LOCALAPPDATA%/Google/Chrome SxS/Application/chrome.exe", "canary"},
    Candidate{"%ProgramFiles%/Google/Chrome/Application/chrome.exe", "chrome"},
    Candidate{"%ProgramFiles%/BraveSoftware/Brave-Browser/Application/brave.exe", "brave"},
    Candidate{"%ProgramFiles%/Microsoft/Edge/Application/msedge.exe", "edge"},
    Candidate{"%ProgramFiles(x86)%/Google/Chrome/Application/chrome.exe", "chrome"},
    Candidate{"%ProgramFiles(x86)%/BraveSoftware/Brave-Browser/Application/brave.exe", "brave"},
    Candidate{"%ProgramFiles(x86)%/Microsoft/Edge/Application/msedge.exe", "edge"}};
#else
constexpr std::array candidates = {Candidate{"/usr/bin/google-chrome", "chrome"},
                                   Candidate{"/usr/bin/google-chrome-stable", "chrome"},
                                   Candidate{"/usr/bin/chrome", "chrome"},
                                   Candidate{"/usr/bin/brave-browser", "brave"},
                                   Candidate{"/usr/bin/brave-browser-stable", "brave"},
                                   Candidate{"/usr/bin/brave", "brave"},
                                   Candidate{"/snap/bin/brave", "brave"},
                                   Candidate{"/usr/bin/microsoft-edge", "edge"},
                                   Candidate{"/usr/bin/microsoft-edge-stable", "edge"},
                                   Candidate{"/usr/bin/chromium", "chromium"},
                                   Candidate{"/usr/bin/chromium-browser", "chromium"},
                                   Candidate{"/snap/bin/chromium", "chromium"},
                                   Candidate{"/opt/google/chrome/chrome", "chrome"},
                                   Candidate{"/opt/brave.com/brave/brave", "brave"},
                                   Candidate{"/usr/lib/chromium/chromium", "chromium"},
                                   Candidate{"/usr/lib/chromium-browser/chromium-browser", "chromium"}};
#endif

QString expanded(const QString &path, const QString &home)
{
    if (path.startsWith(u'~'))
        return home + path.sliced(1);
    if (!path.startsWith(u'%'))
        return path;
    const QString variable = path.section(u'%', 1, 1);
    return qEnvironmentVariable(variable.toLatin1().constData()) + path.section(u'%', 2);
}

BrowserExecutable named(const QString &path)
{
    const QString kind = chromiumKind(path);
    return {path, kind.isEmpty() ? u"custom"_s : kind};
}

/// Of the section of that name, the first value of a key.
QString keyOf(const QByteArray &ini, const QByteArray &section, const QByteArray &key)
{
    bool inside = false;
    for (const QByteArray &raw : ini.split('\n')) {
        const QByteArray line = raw.trimmed();
        if (line.startsWith('['))
            inside = line == '[' + section + ']';
        else if (inside && line.startsWith(key + '='))
            return QString::fromUtf8(line.sliced(key.size() + 1)).trimmed();
    }
    return {};
}

std::optional<BrowserExecutable> systemDefault(const ExecutableSearch &search)
{
    QList<QByteArray> lists;
    for (const QString &path : search.mimeLists)
        lists += search.content(path);
    const QString entry = defaultBrowserEntry(lists);
    if (entry.isEmpty() || entry.contains(u'/'))
        return std::nullopt;
    for (const QString &directory : search.desktopDirs) {
        QString program = programOfDesktopEntry(search.content(directory + u'/' + entry));
        if (program.isEmpty())
            continue;
        if (!program.startsWith(u'/'))
            program = "/usr/bin/"_L1 + program;
        if (const QString kind = chromiumKind(program); !kind.isEmpty() && search.isExecutable(program))
            return BrowserExecutable{program, kind};
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

Result<BrowserExecutable> findBrowserExecutable(const ExecutableSearch &search)
{
    if (!search.configured.isEmpty()) {
        if (search.isExecutable(search.configured))
            return named(search.configured);
        return Error{u"browser.executablePath: %1 is no program"_s.arg(search.configured),
                     u"ws-agent config set browser.executablePath /usr/bin/chromium"_s, ErrorKind::NotFound};
    }
    if (const auto usual = systemDefault(search))
        return *usual;
    for (const Candidate &candidate : candidates) {
        const QString path = expanded(QLatin1StringView(candidate.path), search.home);
        if (search.isExecutable(path))
            return BrowserExecutable{path, QLatin1StringView(candidate.kind)};
    }
    return Error{u"no browser of the Chromium family is installed on this computer"_s,
                 u"sudo apt install chromium"_s, ErrorKind::NotFound};
}

ExecutableSearch executableSearch(const QString &configured, const QString &home)
{
    const QString own = home + "/.local/share/applications"_L1;
    return {.configured = configured,
            .home = home,
            .desktopDirs = {own, u"/usr/local/share/applications"_s, u"/usr/share/applications"_s,
                            u"/var/lib/snapd/desktop/applications"_s},
            .mimeLists = {home + "/.config/mimeapps.list"_L1, u"/etc/xdg/mimeapps.list"_s,
                          own + "/mimeapps.list"_L1, u"/usr/share/applications/mimeapps.list"_s},
            .isExecutable =
                [](const QString &path) {
                    const QFileInfo file(path);
                    return file.isFile() && file.isExecutable();
                },
            .content =
                [](const QString &path) {
                    const auto content = readFile(path, mostBytes);
                    return content ? *content : QByteArray();
                }};
}

QString chromiumKind(const QString &path)
{
    const QString name = path.section(u'/', -1).toLower();
    if (name.contains("canary"_L1) || path.contains("Chrome SxS"_L1))
        return u"canary"_s;
    if (name.contains("chromium"_L1))
        return u"chromium"_s;
    if (name.contains("brave"_L1))
        return u"brave"_s;
    if (name.contains("edge"_L1))
        return u"edge"_s;
    return name.contains("chrome"_L1) ? u"chrome"_s : QString();
}

QString defaultBrowserEntry(const QList<QByteArray> &mimeLists)
{
    for (const char *type : {"x-scheme-handler/https", "x-scheme-handler/http", "text/html"}) {
        for (const QByteArray &list : mimeLists) {
            const QString entry = keyOf(list, "Default Applications", type).section(u';', 0, 0).trimmed();
            if (!entry.isEmpty())
                return entry;
        }
    }
    return {};
}

QString programOfDesktopEntry(const QByteArray &content)
{
    QStringList words = QProcess::splitCommand(keyOf(content, "Desktop Entry", "Exec"));
    // "env BAMF_DESKTOP_FILE_HINT=… /snap/bin/chromium %U"
    while (!words.isEmpty() && (words.first() == "env"_L1 || words.first().section(u'/', -1) == "env"_L1 ||
                                words.first().contains(u'=')))
        words.removeFirst();
    return words.isEmpty() ? QString() : words.first();
}

} // namespace wsagent
