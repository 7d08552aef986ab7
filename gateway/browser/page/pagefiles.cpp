#include "gateway/browser/page/pagefiles.h"

#include "gateway/base/files.h"
#include "gateway/browser/page/pageinput.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestDownload = 1024LL * 1024 * 1024; // bytes
constexpr int mostFiles = 100;

/// A name that a page suggests, as a name of a file here.
QString plainName(const QString &suggested)
{
    QString name = suggested.section(u'/', -1).section(u'\\', -1).left(200);
    name.remove(QChar(u'\0'));
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    return name.isEmpty() ? u"download"_s : name;
}

/// What is known of the one download that is waited for.
struct Download
{
    QString guid = {};
    QString url = {};
    QString suggested = {};
    QString state = {};
    qint64 received = 0;

    bool isOver() const { return state == "completed"_L1 || state == "canceled"_L1 || isTooLarge(); }
    bool isTooLarge() const { return received > largestDownload; }
    void take(const QString &method, const QJsonObject &params)
    {
        if (method == "Browser.downloadWillBegin"_L1 && guid.isEmpty()) {
            guid = params["guid"_L1].toString();
            url = params["url"_L1].toString();
            suggested = params["suggestedFilename"_L1].toString();
        } else if (method == "Browser.downloadProgress"_L1 && params["guid"_L1] == guid) {
            state = params["state"_L1].toString();
            received = params["receivedBytes"_L1].toInteger();
        }
    }
};

QCoro::Task<BrowserResult<void>> click(BrowserSessionPtr session, TabPtr tab, PageNode node,
                                       QDeadlineTimer deadline)
{
    const auto waiting = whenReady(session, tab, node, {}, deadline);
    const auto point = co_await waiting;
    if (!point)
        co_return point.error();
    const auto clicking = clickAt(tab, *point, {});
    const auto clicked = co_await clicking;
    co_return clicked;
}

} // namespace

BrowserResult<QStringList> uploadPaths(const QJsonArray &paths, const QStringList &roots)
{
    QStringList files;
    if (paths.isEmpty() || paths.size() > mostFiles)
        return badRequest(u"paths: 1 to %1 files"_s.arg(mostFiles));
    for (const QJsonValue &value : paths) {
        const QFileInfo file(QDir::cleanPath(value.toString()));
        const QString real = file.canonicalFilePath();
        const bool isPlain = file.isAbsolute() && file.isFile() && real == file.filePath();
        const bool isBelow = std::any_of(roots.begin(), roots.end(), [&real](const QString &root) {
            const QString place = QFileInfo(root).canonicalFilePath();
            return !place.isEmpty() && real.startsWith(place + u'/');
        });
        if (!isPlain || !isBelow)
            return badRequest(u"%1 is no file that may be uploaded; put it into %2"_s.arg(
                value.toString().left(300), roots.value(0)));
        files += real;
    }
    return files;
}

BrowserResult<QString> pathBelow(const QString &root, const QString &wanted, const QString &suggested)
{
    if (wanted.isEmpty())
        return root + u'/' + plainName(suggested);
    const QString path = QDir::cleanPath(QDir(root).absoluteFilePath(wanted));
    const QString folder = QFileInfo(path).path();
    const QString real = QFileInfo(folder).canonicalFilePath();
    const QString place = QFileInfo(root).canonicalFilePath();
    if (!path.startsWith(root + u'/') || (real != place && !real.startsWith(place + u'/')))
        return badRequest(u"the file has to lie below %1"_s.arg(root));
    return path;
}

QCoro::Task<BrowserResult<void>> setFiles(TabPtr tab, PageNode input, QStringList files)
{
    const QJsonObject params{{"files"_L1, QJsonArray::fromStringList(files)},
                             {"backendNodeId"_L1, input.backendNodeId}};
    const auto setting = tab->callIn(input.session, "DOM.setFileInputFiles"_L1, params);
    const auto set = co_await setting;
    if (!set)
        co_return actFailed(u"the files are not taken: %1"_s.arg(set.error().message));
    co_return BrowserResult<void>();
}

QCoro::Task<BrowserResult<void>> giveToChooser(BrowserSessionPtr session, TabPtr tab, QStringList files,
                                               PageNode trigger, QDeadlineTimer deadline)
{
    const auto given = tab->armFiles(files, deadline);
    const auto clicking = click(session, tab, trigger, deadline);
    const auto clicked = co_await clicking;
    if (!clicked)
        co_return clicked.error();
    const auto waiting = session->until(
        tab, [given] { return given.isSettled(); }, deadline);
    const bool isOver = co_await waiting;
    if (!isOver)
        co_return timedOut(u"the page has not asked for a file"_s);
    const auto result = co_await given;
    co_return result;
}

QCoro::Task<BrowserResult<QJsonObject>> takeDownload(BrowserSessionPtr session, TabPtr tab, QString root,
                                                     QString wanted, std::optional<PageNode> trigger,
                                                     QDeadlineTimer deadline)
{
    if (const auto made = makePrivateDirectory(root); !made)
        co_return BrowserError{.message = made.error().message};
    if (const auto place = pathBelow(root, wanted, {}); !place)
        co_return place.error();
    const auto download = std::make_shared<Download>();
    CdpConnection &browser = session->connection();
    const auto listening =
        QObject::connect(&browser, &CdpConnection::eventReceived, session.get(),
                         [download](const QString &, const QString &method, const QJsonObject &params) {
                             download->take(method, params);
                         });
    const QJsonObject named{
        {"behavior"_L1, u"allowAndName"_s}, {"downloadPath"_L1, root}, {"eventsEnabled"_L1, true}};
    const auto allowing = browser.send("Browser.setDownloadBehavior"_L1, named);
    const auto allowed = co_await allowing;
    BrowserResult<void> result = allowed ? BrowserResult<void>() : allowed.error();
    if (result && trigger) {
        const auto clicking = click(session, tab, *trigger, deadline);
        result = co_await clicking;
    }
    if (result) {
        const auto waiting = session->until(
            tab, [download] { return download->isOver(); }, deadline);
        const bool isOver = co_await waiting;
        if (!isOver)
            result = timedOut(download->guid.isEmpty() ? u"nothing has been downloaded"_s
                                                       : u"the download has not ended in time"_s);
        else if (download->state != "completed"_L1)
            result = actFailed(download->isTooLarge() ? u"the download is larger than 1 GiB"_s
                                                      : u"the download has been given up"_s);
    }
    QObject::disconnect(listening);
    if (!result && !download->guid.isEmpty())
        session->connection().send("Browser.cancelDownload"_L1, {{"guid"_L1, download->guid}});
    session->connection().send("Browser.setDownloadBehavior"_L1, {{"behavior"_L1, u"default"_s}});
    const QString arrived = root + u'/' + download->guid;
    if (!result) {
        if (!download->guid.isEmpty())
            QFile::remove(arrived);
        co_return result.error();
    }
    const auto path = pathBelow(root, wanted, download->suggested);
    if (!path)
        co_return path.error();
    QFile::remove(*path);
    if (!QFile::rename(arrived, *path))
        co_return BrowserError{.message = u"the download cannot be moved to %1"_s.arg(*path)};
    QFile::setPermissions(*path, QFile::ReadOwner | QFile::WriteOwner);
    co_return QJsonObject{
        {"url"_L1, download->url}, {"suggestedFilename"_L1, download->suggested}, {"path"_L1, *path}};
}

} // namespace wsagent
