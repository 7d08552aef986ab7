#include "gateway/config/shellenvironment.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestShellEnvironment : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void takesOverWhatIsMissing()
    {
        const auto result = ask("[ \"$1\" = -l ] || exit 3\n"
                                "OPENAI_API_KEY='from\nshell' GROQ_API_KEY=shell LANGUAGE=xx env -0\n",
                                15s);

        QVERIFY(result && *result);
        QCOMPARE((*result)->value(u"OPENAI_API_KEY"_s), u"from\nshell"_s);
        QCOMPARE((*result)->value(u"GROQ_API_KEY"_s), u"given"_s);
        QVERIFY(!(*result)->contains(u"LANGUAGE"_s));
    }

    void failures_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("milliseconds");
        QTest::addColumn<QString>("expected");

        QTest::newRow("error") << "exit 3\n"_ba << 15000 << u"ended with an error"_s;
        QTest::newRow("never ends") << "while :; do :; done\n"_ba << 50 << u"longer than 50 ms"_s;
        QTest::newRow("too much")
            << "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done\n"_ba
            << 60000 << u"too much"_s;
        QTest::newRow("no program") << QByteArray() << 15000 << u"does not start"_s;
    }

    void failures()
    {
        QFETCH(QByteArray, script);
        QFETCH(int, milliseconds);
        QFETCH(QString, expected);

        const auto result = ask(script, std::chrono::milliseconds(milliseconds));

        QVERIFY(result && !*result);
        QVERIFY2(result->error().message.contains(expected), qPrintable(result->error().message));
    }

private:
    std::optional<Result<QProcessEnvironment>> ask(const QByteArray &script,
                                                   std::chrono::milliseconds timeout)
    {
        const QString shell = m_dir->path() + u"/shell"_s;
        if (!script.isEmpty()) {
            QFile file(shell);
            if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\n" + script) < 0)
                return std::nullopt;
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        QProcessEnvironment environment;
        environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
        environment.insert(u"SHELL"_s, shell);
        environment.insert(u"GROQ_API_KEY"_s, u"given"_s);

        std::optional<Result<QProcessEnvironment>> result;
        QObject context;
        importShellEnvironment(environment, timeout, &context,
                               [&](Result<QProcessEnvironment> answer) { result = std::move(answer); });
        (void)QTest::qWaitFor([&] { return result.has_value(); }, 60000);
        return result;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

WSAGENT_TEST_WITH(QCoreApplication, TestShellEnvironment)
#include "tst_shellenvironment.moc"
