#include "ui/portmap/portmapwindow.h"

#include "app/profiles/fleet.h"
#include "ui/portmap/portmapview.h"
#include "ui/widgets/question.h"

#include <QBoxLayout>
#include <QBuffer>
#include <QFileDialog>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSaveFile>
#include <QShortcut>
#include <QSvgGenerator>

namespace wsagent {

using namespace Qt::StringLiterals;

PortMapWindow::PortMapWindow(InstanceSelection user, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_user(std::move(user))
    , m_map(new PortMapView(this))
    , m_chosen(new QLabel(this))
{
    setWindowTitle(tr("Ports of all profiles"));
    m_chosen->setWordWrap(true);
    m_chosen->setText(tr("Choose a range to see what it is for. + and − zoom, 0 shows everything."));

    auto *bar = new QHBoxLayout;
    const auto add = [&](const QString &text, const QKeySequence &key, auto slot) {
        auto *button = new QPushButton(text, this);
        button->setShortcut(key);
        connect(button, &QPushButton::clicked, this, slot);
        bar->addWidget(button);
    };
    add(tr("Zoom in"), QKeySequence::ZoomIn, [this] { m_map->zoom(PortMapView::zoomStep); });
    add(tr("Zoom out"), QKeySequence::ZoomOut, [this] { m_map->zoom(1 / PortMapView::zoomStep); });
    add(tr("Show all"), QKeySequence(u"Ctrl+0"_s), [this] { m_map->showAll(); });
    bar->addStretch();
    add(tr("Refresh"), QKeySequence::Refresh, [this] { refresh(); });
    add(tr("Export…"), QKeySequence::SaveAs, [this] { askForExport(); });

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_map);
    column->addWidget(m_chosen);
    column->addStretch();
    column->addLayout(bar);
    connect(m_map, &PortMapView::spanChosen, this,
            [this](const PortSpan &span) { m_chosen->setText(describe(span)); });
    new QShortcut(QKeySequence::Close, this, [this] { close(); });
    resize(860, 320);
    refresh();
}

void PortMapWindow::refresh()
{
    m_worker.run([user = m_user] { return surveyFleet(user, ConfigSchema()); },
                 [this](const Fleet &fleet) { show(fleet); });
}

void PortMapWindow::show(const Fleet &fleet)
{
    m_map->show(portSpans(fleet.host, fleet.facts(), fleet.findings));
    emit shown();
}

Result<void> PortMapWindow::exportTo(const QString &path) const
{
    const QSize size(std::max(m_map->width(), 640), m_map->sizeHint().height());
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (path.endsWith(".svg"_L1, Qt::CaseInsensitive)) {
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize(size);
        svg.setViewBox(QRect(QPoint(), size));
        svg.setTitle(windowTitle());
        svg.setDescription(m_map->accessibleDescription());
        QPainter painter(&svg);
        painter.fillRect(QRect(QPoint(), size), palette().base());
        m_map->draw(painter, size);
    } else {
        constexpr int scale = 2;
        QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(scale);
        image.fill(palette().color(QPalette::Base));
        QPainter painter(&image);
        m_map->draw(painter, size);
        painter.end();
        image.save(&buffer, "PNG");
    }
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(buffer.data()) == buffer.size() && file.commit())
        return {};
    return Error{tr("The picture cannot be written to %1: %2").arg(path, file.errorString()),
                 tr("Choose another folder."), ErrorKind::Io};
}

void PortMapWindow::askForExport()
{
    auto *dialog = new QFileDialog(this, tr("Export the port map"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Pictures (*.png)"), tr("Drawings (*.svg)")});
    dialog->setDefaultSuffix(u"png"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains("svg"_L1) ? u"svg"_s : u"png"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (const auto exported = exportTo(path); !exported)
            tell(this, exported.error());
    });
    dialog->open();
}

} // namespace wsagent
