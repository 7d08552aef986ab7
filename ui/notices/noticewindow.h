#pragma once

#include "ui/notices/notice.h"

#include <QWidget>

#include <memory>

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QLabel;
class QTreeView;

namespace wsagent {

class NoticeCenter;

/// What has happened and what waits for an answer; by kind and profile. Kinds can be silenced.
class NoticeWindow : public QWidget
{
    Q_OBJECT

public:
    /// `center` has to live longer.
    explicit NoticeWindow(NoticeCenter &center, QWidget *parent = nullptr);
    ~NoticeWindow() override;

signals:
    void mutedChanged();

private:
    class Filter;

    void filter();
    void showCurrent();
    void fillProfiles();
    void setMuted(bool muted);

    NoticeCenter &m_center;
    std::unique_ptr<Filter> m_shown;
    QComboBox *m_kind;
    QComboBox *m_profile;
    QTreeView *m_list;
    QLabel *m_title;
    QLabel *m_text;
    QBoxLayout *m_answers;
    QCheckBox *m_mute;
};

} // namespace wsagent
