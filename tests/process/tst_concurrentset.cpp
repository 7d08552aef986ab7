#include "gateway/base/json5.h"
#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr int writers = 64;

/// Every command parses a file that grows with each of them; 200 take many minutes.
int writesEach()
{
    const int given = qEnvironmentVariableIntValue("WSAGENT_WRITES_EACH");
    return given > 0 ? given : 40;
}

QString keyOf(int writer, int write)
{
    return u"env.vars.W%1_%2"_s.arg(writer).arg(write);
}

/// A config with a comment on every line that a careless writer would lose.
QByteArray commentedConfig()
{
    QByteArray text =
        "// first line\n{\n  gateway: { mode: 'local', port: 18789 }, // ports\n  env: {\n    vars: {\n";
    for (int i = 0; i < 100; ++i)
        text += "      KEPT_" + QByteArray::number(i) + ": 'x', // comment " + QByteArray::number(i) + "\n";
    return text + "    },\n  },\n}\n// last line\n";
}

} // namespace

/// Many processes set different keys of one file at once: nothing is lost, and a reader never sees a broken
/// file. WSAGENT_WRITES_EACH=200 for a longer run.
class TestConcurrentSet : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsLost()
    {
        const test::CliHome home;
        const int each = writesEach();
        home.write(u".ws-agent/ws-agent.json"_s, commentedConfig());

        std::atomic<int> failures = 0;
        std::atomic<int> brokenReads = 0;
        std::atomic<int> reads = 0;
        std::atomic<bool> done = false;
        std::thread reader([&] {
            QByteArray last;
            while (!done) {
                const QByteArray text = home.read(u".ws-agent/ws-agent.json"_s);
                if (text == last) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(1)); // leave the writers a core
                    continue;
                }
                last = text;
                // Reading it all each time would take a core from the writers.
                const bool whole = text.startsWith("// first line\n") && text.endsWith("// last line\n");
                const bool valid = reads % 10 != 0 || Json5Document::parse(text);
                brokenReads += !whole || !valid;
                ++reads;
            }
        });
        std::vector<std::thread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([&home, &failures, writer, each] {
                for (int write = 0; write < each; ++write) {
                    const auto result =
                        home.run({u"config"_s, u"set"_s, keyOf(writer, write), u"v%1"_s.arg(write)});
                    if (result.exitCode != 0 && failures++ == 0)
                        qWarning("%s", result.err.constData());
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        done = true;
        reader.join();

        QCOMPARE(failures.load(), 0);
        QCOMPARE(brokenReads.load(), 0);
        QVERIFY(reads > 0);
        const QByteArray text = home.read(u".ws-agent/ws-agent.json"_s);
        const auto document = Json5Document::parse(text);
        QVERIFY(bool(document));
        const QJsonObject vars = document->value()["env"_L1]["vars"_L1].toObject();
        int present = 0;
        for (int writer = 0; writer < writers; ++writer) {
            for (int write = 0; write < each; ++write)
                present += vars[u"W%1_%2"_s.arg(writer).arg(write)] == u"v%1"_s.arg(write);
        }
        QCOMPARE(present, writers * each);
        for (int i = 0; i < 100; ++i)
            QVERIFY(text.contains("// comment " + QByteArray::number(i) + "\n"));
        QVERIFY(text.startsWith("// first line\n"));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestConcurrentSet)
#include "tst_concurrentset.moc"
