#pragma once

#include "ui/logs/logrecord.h"

#include <QAbstractTableModel>

#include <deque>

namespace wsagent {

/// The last lines of some logs, and those of them that pass a filter. What is added beyond the capacity
/// pushes out the oldest.
class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Profile, Level, Subsystem, Message, ColumnCount };

    explicit LogModel(qsizetype capacity, QObject *parent = nullptr);

    /// All at once: views are told once for each call.
    void append(const QList<LogRecord> &records);
    void clear();
    void setFilter(const LogFilter &filter);
    const LogFilter &filter() const { return m_filter; }

    qsizetype lineCount() const { return qsizetype(m_lines.size()); } ///< with those that are filtered out
    const LogRecord &record(int row) const;
    /// The next row with this text in its message, from `from` on and around; -1: none.
    int find(const QString &text, int from, bool backwards) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void dropOldest(qsizetype count);

    qsizetype m_capacity;
    std::deque<LogRecord> m_lines;
    qint64 m_first = 0;         ///< number of the oldest line
    std::deque<qint64> m_shown; ///< numbers of the lines that pass
    LogFilter m_filter;
};

} // namespace wsagent
