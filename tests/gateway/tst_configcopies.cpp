#include "gateway/config/configcopies.h"
#include "tests/support/configfolder.h"
#include "tests/support/testprogram.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

const QStringList copyNames{u".bak"_s, u".bak.1"_s, u".bak.2"_s, u".bak.3"_s, u".bak.4"_s};

} // namespace

class TestConfigCopies : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<test::ConfigFolder>(); }

    /// Each copy is written as one digit; "-" is one that is not there.
    void rotates_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");

        QTest::newRow("the first") << "-----"_ba
                                   << "0----"_ba;
        QTest::newRow("the second") << "1----"_ba
                                    << "01---"_ba;
        QTest::newRow("all there") << "12345"_ba
                                   << "01234"_ba;
        QTest::newRow("one missing at the end") << "1234-"_ba
                                                << "01234"_ba;
        QTest::newRow("killed before the newest was made") << "-1234"_ba
                                                           << "01234"_ba;
        QTest::newRow("killed in the middle of shifting") << "12-34"_ba
                                                          << "01234"_ba;
        QTest::newRow("killed after the first step") << "123-4"_ba
                                                     << "01234"_ba;
        QTest::newRow("the newest is this one already") << "01234"_ba
                                                        << "01234"_ba;
        QTest::newRow("an older one is like this") << "10345"_ba
                                                   << "01034"_ba;
    }

    void rotates()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        m_folder->write(u"ws-agent.json"_s, "0");
        for (qsizetype i = 0; i < copyNames.size(); ++i) {
            if (before[i] != '-')
                m_folder->write(u"ws-agent.json"_s + copyNames[i], before.mid(i, 1));
        }

        QVERIFY(rotateCopies(m_folder->path()));

        QByteArray found;
        for (const QString &name : copyNames) {
            const QByteArray text = m_folder->read(u"ws-agent.json"_s + name);
            found += text.isEmpty() ? "-" : text;
        }
        QCOMPARE(found, after);
        QCOMPARE(m_folder->read(), "0");
    }

    void withoutAFile()
    {
        m_folder->write(u"ws-agent.json.bak"_s, "1");
        QVERIFY(rotateCopies(m_folder->path()));
        QCOMPARE(m_folder->names(), QStringList{u"ws-agent.json.bak"_s});
    }

    /// The copy of a link is the text, which stays when the target changes.
    void copiesThroughALink()
    {
        m_folder->write(u"target"_s, "old");
        QVERIFY(QFile::link(m_folder->path(u"target"_s), m_folder->path()));
        QVERIFY(rotateCopies(m_folder->path()));
        m_folder->write(u"target"_s, "new");
        QVERIFY(!QFileInfo(m_folder->path(u"ws-agent.json.bak"_s)).isSymLink());
        QCOMPARE(m_folder->read(u"ws-agent.json.bak"_s), "old");
    }

    void saysWhatIsInTheWay()
    {
        m_folder->write(u"ws-agent.json"_s, "0");
        for (qsizetype i = 0; i < 4; ++i)
            m_folder->write(u"ws-agent.json"_s + copyNames[i], QByteArray::number(int(i) + 1));
        m_folder->write(u"ws-agent.json.bak.4/in the way"_s, "");
        const auto rotated = rotateCopies(m_folder->path());
        QVERIFY(!rotated);
        QVERIFY2(rotated.error().message.contains(m_folder->path(u"ws-agent.json.bak.4"_s)),
                 qPrintable(rotated.error().message));
        QVERIFY(!rotated.error().fix.isEmpty());
        QCOMPARE(m_folder->read(), "0");
        QCOMPARE(m_folder->read(u"ws-agent.json.bak"_s), "1");
    }

    void isFoundByItsHash_data()
    {
        QTest::addColumn<QString>("name");

        QTest::newRow("the file") << u"ws-agent.json"_s;
        QTest::newRow("the newest copy") << u"ws-agent.json.bak"_s;
        QTest::newRow("the oldest copy") << u"ws-agent.json.bak.4"_s;
        QTest::newRow("the last good one") << u"ws-agent.json.last-good"_s;
    }

    void isFoundByItsHash()
    {
        QFETCH(QString, name);
        const QByteArray text = "{ wanted: 1 }";
        const QString hash =
            QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
        m_folder->write(u"ws-agent.json"_s, "{ other: 1 }");
        QVERIFY(!copyWithHash(m_folder->path(), hash));
        m_folder->write(name, text);
        QCOMPARE(copyWithHash(m_folder->path(), hash), std::optional(text));
    }

    void keepsTheNewestFiveOfTheDamaged()
    {
        // As of a clock that is ahead: what is written now is newer all the same.
        m_folder->write(u"ws-agent.json.clobbered.29991231T235959998Z"_s, "0");
        for (int i = 1; i < 8; ++i)
            QVERIFY(keepClobbered(m_folder->path(), QByteArray::number(i)));
        QVERIFY(keepClobbered(m_folder->path(), "6"));
        QSet<QByteArray> kept;
        const QStringList names = m_folder->names(u"*.clobbered.*"_s);
        for (const QString &name : names)
            kept += m_folder->read(name);
        QCOMPARE(names.size(), 5);
        QCOMPARE(kept, QSet<QByteArray>({"3", "4", "5", "6", "7"}));
    }

    void keepsEachRejected()
    {
        const auto first = keepRejected(m_folder->path(), "1");
        const auto second = keepRejected(m_folder->path(), "2");
        QVERIFY(first && second);
        QVERIFY(*first != *second);
        QCOMPARE(m_folder->names(u"ws-agent.json.rejected.*"_s).size(), 2);
    }

    void removesWhatDeadWritersLeft_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("removed");
        const QString uuid = u"01234567-89ab-cdef-0123-456789abcdef"_s;

        QTest::newRow("of the config") << u"ws-agent.json.4711.%1.tmp"_s.arg(uuid) << true;
        QTest::newRow("of a copy") << u"ws-agent.json.bak.4711.%1.tmp"_s.arg(uuid) << true;
        QTest::newRow("of the last good one") << u"ws-agent.json.last-good.4711.%1.tmp"_s.arg(uuid) << true;
        QTest::newRow("of a refused text") << u"ws-agent.json.rejected.T1Z.4711.%1.tmp"_s.arg(uuid) << true;
        QTest::newRow("of a file whose name goes on") << u"ws-agent.json5.4711.%1.tmp"_s.arg(uuid) << false;
        QTest::newRow("of another file") << u"other.json.4711.%1.tmp"_s.arg(uuid) << false;
        QTest::newRow("a file of the user") << u"ws-agent.json.mine.tmp"_s << false;
        QTest::newRow("without a process") << u"ws-agent.json.%1.tmp"_s.arg(uuid) << false;
        QTest::newRow("the config") << u"ws-agent.json"_s << false;
    }

    void removesWhatDeadWritersLeft()
    {
        QFETCH(QString, name);
        QFETCH(bool, removed);
        m_folder->write(name, "x");
        removeAbandonedTemporaries(m_folder->path());
        QCOMPARE(!QFile::exists(m_folder->path(name)), removed);
    }

    /// The name of the file is not a pattern.
    void oddNames()
    {
        const QString uuid = u"01234567-89ab-cdef-0123-456789abcdef"_s;
        m_folder->write(u"a[bc].json.1.%1.tmp"_s.arg(uuid), "x");
        m_folder->write(u"ab.json.1.%1.tmp"_s.arg(uuid), "x");
        removeAbandonedTemporaries(m_folder->path(u"a[bc].json"_s));
        QCOMPARE(m_folder->names(), QStringList{u"ab.json.1.%1.tmp"_s.arg(uuid)});
    }

private:
    std::unique_ptr<test::ConfigFolder> m_folder;
};

WSAGENT_TEST(TestConfigCopies)
#include "tst_configcopies.moc"
