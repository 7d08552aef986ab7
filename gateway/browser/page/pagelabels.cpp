#include "gateway/browser/page/pagelabels.h"

#include "gateway/browser/page/pagecapture.h"
#include "gateway/browser/page/pagescripts.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds patience{10};

/// "e2" before "e10", and both before what is in a frame.
QStringList inOrder(const QJsonObject &refs)
{
    QStringList names = refs.keys();
    std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) {
        const bool isFramed = a.startsWith(u'f');
        if (isFramed != b.startsWith(u'f'))
            return !isFramed;
        return a.size() == b.size() ? a < b : a.size() < b.size();
    });
    return names;
}

struct Label
{
    QString ref = {};
    PageBox box = {};
};

bool isSeen(const PageBox &box, const QJsonValue &view)
{
    return box.width > 0 && box.height > 0 && box.x < view["clientWidth"_L1].toDouble() &&
           box.y < view["clientHeight"_L1].toDouble() && box.x + box.width > 0 && box.y + box.height > 0;
}

/// Those that can be seen now.
QCoro::Task<BrowserResult<QList<Label>>> labelsOf(TabPtr tab, QStringList refs)
{
    const auto measuring = tab->call("Page.getLayoutMetrics"_L1);
    const auto metrics = co_await measuring;
    if (!metrics)
        co_return metrics.error();
    const QJsonValue view = metrics->value("cssLayoutViewport"_L1);
    QList<Label> labels;
    for (const QString &ref : std::as_const(refs)) {
        const auto node = tab->refs.constFind(ref);
        if (node == tab->refs.cend())
            continue;
        const auto boxing = boxOf(tab, *node);
        const auto box = co_await boxing;
        if (box && isSeen(*box, view))
            labels += Label{.ref = ref, .box = *box};
    }
    co_return labels;
}

QJsonObject toJson(const PageBox &box)
{
    return {{"x"_L1, box.x}, {"y"_L1, box.y}, {"width"_L1, box.width}, {"height"_L1, box.height}};
}

QJsonArray annotations(const QList<Label> &labels, const QJsonObject &refs)
{
    QJsonArray list;
    for (const Label &label : labels) {
        QJsonObject row = refs[label.ref].toObject();
        row.insert("ref"_L1, label.ref);
        row.insert("box"_L1, toJson(label.box));
        list += row;
    }
    return list;
}

} // namespace

QCoro::Task<BrowserResult<QJsonObject>> labelledScreenshot(TabPtr tab, QJsonObject refs, int most,
                                                           MediaFolder folder)
{
    const QStringList wanted = inOrder(refs).mid(0, most);
    const auto finding = labelsOf(tab, wanted);
    const auto labels = co_await finding;
    if (!labels)
        co_return labels.error();
    const QJsonArray drawn = annotations(*labels, refs);
    const auto drawing = evaluate(tab, callScript(scripts::drawLabels, drawn), patience);
    const auto done = co_await drawing;
    if (!done)
        co_return done.error();
    const auto taking = takeScreenshot(tab, {}, folder);
    const auto taken = co_await taking;
    const auto clearing = evaluate(tab, callScript(scripts::drawLabels, QJsonArray()), patience);
    const auto cleared = co_await clearing;
    if (!taken)
        co_return taken.error();
    if (!cleared)
        co_return cleared.error();
    co_return QJsonObject{{"imagePath"_L1, taken->value("path"_L1)},
                          {"imageType"_L1, taken->value("path"_L1).toString().endsWith(".png"_L1)
                                               ? u"image/png"_s
                                               : u"image/jpeg"_s},
                          {"labelsCount"_L1, drawn.size()},
                          {"labelsSkipped"_L1, refs.size() - drawn.size()},
                          {"annotations"_L1, drawn}};
}

} // namespace wsagent
