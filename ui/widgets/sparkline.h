#pragma once

#include <QList>
#include <QWidget>

namespace wsagent {

/// The last values of something as a small curve from zero to the largest. Its accessible description says
/// the last value in words.
class Sparkline : public QWidget
{
    Q_OBJECT

public:
    static constexpr qsizetype mostValues = 120;

    explicit Sparkline(QWidget *parent = nullptr);

    /// `inWords`: the last value, for those who do not see the curve.
    void setValues(const QList<double> &values, const QString &inWords);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<double> m_values;
};

} // namespace wsagent
