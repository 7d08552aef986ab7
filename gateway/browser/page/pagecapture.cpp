#include "gateway/browser/page/pagecapture.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr double longestSide = 2000;             // pixels
constexpr qsizetype mostBytes = 5 * 1024 * 1024; // of a picture
constexpr double tallestPage = 16'384;           // CSS pixels; more Chromium does not draw at once
constexpr std::chrono::seconds patience{60};

QJsonObject stored(const Tab &tab, const QString &path)
{
    return {{"path"_L1, path}, {"targetId"_L1, tab.targetId}, {"url"_L1, tab.url}};
}

BrowserError notStored(const Error &error)
{
    return {.message = error.message};
}

PageBox boxOfJson(const QJsonValue &box, QLatin1StringView x, QLatin1StringView y, QLatin1StringView width,
                  QLatin1StringView height)
{
    return {box[x].toDouble(), box[y].toDouble(), box[width].toDouble(), box[height].toDouble()};
}

/// `density`: pixels of the picture for a CSS pixel.
QJsonObject captureParams(const PageBox &area, double density, bool asJpeg, double shrink,
                          bool beyondViewport)
{
    const double longest = std::max(area.width, area.height) * density;
    const double scale = std::min(1.0, longestSide / longest) * shrink;
    QJsonObject params{{"format"_L1, asJpeg ? u"jpeg"_s : u"png"_s},
                       {"captureBeyondViewport"_L1, beyondViewport},
                       {"clip"_L1, QJsonObject{{"x"_L1, area.x},
                                               {"y"_L1, area.y},
                                               {"width"_L1, area.width},
                                               {"height"_L1, area.height},
                                               {"scale"_L1, scale}}}};
    if (asJpeg)
        params.insert("quality"_L1, 80);
    return params;
}

/// What the picture shows, in CSS pixels of the document.
QCoro::Task<BrowserResult<PageBox>> areaOf(TabPtr tab, ScreenshotRequest request)
{
    BrowserResult<PageNode> node = PageNode();
    if (!request.ref.isEmpty()) {
        node = nodeOf(*tab, request.ref);
    } else if (!request.selector.isEmpty()) {
        const auto finding = nodeBySelector(tab, request.selector);
        node = co_await finding;
    }
    if (!node)
        co_return node.error();
    const bool isElement = node->backendNodeId > 0;
    if (isElement) {
        const auto scrolling = tab->callIn(node->session, "DOM.scrollIntoViewIfNeeded"_L1,
                                           {{"backendNodeId"_L1, node->backendNodeId}});
        const auto scrolled = co_await scrolling;
        Q_UNUSED(scrolled) // what has no box says so below
    }
    const auto measuring = tab->call("Page.getLayoutMetrics"_L1);
    const auto metrics = co_await measuring;
    if (!metrics)
        co_return metrics.error();
    const PageBox view = boxOfJson(metrics->value("cssLayoutViewport"_L1), "pageX"_L1, "pageY"_L1,
                                   "clientWidth"_L1, "clientHeight"_L1);
    if (!isElement && !request.fullPage)
        co_return view;
    if (!isElement) {
        PageBox page =
            boxOfJson(metrics->value("cssContentSize"_L1), "x"_L1, "y"_L1, "width"_L1, "height"_L1);
        page.height = std::min(page.height, tallestPage);
        co_return page;
    }
    const auto boxing = boxOf(tab, *node);
    const auto box = co_await boxing;
    if (!box)
        co_return box.error();
    co_return PageBox{box->x + view.x, box->y + view.y, box->width, box->height};
}

} // namespace

BrowserResult<ScreenshotRequest> screenshotRequest(const BrowserRequest &request)
{
    const QString type = request.value("type"_L1).toString(u"png"_s);
    ScreenshotRequest wanted{.fullPage = request.has("fullPage"_L1),
                             .ref = request.text("ref"_L1),
                             .selector = request.text("element"_L1),
                             .asJpeg = type == "jpeg"_L1};
    if (type != "png"_L1 && type != "jpeg"_L1)
        return badRequest(u"type must be png|jpeg"_s);
    if (wanted.fullPage && !(wanted.ref.isEmpty() && wanted.selector.isEmpty()))
        return badRequest(u"fullPage is not supported for element screenshots"_s);
    return wanted;
}

QCoro::Task<BrowserResult<QJsonObject>> takeScreenshot(TabPtr tab, ScreenshotRequest request,
                                                       MediaFolder folder)
{
    const auto measuring = areaOf(tab, request);
    const auto area = co_await measuring;
    if (!area)
        co_return area.error();
    const auto asking = evaluate(tab, u"devicePixelRatio"_s, patience);
    const auto ratio = co_await asking;
    const double density = ratio ? std::max(0.1, ratio->toDouble(1)) : 1;
    bool asJpeg = request.asJpeg;
    double shrink = 1;
    for (;;) {
        const bool isBeyond = request.fullPage || !request.ref.isEmpty() || !request.selector.isEmpty();
        const QJsonObject params = captureParams(*area, density, asJpeg, shrink, isBeyond);
        const auto taking = tab->call("Page.captureScreenshot"_L1, params, patience);
        const auto taken = co_await taking;
        if (!taken)
            co_return taken.error();
        const QByteArray picture = QByteArray::fromBase64(taken->value("data"_L1).toString().toLatin1());
        if (picture.size() > mostBytes && shrink > 0.1) {
            shrink *= asJpeg ? 0.7 : 1; // first another format, then fewer pixels
            asJpeg = true;
            continue;
        }
        const auto path = folder.store(picture, asJpeg ? u"jpg"_s : u"png"_s);
        if (!path)
            co_return notStored(path.error());
        co_return stored(*tab, *path);
    }
}

QCoro::Task<BrowserResult<QJsonObject>> printPdf(TabPtr tab, MediaFolder folder)
{
    const auto printing = tab->call("Page.printToPDF"_L1, {{"printBackground"_L1, true}}, patience);
    const auto printed = co_await printing;
    if (!printed)
        co_return printed.error();
    const QByteArray document = QByteArray::fromBase64(printed->value("data"_L1).toString().toLatin1());
    const auto path = folder.store(document, u"pdf"_s);
    if (!path)
        co_return notStored(path.error());
    co_return stored(*tab, *path);
}

} // namespace wsagent
