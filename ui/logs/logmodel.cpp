#include "ui/logs/logmodel.h"

#include <QColor>
#include <QDateTime>
#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Readable on the ground of this desktop.
QColor inkOf(LogLevel level)
{
    const bool isDark = QGuiApplication::palette().color(QPalette::Base).lightnessF() < 0.5;
    if (level == LogLevel::Warn)
        return isDark ? QColor(0xf0, 0xb8, 0x4a) : QColor(0x9a, 0x5f, 0x00);
    return isDark ? QColor(0xff, 0x7b, 0x72) : QColor(0xc0, 0x22, 0x22);
}

} // namespace

LogModel::LogModel(qsizetype capacity, QObject *parent)
    : QAbstractTableModel(parent)
    , m_capacity(capacity)
{}

void LogModel::append(const QList<LogRecord> &records)
{
    // Of more than fit only the last ones are looked at.
    const qsizetype skipped = std::max<qsizetype>(0, records.size() - m_capacity);
    const qsizetype added = records.size() - skipped;
    dropOldest(std::min(lineCount(), std::max<qsizetype>(0, lineCount() + added - m_capacity)));
    std::deque<qint64> shown;
    qint64 number = m_first + lineCount();
    for (qsizetype i = skipped; i < records.size(); ++i, ++number) {
        m_lines.push_back(records[i]);
        if (m_filter.passes(records[i]))
            shown.push_back(number);
    }
    if (shown.empty())
        return;
    const int at = int(m_shown.size());
    beginInsertRows({}, at, at + int(shown.size()) - 1);
    m_shown.insert(m_shown.end(), shown.begin(), shown.end());
    endInsertRows();
}

void LogModel::dropOldest(qsizetype count)
{
    if (count <= 0)
        return;
    const auto end = std::lower_bound(m_shown.begin(), m_shown.end(), m_first + count);
    const int rows = int(end - m_shown.begin());
    if (rows > 0)
        beginRemoveRows({}, 0, rows - 1);
    m_shown.erase(m_shown.begin(), end);
    m_lines.erase(m_lines.begin(), m_lines.begin() + count);
    m_first += count;
    if (rows > 0)
        endRemoveRows();
}

void LogModel::clear()
{
    beginResetModel();
    m_first += lineCount();
    m_lines.clear();
    m_shown.clear();
    endResetModel();
}

void LogModel::setFilter(const LogFilter &filter)
{
    if (filter == m_filter)
        return;
    beginResetModel();
    m_filter = filter;
    m_shown.clear();
    qint64 number = m_first;
    for (const LogRecord &line : m_lines) {
        if (m_filter.passes(line))
            m_shown.push_back(number);
        ++number;
    }
    endResetModel();
}

const LogRecord &LogModel::record(int row) const
{
    return m_lines[size_t(m_shown[size_t(row)] - m_first)];
}

int LogModel::find(const QString &text, int from, bool backwards) const
{
    const int rows = rowCount();
    if (text.isEmpty() || rows == 0)
        return -1;
    int row = std::clamp(from, 0, rows - 1);
    for (int looked = 0; looked < rows; ++looked) {
        if (record(row).message.contains(text, Qt::CaseInsensitive))
            return row;
        row = backwards ? (row + rows - 1) % rows : (row + 1) % rows;
    }
    return -1;
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const LogRecord &line = record(index.row());
    if (role == Qt::ForegroundRole && line.level >= LogLevel::Warn)
        return inkOf(line.level);
    if (role == Qt::ToolTipRole && index.column() == Message)
        return line.message;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time:
        return line.atMs > 0 ? QDateTime::fromMSecsSinceEpoch(line.atMs).toString(u"MM-dd HH:mm:ss.zzz"_s)
                             : QString();
    case Profile:
        return line.profile;
    case Level:
        return QString(nameOf(line.level));
    case Subsystem:
        return line.subsystem;
    case Message:
        return QString(line.message).replace(u'\n', u' ');
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Profile:
        return tr("Profile");
    case Level:
        return tr("Level");
    case Subsystem:
        return tr("Part");
    case Message:
        return tr("Message");
    default:
        return {};
    }
}

} // namespace wsagent
