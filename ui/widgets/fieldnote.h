#pragma once

#include "gateway/instances/findings.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace wsagent {

/// What is to be said of a field, right below it: findings in their colours, the worst first, and a button
/// for a fix. Takes no room while there is nothing to say.
class FieldNote : public QWidget
{
    Q_OBJECT

public:
    explicit FieldNote(QWidget *parent = nullptr);

    void show(const QList<Finding> &findings);
    void showError(const QString &sentence);
    /// The text of the button; empty: none.
    void offer(const QString &text);

    QString text() const;
    QPushButton *button() const { return m_button; }

signals:
    void accepted();

private:
    void say(const QString &html, const QString &plain);

    QLabel *m_label;
    QPushButton *m_button;
    QString m_plain;
};

/// Readable on light and on dark windows.
QColor severityColor(Severity severity, const QPalette &palette);
QString severityMark(Severity severity); ///< "✗", "!", "i": never by colour alone

} // namespace wsagent
