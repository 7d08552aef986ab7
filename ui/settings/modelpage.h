#pragma once

#include "gateway/llm/modelcatalog.h"
#include "ui/settings/schemapage.h"

#include <QMap>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace wsagent {

class ModelAccounts;

/// Which model answers, the keys that open the providers, and whether the model really answers.
class ModelPage : public SchemaPage
{
    Q_OBJECT

public:
    explicit ModelPage(QWidget *parent = nullptr);
    ~ModelPage() override;

    void refresh() override;

protected:
    void enter() override;

private:
    void listAccounts();
    void showAccount();
    void keepKey();
    void test();
    void say(const QString &text);
    void offerKeeping();
    void setBusy(bool busy);
    QString provider() const;

    QComboBox *m_provider;
    QLabel *m_account;
    QLineEdit *m_key;
    QPushButton *m_keep;
    QPushButton *m_test;
    QLabel *m_outcome;
    ModelCatalog m_catalog;
    QMap<QString, QStringList> m_stored; ///< accounts of the agent, by provider
    std::unique_ptr<ModelAccounts> m_accounts;
};

} // namespace wsagent
