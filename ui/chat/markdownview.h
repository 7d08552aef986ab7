#pragma once

#include <QTextBrowser>

namespace wsagent {

/// Text of an agent, as high as it is long. Neither HTML nor pictures in it count, and only links to the web
/// open: it was written by a model.
class MarkdownView : public QTextBrowser
{
    Q_OBJECT

public:
    explicit MarkdownView(QWidget *parent = nullptr);

    void setText(const QString &markdown);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    QVariant loadResource(int type, const QUrl &name) override;

private:
    void fit();
};

} // namespace wsagent
