#include "ui/settings/modelpage.h"

#include "gateway/agents/agentlist.h"
#include "gateway/llm/credentials.h"
#include "ui/settings/modelaccounts.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

ModelPage::ModelPage(QWidget *parent)
    : SchemaPage({u"agents.defaults.model"_s, u"models"_s}, parent)
    , m_provider(new QComboBox)
    , m_account(new QLabel)
    , m_key(new QLineEdit)
    , m_keep(new QPushButton(tr("&Keep this key")))
    , m_test(new QPushButton(tr("&Ask the model")))
    , m_outcome(new QLabel)
{
    m_provider->setObjectName(u"provider"_s);
    m_provider->setAccessibleName(tr("Provider"));
    m_account->setObjectName(u"account"_s);
    m_account->setAccessibleName(tr("Key of the provider"));
    m_account->setWordWrap(true);
    m_key->setObjectName(u"key"_s);
    m_key->setAccessibleName(tr("New key"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(tr("paste a key here"));
    m_keep->setObjectName(u"keepKey"_s);
    m_keep->setToolTip(tr("At once, into the keychain; it is not part of what Save writes."));
    m_test->setObjectName(u"testModel"_s);
    m_outcome->setObjectName(u"modelOutcome"_s);
    m_outcome->setWordWrap(true);
    m_outcome->setTextFormat(Qt::PlainText);
    for (QPushButton *button : {m_keep, m_test})
        button->setAutoDefault(false);

    auto *keyRow = new QHBoxLayout;
    keyRow->addWidget(m_key, 1);
    keyRow->addWidget(m_keep);
    auto *testRow = new QHBoxLayout;
    testRow->addWidget(m_test);
    testRow->addWidget(m_outcome, 1);
    auto *box = new QGroupBox(tr("What opens the models"), this);
    auto *form = new QFormLayout(box);
    form->addRow(tr("Provider:"), m_provider);
    form->addRow(tr("Key:"), m_account);
    form->addRow(QString(), keyRow);
    form->addRow(QString(), testRow);
    qobject_cast<QBoxLayout *>(layout())->insertWidget(0, box);

    connect(m_provider, &QComboBox::activated, this, &ModelPage::showAccount);
    connect(m_key, &QLineEdit::textChanged, this, &ModelPage::offerKeeping);
    connect(m_key, &QLineEdit::returnPressed, m_keep, &QPushButton::click);
    connect(m_keep, &QPushButton::clicked, this, &ModelPage::keepKey);
    connect(m_test, &QPushButton::clicked, this, &ModelPage::test);
}

ModelPage::~ModelPage() = default;

/// What is being typed and what was answered stays as long as the profile does.
void ModelPage::enter()
{
    const AgentList agents(draft().saved(profile()).loaded.effective, {});
    m_accounts = std::make_unique<ModelAccounts>(draft().instance(profile()), agents.defaultAgent().id);
    m_stored.clear();
    m_key->clear();
    say({});
    setBusy(false);
    m_provider->clear();
    listAccounts();
}

/// The providers follow what is being edited.
void ModelPage::refresh()
{
    m_catalog = ModelCatalog(draft().config(profile()).effective);
    const QString chosen =
        m_provider->count() == 0 ? parseModelReference(m_catalog.primary()).provider : provider();
    const QSignalBlocker blocker(m_provider);
    m_provider->clear();
    for (const ModelProvider &each : m_catalog.providers())
        m_provider->addItem(each.name.isEmpty() ? each.id : each.name, each.id);
    m_provider->setCurrentIndex(std::max(m_provider->findData(chosen), 0));
    showAccount();
}

QString ModelPage::provider() const
{
    return m_provider->currentData().toString();
}

void ModelPage::listAccounts()
{
    m_accounts->list([this](const Result<ModelAccounts::AccountsByProvider> &accounts) {
        if (!accounts)
            return say(accounts.error().message);
        m_stored = *accounts;
        showAccount();
    });
}

void ModelPage::showAccount()
{
    const auto chosen = m_catalog.provider(provider());
    if (!chosen)
        return;
    const LoadedConfig &loaded = draft().config(profile());
    QStringList names = m_stored.value(chosen->id);
    const QList<AuthProfile> others =
        accountsOf(*chosen, {}, loaded.effective["auth"_L1].toObject(), loaded.environment);
    for (const AuthProfile &account : others)
        names += account.id;
    m_account->setText(!names.isEmpty()   ? names.join(u", "_s)
                       : chosen->needsKey ? tr("none: this provider does not answer without one")
                                          : tr("none is needed"));
    m_key->setEnabled(chosen->api != LlmApi::Builtin);
    offerKeeping();
}

/// Another provider can be chosen only while nothing is under way.
void ModelPage::offerKeeping()
{
    m_keep->setEnabled(m_key->isEnabled() && m_provider->isEnabled() && !m_key->text().trimmed().isEmpty());
}

void ModelPage::keepKey()
{
    const QByteArray key = m_key->text().trimmed().toUtf8();
    if (key.isEmpty())
        return;
    setBusy(true);
    say(tr("Keeping the key…"));
    m_accounts->keep(provider(), key, [this](const Result<QString> &where) {
        setBusy(false);
        if (!where) {
            say({});
            emit failed(where.error());
            return;
        }
        m_key->clear();
        say(tr("The key is kept in %1.").arg(*where));
        listAccounts();
    });
}

void ModelPage::test()
{
    const QString id = provider();
    // What the agent would use, if it is of this provider; else the first that is known of it.
    QString model;
    for (const QString &reference : m_catalog.chain()) {
        const auto choice = m_catalog.resolve(reference);
        if (choice && choice->model.provider == id && model.isEmpty())
            model = choice->model.id;
    }
    const auto known = m_catalog.models(id);
    if (model.isEmpty() && !known.isEmpty())
        model = known.first().id;
    if (model.isEmpty())
        return say(tr("Choose a model of this provider first."));
    const bool isChanged = draft().isChanged(profile());
    setBusy(true);
    say(tr("Asking %1…").arg(id + u'/' + model));
    m_accounts->probe(id, model, [this, isChanged](const Result<std::chrono::milliseconds> &time) {
        setBusy(false);
        if (time)
            return say(tr("It answers, after %1 ms.").arg(time->count()));
        const QString hint = isChanged ? tr("What is not saved yet was not asked.") : QString();
        say((time.error().message + u' ' + hint).trimmed());
    });
}

void ModelPage::say(const QString &text)
{
    m_outcome->setText(text);
    m_outcome->setAccessibleName(text);
}

void ModelPage::setBusy(bool busy)
{
    m_test->setEnabled(!busy);
    m_provider->setEnabled(!busy);
    offerKeeping();
}

} // namespace wsagent
