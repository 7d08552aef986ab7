#include "gateway/config/configloader.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

using Files = QMap<QString, QByteArray>;
Q_DECLARE_METATYPE(Files)

namespace {

QString nested(int level)
{
    return u"level%1.json5"_s.arg(level);
}

/// A chain of files, each including the next; the last one sets the mode.
Files chain(int length)
{
    Files files;
    for (int level = 1; level < length; ++level)
        files.insert(nested(level), "{ $include: '" + nested(level + 1).toUtf8() + "' }");
    files.insert(nested(length), "{ gateway: { mode: 'local' } }");
    return files;
}

} // namespace

class TestConfigInclude : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_dir->path()).mkpath(u"config/sub"_s));
        QVERIFY(QDir(m_dir->path()).mkpath(u"outside"_s));
    }

    void assembles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QJsonValue>("expected");
        const auto row = [](const char *name, const QByteArray &text, const Files &files, const QString &path,
                            const QJsonValue &expected) {
            QTest::newRow(name) << text << files << path << expected;
        };

        row("a file replaces the object", "{ gateway: { $include: './g.json5' } }",
            {{u"g.json5"_s, "{ port: 1 }"}}, u"gateway.port"_s, 1);
        row("any type without siblings", "{ bindings: { $include: 'b.json5' } }", {{u"b.json5"_s, "[]"}},
            u"bindings"_s, QJsonArray());
        row("in a list", "{ agents: { list: [{ $include: 'a.json5' }] } }", {{u"a.json5"_s, "{ id: 'x' }"}},
            u"agents.list[0].id"_s, u"x"_s);
        row("siblings win", "{ gateway: { $include: 'g.json5', port: 2 } }",
            {{u"g.json5"_s, "{ port: 1, mode: 'local' }"}}, u"gateway.port"_s, 2);
        row("siblings keep the rest", "{ gateway: { port: 2, $include: 'g.json5' } }",
            {{u"g.json5"_s, "{ port: 1, mode: 'local' }"}}, u"gateway.mode"_s, u"local"_s);
        row("a list merges in order", "{ gateway: { $include: ['1.json5', '2.json5'] } }",
            {{u"1.json5"_s, "{ port: 1, reload: { mode: 'off' } }"}, {u"2.json5"_s, "{ port: 2 }"}},
            u"gateway.port"_s, 2);
        row("a list merges objects", "{ gateway: { $include: ['1.json5', '2.json5'] } }",
            {{u"1.json5"_s, "{ reload: { mode: 'off' } }"}, {u"2.json5"_s, "{ reload: { debounceMs: 5 } }"}},
            u"gateway.reload.mode"_s, u"off"_s);
        row("a list joins lists", "{ gateway: { $include: ['1.json5', '2.json5'] } }",
            {{u"1.json5"_s, "{ trustedProxies: ['10.0.0.1'] }"},
             {u"2.json5"_s, "{ trustedProxies: ['10.0.0.2'] }"}},
            u"gateway.trustedProxies"_s, QJsonArray{u"10.0.0.1"_s, u"10.0.0.2"_s});
        row("relative to the including file", "{ $include: 'sub/s.json5' }",
            {{u"sub/s.json5"_s, "{ gateway: { $include: 'g.json5' } }"}, {u"sub/g.json5"_s, "{ port: 3 }"}},
            u"gateway.port"_s, 3);
        row("ten levels", "{ $include: 'level1.json5' }", chain(10), u"gateway.mode"_s, u"local"_s);
        row("the same file twice",
            "{ gateway: { reload: { $include: 'r.json5' } }, agents: { $include: 'r.json5' } }",
            {{u"r.json5"_s, "{}"}}, u"agents"_s, QJsonObject());
    }

    void assembles()
    {
        QFETCH(QByteArray, text);
        QFETCH(Files, files);
        QFETCH(QString, path);
        QFETCH(QJsonValue, expected);
        write(files);

        const LoadedConfig loaded = evaluateConfig(text, source(), m_schema);

        QVERIFY2(loaded.isValid(), qPrintable(firstError(loaded)));
        QCOMPARE(valueAt(loaded.assembled, *parseJsonPath(path)), expected);
        for (auto it = files.begin(); it != files.end(); ++it)
            QVERIFY(loaded.files.contains(configDir() + u'/' + it.key()));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &text, const Files &files,
                            const QString &expected) {
            QTest::newRow(name) << text << files << expected;
        };

        row("missing file", "{ gateway: { $include: 'no.json5' } }", {}, u"cannot include no.json5"_s);
        row("broken file", "{ $include: 'b.json5' }", {{u"b.json5"_s, "{\n  a: ]"}},
            u"b.json5, line 2, column 6"_s);
        row("cycle", "{ $include: 'a.json5' }",
            {{u"a.json5"_s, "{ $include: 'b.json5' }"}, {u"b.json5"_s, "{ $include: 'a.json5' }"}},
            u"a.json5 → %1/b.json5 → %1/a.json5"_s);
        row("itself", "{ $include: 'ws-agent.json' }", {}, u"include each other"_s);
        row("outside", "{ $include: '../outside/o.json5' }", {{u"../outside/o.json5"_s, "{}"}},
            u"is outside"_s);
        row("absolute and outside", "{ $include: '/etc/hostname' }", {}, u"is outside"_s);
        row("eleven levels", "{ $include: 'level1.json5' }", chain(11), u"more than 10 levels"_s);
        row("number", "{ $include: 3 }", {}, u"needs a path"_s);
        row("number in the list", "{ $include: [3] }", {}, u"holds paths only"_s);
        row("empty path", "{ $include: '' }", {}, u"empty, overlong or broken"_s);
        row("path with NUL", "{ $include: 'a\\u0000b' }", {}, u"empty, overlong or broken"_s);
        row("overlong path", "{ $include: '" + QByteArray(4096, 'a') + "' }", {},
            u"empty, overlong or broken"_s);
        row("directory", "{ $include: 'sub' }", {}, u"not a regular file"_s);
        row("siblings of a list", "{ bindings: { $include: 'b.json5', a: 1 } }", {{u"b.json5"_s, "[]"}},
            u"need an included object"_s);
        row("large file", "{ $include: 'l.json5' }", {{u"l.json5"_s, QByteArray(2 * 1024 * 1024 + 1, ' ')}},
            u"cannot include l.json5"_s);
        row("too many files", "{ $include: [" + QByteArray("'r.json5',").repeated(300) + "] }",
            {{u"r.json5"_s, "{}"}}, u"more than 256 files"_s);
    }

    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(Files, files);
        QFETCH(QString, expected);
        write(files);

        const LoadedConfig loaded = loadFrom(text);

        if (expected.contains(u'%'))
            expected = expected.arg(configDir());
        QVERIFY(!loaded.isValid());
        QCOMPARE(loaded.errors.first().code, u"config.include"_s);
        QVERIFY2(firstError(loaded).contains(expected), qPrintable(firstError(loaded)));
    }

    void aLinkLeadsOutside()
    {
        write({{u"../outside/o.json5"_s, "{}"}});
        QVERIFY(QFile::link(m_dir->path() + u"/outside/o.json5"_s, configDir() + u"/link.json5"_s));

        const LoadedConfig loaded = evaluateConfig("{ $include: 'link.json5' }", source(), m_schema);

        QVERIFY(firstError(loaded).contains(u"is outside"_s));
    }

    void anotherRootCanBeAllowed()
    {
        write({{u"../outside/o.json5"_s, "{ gateway: { port: 9 } }"}});
        ConfigSource allowed = source();
        allowed.environment.insert(u"WS_AGENT_INCLUDE_ROOTS"_s, m_dir->path() + u"/outside"_s);

        const LoadedConfig loaded = evaluateConfig("{ $include: '../outside/o.json5' }", allowed, m_schema);

        QCOMPARE(loaded.config.port, std::optional(9));
    }

    void issuesNameTheIncludedFile()
    {
        write({{u"g.json5"_s, "{\n  port: 'x' }"}});

        const LoadedConfig loaded =
            evaluateConfig("{ gateway: { $include: 'g.json5' } }", source(), m_schema);

        QCOMPARE(firstError(loaded),
                 u"gateway.port (g.json5, line 2, column 9): must be a whole number, not a text"_s);
    }

    void aCandidateCanStandForAFile()
    {
        write({{u"g.json5"_s, "{ port: 1 }"}});
        ConfigSource candidate = source();
        candidate.contents.insert(configDir() + u"/g.json5"_s, "{ port: 2 }");

        const LoadedConfig loaded =
            evaluateConfig("{ gateway: { $include: 'g.json5' } }", candidate, m_schema);

        QCOMPARE(loaded.config.port, std::optional(2));
    }

private:
    QString configDir() const { return QDir(m_dir->path()).canonicalPath() + u"/config"_s; }

    ConfigSource source() const
    {
        return {.configPath = configDir() + u"/ws-agent.json"_s,
                .stateDir = {},
                .home = m_dir->path(),
                .currentDir = {}};
    }

    void write(const Files &files)
    {
        for (auto it = files.begin(); it != files.end(); ++it) {
            QFile file(configDir() + u'/' + it.key());
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(it.value()), it.value().size());
        }
    }

    LoadedConfig loadFrom(const QByteArray &text)
    {
        write({{u"ws-agent.json"_s, text}});
        return loadConfig(source(), m_schema);
    }

    static QString firstError(const LoadedConfig &loaded)
    {
        return loaded.errors.isEmpty() ? QString() : toString(loaded.errors.first());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    ConfigSchema m_schema;
};

WSAGENT_TEST(TestConfigInclude)
#include "tst_configinclude.moc"
