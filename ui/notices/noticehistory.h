#pragma once

#include "ui/notices/notice.h"

#include <QAbstractTableModel>

namespace wsagent {

/// Notices, the newest first; the oldest are forgotten, but none that waits for an answer.
class NoticeHistory : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Profile, What, Outcome, ColumnCount };
    static constexpr qsizetype mostNotices = 500;

    using QAbstractTableModel::QAbstractTableModel;

    /// False when the same one is open already: it is only brought up to date.
    bool add(const Notice &notice);
    void close(Notice::Kind kind, const QString &profile, const QString &requestId, const QString &outcome);
    /// What went wrong with a gateway that runs again.
    void closeTroubles(const QString &profile, const QString &outcome);
    /// Those that were asked by a gateway and are not in this list any more.
    void keepRequests(Notice::Kind kind, const QString &profile, const QStringList &requestIds);

    const QList<Notice> &notices() const { return m_notices; }
    QList<Notice> open(const QString &profile) const; ///< those that have answers

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void requestsChanged(const QString &profile);

private:
    void end(qsizetype row, const QString &outcome);

    QList<Notice> m_notices;
};

} // namespace wsagent
