#pragma once

#include "ui/settings/settingspage.h"

class QFormLayout;
class QScrollArea;

namespace wsagent {

/// A page made from the schema: one field for each key below some roots, in the schema's order, with its
/// label, default and description. Lists and free-form tables are named with the way to edit them.
class SchemaPage : public SettingsPageWidget
{
    Q_OBJECT

public:
    /// `roots`: config paths; each becomes a part with a heading of its own.
    explicit SchemaPage(QStringList roots, QWidget *parent = nullptr);

signals:
    /// What cannot be edited here is in the text.
    void textWanted();

protected:
    void load() override;

private:
    void addKeys(QFormLayout *form, const QString &path, int depth);
    void addField(QFormLayout *form, const QString &path, const KeyInfo &info);
    QWidget *fieldFor(const QString &path, const KeyInfo &info);

    QStringList m_roots;
    QScrollArea *m_scroll;
};

} // namespace wsagent
