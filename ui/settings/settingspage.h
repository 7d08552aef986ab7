#pragma once

#include "ui/settings/settingsdraft.h"

#include <QWidget>

#include <utility>

namespace wsagent {

/// One page of the settings: shows one profile of a draft, and puts into the draft what is changed.
class SettingsPageWidget : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Shows that profile. `draft` outlives the page, or is replaced by another call.
    void show(SettingsDraft &draft, const QString &profile)
    {
        m_draft = &draft;
        if (std::exchange(m_profile, profile) != profile)
            enter();
        load();
        refresh();
    }
    /// After any change of the draft: what follows from the values, not the values themselves.
    virtual void refresh() {}

signals:
    void edited();
    /// What a page could not do; a sentence for the user.
    void failed(const wsagent::Error &error);

protected:
    /// Before `load`, when it is another profile than before: for what a page keeps of it.
    virtual void enter() {}
    virtual void load() = 0;

    bool hasProfile() const { return m_draft; }
    SettingsDraft &draft() { return *m_draft; }
    const QString &profile() const { return m_profile; }

    void change(const QString &path, const QJsonValue &value)
    {
        if (!m_draft)
            return;
        if (const auto changed = m_draft->set(m_profile, path, value); !changed)
            emit failed(changed.error());
        emit edited();
    }

private:
    SettingsDraft *m_draft = nullptr;
    QString m_profile;
};

} // namespace wsagent
