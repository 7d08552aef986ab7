#include "gateway/instances/registry.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestRegistry : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_environment = QProcessEnvironment();
    }

    void putKeepsWhatIsThere()
    {
        Registry registry(QJsonObject{
            {u"future"_s, 1},
            {u"profiles"_s, QJsonArray{QJsonObject{{u"name"_s, u"main"_s}, {u"colour"_s, u"red"_s}}}}});
        registry.put(u"main"_s, u"/s"_s, u"/s/c"_s, u"2026-01-01T00:00:00Z"_s);
        registry.put(u"rescue"_s, u"/r"_s, u"/r/c"_s, u"2026-01-02T00:00:00Z"_s);
        QCOMPARE(registry.json()["future"_L1].toInt(), 1);
        const QJsonArray profiles = registry.json()["profiles"_L1].toArray();
        QCOMPARE(profiles.size(), 2);
        QCOMPARE(profiles[0]["colour"_L1].toString(), u"red"_s);
        QCOMPARE(profiles[0]["stateDir"_L1].toString(), u"/s"_s);
        QVERIFY(profiles[0]["createdAt"_L1].isUndefined());
        QCOMPARE(profiles[1]["createdAt"_L1].toString(), u"2026-01-02T00:00:00Z"_s);
    }

    void renameKeepsThePlace()
    {
        Registry registry;
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            registry.put(name, u'/' + name, u'/' + name + u"/c"_s, {});
        registry.rename(u"b"_s, u"x"_s, u"/x"_s, u"/x/c"_s);
        registry.rename(u"nobody"_s, u"y"_s, u"/y"_s, u"/y/c"_s);
        registry.remove(u"a"_s);
        const QJsonArray profiles = registry.json()["profiles"_L1].toArray();
        QCOMPARE(profiles.size(), 2);
        QCOMPARE(profiles[0]["name"_L1].toString(), u"x"_s);
        QCOMPARE(profiles[0]["order"_L1].toInt(), 1);
        QCOMPARE(profiles[1]["name"_L1].toString(), u"c"_s);
    }

    void instancesWithoutProfileGoByStateDirectory()
    {
        Registry registry;
        registry.put({}, u"/srv/state"_s, u"/srv/one"_s, u"1"_s);
        registry.put({}, u"/srv/state"_s, u"/srv/two"_s, u"2"_s);
        const QJsonArray instances = registry.json()["instances"_L1].toArray();
        QCOMPARE(instances.size(), 1);
        QCOMPARE(instances[0]["configPath"_L1].toString(), u"/srv/two"_s);
        registry.remove(customName(u"/srv/state"_s));
        QVERIFY(registry.json()["instances"_L1].toArray().isEmpty());
    }

    void listMergesItsSources()
    {
        const QString main = instance(u".ws-agent-main"_s);
        const QString standard = instance(u".ws-agent"_s);
        instance(u".ws-agent-zeta"_s);
        const QString upper = instance(u".ws-agent-Upper"_s);
        instance(u".ws-agent-Default"_s); // the default profile has no suffix
        instance(u".ws-agent-gateway"_s); // no name that a profile can have
        const QString custom = instance(u"elsewhere"_s);
        QVERIFY(QDir(m_home->path()).mkdir(u".ws-agent-empty"_s)); // no config in it
        update([&](Registry &registry) {
            registry.put({}, custom, custom + u"/ws-agent.json"_s, u"1"_s);
            registry.put(u"main"_s, main, main + u"/ws-agent.json"_s, u"1"_s);
            registry.put(u"gone"_s, path(u"gone"_s), path(u"gone/ws-agent.json"_s), u"1"_s);
        });
        const InstanceList list = listInstances(m_home->path(), m_environment);
        QStringList names;
        for (const RegisteredInstance &known : list.instances)
            names += known.name;
        const QStringList expected{u"default"_s, u"main"_s, customName(custom), u"upper"_s, u"zeta"_s};
        QCOMPARE(names, expected);
        QCOMPARE(list.instances[3].stateDir, upper);
        QCOMPARE(list.instances[3].spelling, u"Upper"_s);
        QCOMPARE(list.instances.first().stateDir, standard);
        QVERIFY(list.warnings.isEmpty());
    }

    /// A link to a directory is that directory, whatever the entry is called there; two names for one
    /// directory stay two, as the validator has to see them.
    void oneDirectoryUnderTwoNames()
    {
        const QString state = instance(u".ws-agent-main"_s);
        QVERIFY(QFile::link(state, path(u".ws-agent-rescue"_s)));
        const InstanceList list = listInstances(m_home->path(), m_environment);
        QCOMPARE(list.instances.size(), 2);
    }

    /// Of two that differ by case the one that a selection finds comes first.
    void namesThatDifferByCase()
    {
        instance(u".ws-agent-ABC"_s);
        const QString found = instance(u".ws-agent-abc"_s);
        instance(u".ws-agent-aBc"_s);

        const InstanceList list = listInstances(m_home->path(), m_environment);

        QCOMPARE(list.instances.size(), 3);
        QCOMPARE(list.instances.first().stateDir, found);
        for (const RegisteredInstance &known : list.instances)
            QCOMPARE(known.name, u"abc"_s);
    }

    void serviceIsASource()
    {
#if !defined(Q_OS_LINUX)
        QSKIP("units of systemd are looked for on Linux only");
#endif
        const QString known = instance(u".ws-agent-main"_s);
        const QString custom = instance(u"srv"_s);
        unit(u"one"_s, {u"WS_AGENT_PROFILE=main"_s, u"WS_AGENT_GATEWAY_PORT=19789"_s});
        unit(u"two"_s, {u"WS_AGENT_STATE_DIR="_s + custom});
        unit(u"three"_s, {u"WS_AGENT_PROFILE=gone"_s});
        const InstanceList list = listInstances(m_home->path(), m_environment);
        QCOMPARE(list.instances.size(), 2);
        QCOMPARE(list.instances[0].name, customName(custom));
        QVERIFY(list.instances[0].hasService);
        QCOMPARE(list.instances[1].stateDir, known);
        QCOMPARE(list.instances[1].servicePort, 19789);
        QCOMPARE(list.warnings.size(), 1);
        QVERIFY(list.warnings.first().contains(u"three.service"_s));
    }

    void damagedFileIsSetAside()
    {
        write(registry(), "{ \"profiles\": [ {");
        instance(u".ws-agent-main"_s);
        const InstanceList list = listInstances(m_home->path(), m_environment);
        QCOMPARE(list.instances.size(), 1);
        QCOMPARE(list.warnings.size(), 1);
        QVERIFY(list.warnings.first().contains(registry()));
        update([](Registry &r) { r.put(u"x"_s, u"/x"_s, u"/x/c"_s, u"1"_s); });
        const QDir directory = QFileInfo(registry()).dir();
        const QStringList aside = directory.entryList({u"profiles.json.corrupt.*"_s}, QDir::Files);
        QCOMPARE(aside.size(), 1);
        QCOMPARE(read(directory.filePath(aside.first())), "{ \"profiles\": [ {");
    }

    void newerFileIsLeftAlone()
    {
        write(registry(), "{ \"version\": 99, \"profiles\": [] }");
        const auto updated = updateRegistry(registry(), [](Registry &r) { r.put(u"x"_s, {}, {}, {}); });
        QVERIFY(!updated);
        QVERIFY(!updated.error().fix.isEmpty());
        QCOMPARE(read(registry()), "{ \"version\": 99, \"profiles\": [] }");
    }

    void unchangedIsNotWritten()
    {
        update([](Registry &r) { r.put(u"x"_s, u"/x"_s, u"/x/c"_s, u"1"_s); });
        QVERIFY(QFile(registry()).setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        const QDateTime before = QFileInfo(registry()).lastModified();
        const QByteArray content = read(registry());
        update([](Registry &r) { r.put(u"x"_s, u"/x"_s, u"/x/c"_s, u"2"_s); });
        QCOMPARE(QFileInfo(registry()).lastModified(), before);
        QCOMPARE(read(registry()), content);
        QCOMPARE(QFileInfo(registry()).permissions() & (QFile::ReadGroup | QFile::ReadOther), 0);
    }

    void manyWritersLoseNothing()
    {
        constexpr int writers = 8;
        std::vector<std::thread> threads;
        for (int i = 0; i < writers; ++i) {
            threads.emplace_back([this, i] {
                const auto updated = updateRegistry(
                    registry(), [i](Registry &r) { r.put(u"p%1"_s.arg(i), u"/p"_s, u"/p/c"_s, u"1"_s); });
                Q_ASSERT(updated);
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        const auto content = readRegistry(registry());
        QVERIFY(bool(content));
        QCOMPARE(content->json["profiles"_L1].toArray().size(), writers);
    }

    void whereItIs_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("expected");
#if defined(Q_OS_LINUX)
        QTest::newRow("usual") << QString() << QString() << u"/home/u/.config/ws-agent/profiles.json"_s;
        QTest::newRow("XDG") << u"XDG_CONFIG_HOME"_s << u"/etc/me"_s << u"/etc/me/ws-agent/profiles.json"_s;
        QTest::newRow("XDG, relative")
            << u"XDG_CONFIG_HOME"_s << u"me"_s << u"/home/u/.config/ws-agent/profiles.json"_s;
#endif
        QTest::newRow("given") << u"WS_AGENT_REGISTRY_PATH"_s << u" ~/r.json "_s << u"/home/u/r.json"_s;
    }
    void whereItIs()
    {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        if (!variable.isEmpty())
            m_environment.insert(variable, value);
        QTEST(registryPath(u"/home/u"_s, m_environment), "expected");
    }

private:
    QString path(const QString &name) const
    {
        return m_home->path() + u'/' + name;
    }
    QString registry() const
    {
        return registryPath(m_home->path(), m_environment);
    }

    void write(const QString &file, const QByteArray &content) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(file).absolutePath()));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE(out.write(content), content.size());
    }

    static QByteArray read(const QString &file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    /// A state directory with a config in it.
    QString instance(const QString &name) const
    {
        write(path(name) + u"/ws-agent.json"_s, "{}");
        return path(name);
    }

    void unit(const QString &name, const QStringList &variables) const
    {
        QByteArray text = "[Service]\nEnvironment=WS_AGENT_SERVICE_MARKER=ws-agent\n";
        for (const QString &variable : variables)
            text += "Environment=" + variable.toUtf8() + "\n";
        write(path(u".config/systemd/user/%1.service"_s.arg(name)), text);
    }

    void update(const std::function<void(Registry &)> &change) const
    {
        const auto updated = updateRegistry(registry(), change);
        if (!updated)
            QFAIL(qPrintable(updated.error().message));
    }

    std::unique_ptr<QTemporaryDir> m_home;
    QProcessEnvironment m_environment;
};

WSAGENT_TEST(TestRegistry)
#include "tst_registry.moc"
