#include "gateway/browser/launch/userdata.h"

#include "gateway/base/files.h"
#include "gateway/base/jsonpath.h"
#include "gateway/instances/processidentity.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBytes = 32 * 1024 * 1024;
constexpr int predictionOff = 2; // net.network_prediction_options

struct Value
{
    QStringList path;
    QJsonValue value;
    bool isAlways = false; ///< else only when nothing is there
};

JsonPath pathOf(const QStringList &keys)
{
    JsonPath path;
    for (const QString &key : keys)
        path += JsonStep{.key = key};
    return path;
}

/// A file that is damaged is left to the browser, which makes a new one of it.
Result<void> decorate(const QString &file, const QList<Value> &values)
{
    QJsonValue root = QJsonObject();
    const auto content = readFile(file, mostBytes);
    if (content) {
        const QJsonDocument document = QJsonDocument::fromJson(*content);
        if (!document.isObject())
            return {};
        root = document.object();
    } else if (content.error().kind != ErrorKind::NotFound) {
        return content.error();
    }
    const QJsonValue before = root;
    for (const Value &each : values) {
        const JsonPath path = pathOf(each.path);
        if (each.isAlways || valueAt(root, path).isUndefined())
            root = withValueAt(root, path, each.value);
    }
    if (root == before)
        return {};
    return replaceFile(file, QJsonDocument(root.toObject()).toJson(QJsonDocument::Compact), Durable::No);
}

/// As Skia writes it: opaque, and a signed number of 32 bits.
int skiaColor(const QString &color)
{
    return int(0xff000000U | QStringView(color).sliced(1).toUInt(nullptr, 16));
}

} // namespace

Result<void> prepareUserData(const QString &directory, const BrowserLook &look)
{
    if (const auto made = makePrivateDirectory(directory + "/Default"_L1); !made)
        return made.error();
    dropStaleLock(directory);
    const int color = skiaColor(look.color);
    const QStringList entry{u"profile"_s, u"info_cache"_s, u"Default"_s};
    if (const auto written =
            decorate(directory + "/Local State"_L1,
                     {{.path = entry + QStringList{u"name"_s}, .value = look.name},
                      {.path = entry + QStringList{u"is_using_default_name"_s}, .value = false},
                      {.path = entry + QStringList{u"profile_highlight_color"_s}, .value = color},
                      {.path = entry + QStringList{u"default_avatar_fill_color"_s}, .value = color}});
        !written)
        return written;
    return decorate(directory + "/Default/Preferences"_L1,
                    {{.path = {u"profile"_s, u"name"_s}, .value = look.name},
                     {.path = {u"browser"_s, u"theme"_s, u"user_color2"_s}, .value = color},
                     {.path = {u"net"_s, u"network_prediction_options"_s}, .value = predictionOff},
                     {.path = {u"profile"_s, u"exit_type"_s}, .value = u"Normal"_s, .isAlways = true},
                     {.path = {u"profile"_s, u"exited_cleanly"_s}, .value = true, .isAlways = true}});
}

bool dropStaleLock(const QString &directory)
{
    const QString lock = directory + "/SingletonLock"_L1;
    if (!QFileInfo(lock).isSymbolicLink())
        return true;
    const QString target = QFile(lock).symLinkTarget().section(u'/', -1);
    const qsizetype dash = target.lastIndexOf(u'-');
    const qint64 pid = target.sliced(dash + 1).toLongLong();
    const bool isOurs = dash > 0 && target.first(dash) == QSysInfo::machineHostName();
    if (isOurs && pid > 0 && processExists(pid))
        return false;
    for (const auto name : {"/SingletonLock"_L1, "/SingletonSocket"_L1, "/SingletonCookie"_L1})
        QFile::remove(directory + name);
    return true;
}

} // namespace wsagent
