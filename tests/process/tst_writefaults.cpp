#include "gateway/base/json5.h"
#include "tests/support/faultyrun.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QJsonObject>
#include <QTest>

#include <cerrno>

using namespace wsagent;
using namespace Qt::StringLiterals;
using test::CliResult;

namespace {

constexpr char before[] = "// mine\n{\n  gateway: { mode: 'local', port: 18789 }, // ports\n"
                          "  env: { vars: { A: 'old' } },\n}\n";

const QString config = u".ws-agent/ws-agent.json"_s;

QStringList setA(const QString &value)
{
    return {u"config"_s, u"set"_s, u"env.vars.A"_s, value};
}

/// A home whose config has been changed before, so that there is a copy to rotate.
void prepare(const test::CliHome &home)
{
    home.write(config, before);
    home.write(config + u".bak"_s, "{ older: 1 }");
}

QStringList leftovers(const test::CliHome &home)
{
    return QDir(home.path(u".ws-agent"_s)).entryList({u"*.tmp"_s}, QDir::Files | QDir::Hidden);
}

/// What a signal may interrupt; the others never end with EINTR.
bool canBeInterrupted(const QString &operation)
{
    return operation.startsWith(u"open"_s) || operation == u"read"_s || operation == u"write"_s ||
           operation == u"fsync"_s || operation == u"flock"_s;
}

} // namespace

/// Every file operation of `config set` fails in turn.
class TestWriteFaults : public QObject
{
    Q_OBJECT

private slots:
    void eachOperationFails_data()
    {
        QTest::addColumn<int>("at");
        QTest::addColumn<int>("code");

        const test::CliHome home;
        prepare(home);
        QStringList operations;
        const CliResult watched = test::runWithFault(home, setA(u"new"_s), {}, &operations);
        QCOMPARE(watched.exitCode, 0);
        for (const QString &needed : {u"flock"_s, u"read"_s, u"write"_s, u"fsync"_s, u"rename"_s, u"link"_s})
            QVERIFY2(operations.contains(needed), qPrintable(needed + u" is not watched"_s));
        QVERIFY(operations.contains(u"open"_s) || operations.contains(u"open64"_s));

        const QList<std::pair<const char *, int>> codes{
            {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EACCES", EACCES}, {"EDQUOT", EDQUOT}, {"EINTR", EINTR}};
        for (int at = 0; at < operations.size(); ++at) {
            for (const auto &[name, code] : codes) {
                if (code != EINTR || canBeInterrupted(operations[at]))
                    QTest::addRow("%d %s: %s", at, qPrintable(operations[at]), name) << at << code;
            }
        }
    }
    void eachOperationFails()
    {
        QFETCH(int, at);
        QFETCH(int, code);
        const test::CliHome home;
        prepare(home);
        QStringList operations;
        const CliResult result =
            test::runWithFault(home, setA(u"new"_s), {at, QString::number(code)}, &operations);
        QVERIFY2(operations.size() > at, "the operation was not met");

        const QByteArray after = home.read(config);
        if (result.exitCode == 0) {
            QVERIFY2(after.contains("'new'"), after.constData());
        } else {
            QCOMPARE(result.exitCode, 1);
            QVERIFY(code != EINTR);
            const bool done = result.err.contains("is changed, but");
            if (done)
                QVERIFY2(after.contains("'new'"), after.constData());
            else
                QCOMPARE(after, QByteArray(before));
            QVERIFY2(result.err.contains("ws-agent.json"), result.err.constData());
            QVERIFY2(result.err.contains(std::strerror(code)), result.err.constData());
        }
        QVERIFY(after.startsWith("// mine\n"));
        QVERIFY2(leftovers(home).isEmpty(), qPrintable(leftovers(home).join(u' ')));

        const CliResult next = home.run(setA(u"next"_s));
        QVERIFY2(next.exitCode == 0, next.err.constData());
        QVERIFY(home.read(config).contains("'next'"));
        QVERIFY(leftovers(home).isEmpty());
    }

    /// A disk that stays full does not push out the copies one after the other.
    void failuresDoNotUseUpTheCopies()
    {
        const test::CliHome home;
        prepare(home);
        QStringList operations;
        QCOMPARE(test::runWithFault(home, setA(u"new"_s), {}, &operations).exitCode, 0);
        prepare(home);
        const QString copy = config + u".bak"_s;
        const int at = int(operations.indexOf(u"write"_s));
        for (int attempt = 0; attempt < 6; ++attempt)
            QCOMPARE(test::runWithFault(home, setA(u"new"_s), {at, QString::number(ENOSPC)}).exitCode, 1);
        QCOMPARE(home.read(copy), "{ older: 1 }");
    }

    /// What cannot be read is not taken for empty.
    void unreadableIsNotReplaced()
    {
        if (::geteuid() == 0)
            QSKIP("root reads everything; the rows with EACCES say the same");
        const test::CliHome home;
        prepare(home);
        QVERIFY(QFile::setPermissions(home.path(config), QFile::WriteOwner));
        QCOMPARE(home.run(setA(u"new"_s)).exitCode, 1);
        QVERIFY(QFile::setPermissions(home.path(config), QFile::ReadOwner | QFile::WriteOwner));
        QCOMPARE(home.read(config), QByteArray(before));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestWriteFaults)
#include "tst_writefaults.moc"
