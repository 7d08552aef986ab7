#include "ui/settings/schemapage.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDoubleValidator>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepest = 2; ///< sections below a root that are shown in place

QString textOf(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull() ? QString() : value.toVariant().toString();
}

QString labelOf(const QString &path, const KeyInfo &info)
{
    return info.label.isEmpty() ? path.section(u'.', -1) : info.label;
}

bool isNumber(const KeyInfo &info)
{
    return info.types.contains("integer"_L1) || info.types.contains("number"_L1);
}

bool isScalar(const KeyInfo &info)
{
    return !info.allowed.isEmpty() || isNumber(info) || info.types.contains("boolean"_L1) ||
           info.types.contains("string"_L1);
}

/// Texts that are meant as numbers become numbers; all others stay texts, and the schema objects.
QJsonValue typedValue(const QString &text, const KeyInfo &info)
{
    if (text.isEmpty())
        return QJsonValue::Undefined;
    bool isNumeric = false;
    const double number = text.toDouble(&isNumeric);
    return isNumber(info) && isNumeric ? QJsonValue(number) : QJsonValue(text);
}

} // namespace

SchemaPage::SchemaPage(QStringList roots, QWidget *parent)
    : SettingsPageWidget(parent)
    , m_roots(std::move(roots))
    , m_scroll(new QScrollArea(this))
{
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_scroll);
}

void SchemaPage::load()
{
    auto *content = new QWidget;
    auto *form = new QFormLayout(content);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const QString &root : m_roots)
        addKeys(form, root, 0);
    m_scroll->setWidget(content); // takes the former one away
}

void SchemaPage::addKeys(QFormLayout *form, const QString &path, int depth)
{
    const auto steps = parseJsonPath(path);
    if (!steps)
        return;
    const QStringList keys = draft().schema().keysBelow(*steps);
    QStringList sections;
    bool hasHeading = false;
    for (const QString &key : keys) {
        const QString below = toString(*steps + JsonPath{{key}});
        const auto info = draft().schema().find(*steps + JsonPath{{key}});
        if (!info)
            continue;
        if (!isScalar(*info)) {
            sections += below;
            continue;
        }
        if (info->advanced && draft().written(profile(), below).isUndefined())
            continue;
        if (!hasHeading) {
            const auto root = draft().schema().find(*steps);
            auto *heading =
                new QLabel(u"<b>%1</b>"_s.arg((root ? labelOf(path, *root) : path).toHtmlEscaped()));
            form->addRow(heading);
            hasHeading = true;
        }
        addField(form, below, *info);
    }
    for (const QString &section : sections) {
        const bool hasKeys = !draft().schema().keysBelow(*parseJsonPath(section)).isEmpty();
        if (hasKeys && depth < deepest) {
            addKeys(form, section, depth + 1);
        } else {
            const auto info = draft().schema().find(*parseJsonPath(section));
            const QString label = info ? labelOf(section, *info) : section;
            auto *button = new QPushButton(tr("Edit in the text…"));
            button->setAutoDefault(false);
            button->setAccessibleName(tr("%1: edit in the text").arg(label));
            connect(button, &QPushButton::clicked, this, &SchemaPage::textWanted);
            button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
            form->addRow(label + u':', button);
        }
    }
}

void SchemaPage::addField(QFormLayout *form, const QString &path, const KeyInfo &info)
{
    const QString label = labelOf(path, info);
    QWidget *field = fieldFor(path, info);
    field->setAccessibleName(label);
    field->setAccessibleDescription(info.description);
    field->setToolTip(
        u"<p><b>%1</b><br>%2</p>"_s.arg(path.toHtmlEscaped(), info.description.toHtmlEscaped()));
    field->setObjectName(path);
    form->addRow(label + u':', field);
}

QWidget *SchemaPage::fieldFor(const QString &path, const KeyInfo &info)
{
    const QJsonValue written = draft().written(profile(), path);
    const bool isSwitch = info.types == QStringList{u"boolean"_s};
    if (isSwitch || !info.allowed.isEmpty()) {
        auto *box = new QComboBox;
        const QString usual =
            isSwitch ? (info.defaultValue.toBool() ? tr("yes") : tr("no")) : textOf(info.defaultValue);
        box->addItem(usual.isEmpty() ? tr("as usual") : tr("as usual (%1)").arg(usual), QVariant());
        if (isSwitch) {
            box->addItem(tr("yes"), true);
            box->addItem(tr("no"), false);
        }
        for (const QString &value : info.allowed)
            box->addItem(value, value);
        const int index = written.isUndefined() ? 0 : box->findData(written.toVariant());
        box->setCurrentIndex(std::max(index, 0));
        connect(box, &QComboBox::activated, this, [this, box, path](int chosen) {
            change(path, chosen == 0 ? QJsonValue(QJsonValue::Undefined)
                                     : QJsonValue::fromVariant(box->itemData(chosen)));
        });
        return box;
    }

    auto *edit = new QLineEdit(written.isObject() ? QString() : textOf(written));
    if (info.sensitive)
        edit->setEchoMode(QLineEdit::PasswordEchoOnEdit);
    edit->setPlaceholderText(written.isObject()                ? tr("kept elsewhere, see the text")
                             : info.defaultValue.isUndefined() ? info.placeholder
                                                               : textOf(info.defaultValue));
    edit->setReadOnly(written.isObject());
    connect(edit, &QLineEdit::textEdited, this,
            [this, path, info](const QString &text) { change(path, typedValue(text.trimmed(), info)); });
    return edit;
}

} // namespace wsagent
