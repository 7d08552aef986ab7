#include "gateway/surfaces/canvas/canvaspage.h"

#include <QFile>
#include <QString>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QByteArray resource(const QString &name)
{
    QFile file(u":/wsagent/canvas/"_s + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QByteArray withCanvasScript(const QByteArray &html, bool liveReload)
{
    const QByteArray script = "<script data-live-reload=\"" + QByteArray(liveReload ? "on" : "off") +
                              "\">\n" + resource(u"bridge.js"_s) + "</script>\n";
    const qsizetype end = html.toLower().lastIndexOf("</body>");
    return end < 0 ? html + script : html.first(end) + script + html.sliced(end);
}

QByteArray starterPage()
{
    return resource(u"starter.html"_s);
}

QByteArray missingIndexPage(const QByteArray &directory)
{
    return "<!doctype html><title>Nothing here yet</title><p>There is no page here yet. Write <code>" +
           QString::fromUtf8(directory).toHtmlEscaped().toUtf8() +
           "index.html</code> into the canvas directory.</p>\n";
}

} // namespace wsagent
