#include "tests/support/testprogram.h"
#include "tests/ui/profilehome.h"
#include "ui/widgets/fieldnote.h"
#include "ui/wizard/firstrunwizard.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestFirstRunWizard : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_home = std::make_unique<test::ProfileHome>(); }
    void cleanup()
    {
        m_wizard.reset();
        m_home.reset();
    }

    void anEmptyHomeGetsTheDefaultProfileByPressingNext()
    {
        open();
        QSignalSpy created(m_wizard.get(), &FirstRunWizard::created);
        press(QWizard::NextButton);
        press(QWizard::NextButton);
        QVERIFY(m_home->config(u"default"_s).isEmpty()); // nothing before the last step
        press(QWizard::FinishButton);

        QCOMPARE(created.size(), 1);
        QCOMPARE(created.first().first().toString(), u"default"_s);
        QVERIFY(m_home->config(u"default"_s).contains("18789"));
        QVERIFY(!m_wizard->isVisible());
    }

    void aPortInTheWayIsNotAccepted()
    {
        m_home->add(u"default"_s, "{ gateway: { port: 18789 } }");
        open();
        press(QWizard::NextButton);
        QCOMPARE(line(u"name"_s)->text(), u"rescue"_s);
        QTest::keyClicks(line(u"port"_s), u"18795"_s);

        auto *note = m_wizard->findChild<FieldNote *>(u"portNote"_s);
        QVERIFY2(note->text().contains("at least 20"_L1), qPrintable(note->text()));
        QVERIFY(!m_wizard->button(QWizard::NextButton)->isEnabled());

        QTest::mouseClick(note->button(), Qt::LeftButton);
        QCOMPARE(line(u"port"_s)->text(), u"19789"_s);
        press(QWizard::NextButton);
        press(QWizard::FinishButton);
        QVERIFY(m_home->config(u"rescue"_s).contains("19789"));
    }

    void names_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("allowed");

        QTest::newRow("a plain one") << u"work"_s << true;
        QTest::newRow("in capitals") << u"Work"_s << true;
        QTest::newRow("with a space") << u"my work"_s << false;
        QTest::newRow("of a service") << u"gateway"_s << false;
        QTest::newRow("taken") << u"default"_s << false;
        QTest::newRow("none") << QString() << false;
    }

    void names()
    {
        QFETCH(QString, name);
        QFETCH(bool, allowed);
        m_home->add(u"default"_s, "{ gateway: { port: 18789 } }");
        open();
        press(QWizard::NextButton);
        line(u"name"_s)->clear();
        QTest::keyClicks(line(u"name"_s), name);

        QCOMPARE(m_wizard->button(QWizard::NextButton)->isEnabled(), allowed);
        QCOMPARE(m_wizard->findChild<FieldNote *>(u"nameNote"_s)->text().isEmpty(), allowed);
    }

    void givingUpLeavesNothing()
    {
        open();
        press(QWizard::NextButton);
        press(QWizard::CancelButton);
        QVERIFY(m_home->config(u"default"_s).isEmpty());
    }

private:
    void open()
    {
        m_wizard = std::make_unique<FirstRunWizard>(m_home->user());
        m_wizard->show();
        QSignalSpy ready(m_wizard.get(), &FirstRunWizard::ready);
        QVERIFY(ready.wait());
    }

    void press(QWizard::WizardButton button) const
    {
        QTest::mouseClick(m_wizard->button(button), Qt::LeftButton);
    }

    QLineEdit *line(const QString &name) const { return m_wizard->findChild<QLineEdit *>(name); }

    std::unique_ptr<test::ProfileHome> m_home;
    std::unique_ptr<FirstRunWizard> m_wizard;
};

WSAGENT_TEST_WITH(QApplication, TestFirstRunWizard)
#include "tst_firstrunwizard.moc"
