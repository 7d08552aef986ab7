#include "gateway/instances/openclawbases.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

using Files = QMap<QString, QByteArray>;
Q_DECLARE_METATYPE(Files)

class TestOpenClawBases : public QObject
{
    Q_OBJECT

private slots:
    void bases_data()
    {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QList<int>>("expected");
        const auto row = [](const char *name, const Files &files, const QList<int> &expected) {
            QTest::newRow(name) << files << expected;
        };

        row("nobody", {}, {});
        row("a port of its own", {{u".openclaw/openclaw.json"_s, "{ gateway: { port: 21000 } }"}}, {21000});
        row("no port", {{u".openclaw/openclaw.json"_s, "{}"}}, {18789});
        row("a port that is none", {{u".openclaw/openclaw.json"_s, "{ gateway: { port: 70000 } }"}}, {18789});
        row("cannot be read", {{u".openclaw/openclaw.json"_s, "{ gateway: "}}, {18789});
        row("comments and trailing commas",
            {{u".openclaw/openclaw.json"_s, "// mine\n{ gateway: { port: 21000, }, }"}}, {21000});
        row("a directory without a config", {{u".openclaw/sessions.json"_s, "{}"}}, {});
        row("a former name", {{u".moltbot/moltbot.json"_s, "{ gateway: { port: 21000 } }"}}, {21000});
        row("a former name in a directory that was renamed",
            {{u".openclaw/clawdbot.json"_s, "{ gateway: { port: 21000 } }"}}, {21000});
        row("the present name before a former one",
            {{u".openclaw/openclaw.json"_s, "{ gateway: { port: 1 } }"},
             {u".openclaw/moltbot.json"_s, "{ gateway: { port: 2 } }"}},
            {1});
        row("profiles, ascending",
            {{u".openclaw-work/openclaw.json"_s, "{ gateway: { port: 22000 } }"},
             {u".openclaw-rescue/openclaw.json"_s, "{ gateway: { port: 21000 } }"}},
            {21000, 22000});
        row("one port twice",
            {{u".openclaw/openclaw.json"_s, "{}"}, {u".openclaw-work/openclaw.json"_s, "{}"}}, {18789});
        row("a name that only begins alike", {{u".openclawish/openclaw.json"_s, "{}"}}, {});
    }

    void bases()
    {
        QFETCH(Files, files);
        const QTemporaryDir home;
        for (auto it = files.begin(); it != files.end(); ++it) {
            QFile file(home.filePath(it.key()));
            QVERIFY(QDir().mkpath(QFileInfo(file).absolutePath()));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(it.value()), it.value().size());
        }

        QTEST(openclawBases(home.path()), "expected");
    }
};

WSAGENT_TEST(TestOpenClawBases)
#include "tst_openclawbases.moc"
