#include "ui/widgets/question.h"

#include <QMessageBox>
#include <QPushButton>

namespace wsagent {

void ask(QWidget *parent, const UserQuestion &question, std::function<void(int)> answered)
{
    auto *box = new QMessageBox(QMessageBox::Question, parent->windowTitle(), question.text,
                                QMessageBox::NoButton, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(question.detail);
    QList<QAbstractButton *> buttons;
    for (const QString &answer : question.answers)
        buttons +=
            box->addButton(answer, buttons.isEmpty() ? QMessageBox::AcceptRole : QMessageBox::ActionRole);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    QObject::connect(box, &QMessageBox::buttonClicked, parent,
                     [buttons, answered = std::move(answered)](QAbstractButton *button) {
                         if (const qsizetype index = buttons.indexOf(button); index >= 0)
                             answered(int(index));
                     });
    box->open();
}

void tell(QWidget *parent, const Error &error)
{
    auto *box =
        new QMessageBox(QMessageBox::Warning, parent->windowTitle(), error.message, QMessageBox::Ok, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(error.fix);
    box->open();
}

} // namespace wsagent
