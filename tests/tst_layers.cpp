#include "tests/layers.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QString listed(const QList<Breach> &breaches)
{
    QString text;
    for (const Breach &breach : breaches)
        text += u'\n' + breach.toString();
    return text;
}

/// A repository of one file with one line.
class TinyTree
{
public:
    TinyTree(const QString &file, const QString &line)
        : m_files{file}
    {
        const QString path = m_dir.filePath(file);
        QDir().mkpath(QFileInfo(path).path());
        QFile out(path);
        m_written = out.open(QIODevice::WriteOnly) && out.write("first line\n" + line.toUtf8() + '\n') > 0;
    }

    bool isWritten() const { return m_written; }
    QString root() const { return m_dir.path(); }
    QStringList files() const { return m_files; }

private:
    QTemporaryDir m_dir;
    QStringList m_files;
    bool m_written = false;
};

} // namespace

class TestLayers : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_files = projectFiles(m_root);
        QVERIFY(m_files.contains(u"tests/tst_layers.cpp"_s));
        QVERIFY(m_files.contains(u"gateway/base/result.h"_s));
    }

    void includesFollowTheArrows()
    {
        const QList<Breach> found = includeBreaches(m_root, m_files);
        QVERIFY2(found.isEmpty(), qPrintable(listed(found)));
    }

    void noValueIsBuiltInAnAwaitedExpression()
    {
        const QList<Breach> found = awaitBreaches(m_root, m_files);
        QVERIFY2(found.isEmpty(), qPrintable(listed(found)));
    }

    void noTypeHasATwin()
    {
        const QList<Breach> found = twinBreaches(m_root, m_files);
        QVERIFY2(found.isEmpty(), qPrintable(listed(found)));
    }

    void twins_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<bool>("good");
        QTest::newRow("two structs") << u"struct Answer"_s << u"struct Answer"_s << false;
        QTest::newRow("a class and an enum")
            << u"class Answer : public QObject"_s << u"enum class Answer { Yes, No };"_s << false;
        QTest::newRow("a final class") << u"struct Answer final {"_s << u"class Answer final"_s << false;
        QTest::newRow("announced") << u"struct Answer"_s << u"struct Answer;"_s << true;
        QTest::newRow("of another type") << u"struct Answer"_s << u"    struct Answer"_s << true;
        QTest::newRow("another name") << u"struct Answer"_s << u"struct Answers"_s << true;
    }
    void twins()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(bool, good);
        const TinyTree tree(u"gateway/base/a.h"_s, first + u"\n"_s + second);
        QVERIFY(tree.isWritten());
        QCOMPARE(twinBreaches(tree.root(), tree.files()).isEmpty(), good);
    }

    void noFileNamesOneMachine()
    {
        const QList<Breach> found = machinePathBreaches(m_root, m_files);
        QVERIFY2(found.isEmpty(), qPrintable(listed(found)));
    }

    void include_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("included");
        QTest::addColumn<QString>("rule");

        QTest::newRow("own folder") << u"gateway/base/a.cpp"_s << u"gateway/base/a.h"_s << u""_s;
        QTest::newRow("everybody uses base") << u"gateway/net/a.cpp"_s << u"gateway/base/a.h"_s << u""_s;
        QTest::newRow("a row of the table")
            << u"gateway/agents/tools/a.cpp"_s << u"gateway/llm/a.h"_s << u""_s;
        QTest::newRow("the gateway itself") << u"gateway/gateway.cpp"_s << u"gateway/net/a.h"_s << u""_s;
        QTest::newRow("down from app") << u"app/cli/a.cpp"_s << u"gateway/net/a.h"_s << u""_s;
        QTest::newRow("down from ui") << u"ui/tray/a.cpp"_s << u"app/profiles/a.h"_s << u""_s;
        QTest::newRow("how to type it") << u"app/cli/a.cpp"_s << u"app/commandline.h"_s << u""_s;
        QTest::newRow("moc output") << u"app/cli/a.cpp"_s << u"a.moc"_s << u""_s;
        QTest::newRow("moc output of a header") << u"app/cli/a.cpp"_s << u"moc_a.cpp"_s << u""_s;
        QTest::newRow("the network module") << u"app/network/a.cpp"_s << u"app/cli/a.h"_s << u""_s;
        QTest::newRow("not into the network module")
            << u"app/cli/a.cpp"_s << u"app/network/a.h"_s << u"app/cli may not include app/network/a.h"_s;
        QTest::newRow("a test may see all") << u"tests/a.cpp"_s << u"ui/tray/a.h"_s << u""_s;

        QTest::newRow("up to app") << u"gateway/gateway.cpp"_s << u"app/run.h"_s
                                   << u"gateway may not include app"_s;
        QTest::newRow("up to ui") << u"app/main.cpp"_s << u"ui/desktop.h"_s << u"app may not include ui"_s;
        QTest::newRow("base includes nothing") << u"gateway/base/a.cpp"_s << u"gateway/config/a.h"_s
                                               << u"gateway/base may not include gateway/config/a.h"_s;
        QTest::newRow("methods without net") << u"gateway/methods/a.cpp"_s << u"gateway/net/a.h"_s
                                             << u"gateway/methods may not include gateway/net/a.h"_s;
        QTest::newRow("net without methods") << u"gateway/net/a.cpp"_s << u"gateway/methods/a.h"_s
                                             << u"gateway/net may not include gateway/methods/a.h"_s;
        QTest::newRow("the sum of its parts") << u"gateway/net/a.cpp"_s << u"gateway/gateway.h"_s
                                              << u"gateway/net may not include gateway/gateway.h"_s;
        QTest::newRow("profiles stand alone")
            << u"app/profiles/a.cpp"_s << u"app/cli/a.h"_s << u"app/profiles may not include app/cli/a.h"_s;
        QTest::newRow("a command runs none")
            << u"app/cli/a.cpp"_s << u"app/run.h"_s << u"app/cli may not include app/run.h"_s;
        QTest::newRow("widgets stand alone")
            << u"ui/widgets/a.cpp"_s << u"ui/tray/a.h"_s << u"ui/widgets may not include ui/tray/a.h"_s;
        QTest::newRow("a new folder") << u"gateway/misc/a.cpp"_s << u"gateway/base/a.h"_s
                                      << u"the folder gateway/misc is not in the table"_s;
        QTest::newRow("relative") << u"gateway/base/a.cpp"_s << u"a.h"_s
                                  << u"\"a.h\" is not written from the repository root"_s;
        QTest::newRow("up and down") << u"gateway/base/a.cpp"_s << u"../config/a.h"_s
                                     << u"\"../config/a.h\" is not written from the repository root"_s;
        QTest::newRow("tests are not for use")
            << u"app/cli/a.cpp"_s << u"tests/support/a.h"_s
            << u"\"tests/support/a.h\" is not written from the repository root"_s;
    }

    void include()
    {
        QFETCH(QString, file);
        QFETCH(QString, included);
        QFETCH(QString, rule);
        const TinyTree tree(file, u"#include \"%1\""_s.arg(included));
        QVERIFY(tree.isWritten());

        const QList<Breach> found = includeBreaches(tree.root(), tree.files());

        QCOMPARE(found.size(), rule.isEmpty() ? 0 : 1);
        if (!found.isEmpty())
            QCOMPARE(found.first().toString(), u"%1:2: %2"_s.arg(file, rule));
    }

    void line_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("good");

        QTest::newRow("a plain wait") << u"const auto reply = co_await fetch(request);"_s << true;
        QTest::newRow("a word in a comment") << u"done(); // co_await {} is not for us"_s << true;
        QTest::newRow("an aggregate") << u"co_await send(Frame{1, 2});"_s << false;
        QTest::newRow("a lambda") << u"co_await run([this] { stop(); });"_s << false;
        QTest::newRow("a choice") << u"co_await (again ? first() : second());"_s << false;
        QTest::newRow("a choice around it") << u"auto a = b ? co_await first() : c;"_s << false;
    }

    void line()
    {
        QFETCH(QString, line);
        QFETCH(bool, good);
        const TinyTree tree(u"gateway/agents/a.cpp"_s, line);
        QVERIFY(tree.isWritten());

        QCOMPARE(awaitBreaches(tree.root(), tree.files()).isEmpty(), good);
    }

    // The bad paths are put together here because this file is read by the check too.
    void path_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("good");
        const QString slash = u"/"_s;

        QTest::newRow("in the home") << u"README.md"_s << u"~/.ws-agent/work/main"_s << true;
        QTest::newRow("below a variable") << u"a.sh"_s << u"$root/work/main ${root}/root/a"_s << true;
        QTest::newRow("system") << u"README.md"_s << u"/usr/bin/ws-agent"_s << true;
        QTest::newRow("example user in a test") << u"tests/a.cpp"_s << slash + u"home/u/.ws-agent"_s << true;
        QTest::newRow("example user elsewhere") << u"app/a.cpp"_s << slash + u"home/u/.ws-agent"_s << false;
        QTest::newRow("somebody's home") << u"tests/a.cpp"_s << slash + u"home/max/.ws-agent"_s << false;
        QTest::newRow("the home of root") << u"a.md"_s << u"cd "_s + slash + u"root/project"_s << false;
        QTest::newRow("a working folder") << u"a.sh"_s << u"\""_s + slash + u"work/main\""_s << false;
    }

    void path()
    {
        QFETCH(QString, file);
        QFETCH(QString, line);
        QFETCH(bool, good);
        const TinyTree tree(file, line);
        QVERIFY(tree.isWritten());

        QCOMPARE(machinePathBreaches(tree.root(), tree.files()).isEmpty(), good);
    }

private:
    const QString m_root = QStringLiteral(WSAGENT_SOURCE_DIR);
    QStringList m_files;
};

WSAGENT_TEST(TestLayers)
#include "tst_layers.moc"
