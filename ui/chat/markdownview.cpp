#include "ui/chat/markdownview.h"

#include <QDesktopServices>
#include <QTextDocument>
#include <QWheelEvent>

namespace wsagent {

using namespace Qt::StringLiterals;

MarkdownView::MarkdownView(QWidget *parent)
    : QTextBrowser(parent)
{
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setTabChangesFocus(true);
    viewport()->setAutoFillBackground(false);
    document()->setDocumentMargin(0);
    connect(this, &QTextBrowser::anchorClicked, this, [](const QUrl &url) {
        const QString scheme = url.scheme();
        if (scheme == "https"_L1 || scheme == "http"_L1 || scheme == "mailto"_L1)
            QDesktopServices::openUrl(url);
    });
}

void MarkdownView::setText(const QString &markdown)
{
    document()->setMarkdown(markdown, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownNoHTML |
                                                                      QTextDocument::MarkdownDialectGitHub));
    fit();
}

QVariant MarkdownView::loadResource(int, const QUrl &)
{
    return {};
}

void MarkdownView::fit()
{
    document()->setTextWidth(viewport()->width());
    setFixedHeight(int(document()->size().height()) + 2);
}

QSize MarkdownView::sizeHint() const
{
    return {300, height()};
}

QSize MarkdownView::minimumSizeHint() const
{
    return {60, fontMetrics().height()};
}

void MarkdownView::resizeEvent(QResizeEvent *event)
{
    QTextBrowser::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        fit();
}

/// The conversation scrolls, not one of its entries.
void MarkdownView::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

} // namespace wsagent
