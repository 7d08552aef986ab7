#include "ui/notices/noticehistory.h"

#include <QLocale>

namespace wsagent {

bool NoticeHistory::add(const Notice &notice)
{
    for (qsizetype row = 0; row < m_notices.size(); ++row) {
        if (!m_notices[row].isOpen || !m_notices[row].isAbout(notice))
            continue;
        m_notices[row] = notice;
        emit dataChanged(index(int(row), 0), index(int(row), ColumnCount - 1));
        return false;
    }
    beginInsertRows({}, 0, 0);
    m_notices.prepend(notice);
    endInsertRows();
    for (qsizetype row = m_notices.size() - 1; row >= 0 && m_notices.size() > mostNotices; --row) {
        if (!m_notices[row].answers().isEmpty())
            continue;
        beginRemoveRows({}, int(row), int(row));
        m_notices.removeAt(row);
        endRemoveRows();
    }
    if (!notice.answers().isEmpty())
        emit requestsChanged(notice.profile);
    return true;
}

void NoticeHistory::end(qsizetype row, const QString &outcome)
{
    const bool wasRequest = !m_notices[row].answers().isEmpty();
    m_notices[row].isOpen = false;
    m_notices[row].outcome = outcome;
    emit dataChanged(index(int(row), 0), index(int(row), ColumnCount - 1));
    if (wasRequest)
        emit requestsChanged(m_notices[row].profile);
}

void NoticeHistory::close(Notice::Kind kind, const QString &profile, const QString &requestId,
                          const QString &outcome)
{
    const Notice wanted{.kind = kind, .profile = profile, .requestId = requestId};
    for (qsizetype row = 0; row < m_notices.size(); ++row) {
        if (m_notices[row].isOpen && m_notices[row].isAbout(wanted))
            end(row, outcome);
    }
}

void NoticeHistory::closeTroubles(const QString &profile, const QString &outcome)
{
    for (qsizetype row = 0; row < m_notices.size(); ++row) {
        const Notice &notice = m_notices[row];
        if (notice.isOpen && notice.profile == profile && notice.requestId.isEmpty())
            end(row, outcome);
    }
}

void NoticeHistory::keepRequests(Notice::Kind kind, const QString &profile, const QStringList &requestIds)
{
    for (qsizetype row = 0; row < m_notices.size(); ++row) {
        const Notice &notice = m_notices[row];
        if (notice.isOpen && notice.kind == kind && notice.profile == profile &&
            !requestIds.contains(notice.requestId))
            end(row, tr("Settled elsewhere"));
    }
}

QList<Notice> NoticeHistory::open(const QString &profile) const
{
    QList<Notice> found;
    for (const Notice &notice : m_notices) {
        if (notice.profile == profile && !notice.answers().isEmpty())
            found += notice;
    }
    return found;
}

int NoticeHistory::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_notices.size());
}

int NoticeHistory::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant NoticeHistory::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Notice &notice = m_notices[index.row()];
    if (role == Qt::ToolTipRole)
        return notice.text;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time:
        return QLocale().toString(notice.at, QLocale::ShortFormat);
    case Profile:
        return notice.profile;
    case What:
        return notice.title;
    case Outcome:
        return notice.isOpen && !notice.answers().isEmpty() ? tr("Waits for you") : notice.outcome;
    default:
        return {};
    }
}

QVariant NoticeHistory::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Profile:
        return tr("Profile");
    case What:
        return tr("What happened");
    case Outcome:
        return tr("Outcome");
    default:
        return {};
    }
}

} // namespace wsagent
