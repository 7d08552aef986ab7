#include "gateway/config/configwriter.h"
#include "tests/support/configfolder.h"
#include "tests/support/testprogram.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QTest>

#include <sys/stat.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr char begin[] = "// mine\n{\n  gateway: { mode: 'local', port: 18789 }, // ports\n"
                         "  logging: { level: 'info' },\n  env: { vars: { A: 'a', B: '${HOME}' } },\n}\n";

JsonEdit set(const char *path, const QJsonValue &value)
{
    return {*parseJsonPath(QString::fromLatin1(path)), value};
}

JsonEdit unset(const char *path)
{
    return set(path, QJsonValue::Undefined);
}

QString hashOf(const QByteArray &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

} // namespace

class TestConfigWriter : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<test::ConfigFolder>(); }

    void changesInPlace()
    {
        m_folder->write(u"ws-agent.json"_s, begin);

        const auto result = change({.edits = {set("gateway.port", 18809)}});

        QVERIFY2(bool(result), message(result).constData());
        QVERIFY(result->changed);
        QCOMPARE(result->writtenFile, m_folder->path());
        QCOMPARE(result->after.config.port, std::optional(18809));
        const QByteArray now = m_folder->read();
        QCOMPARE(now, result->after.raw);
        QCOMPARE(result->after.hash, hashOf(now));
        QByteArray expected = begin;
        expected.replace("18789", "18809").chop(2);
        QVERIFY2(now.startsWith(expected), now.constData());
        QVERIFY2(now.contains("lastTouchedVersion") && now.contains("lastTouchedAt"), now.constData());
        QCOMPARE(m_folder->read(u"ws-agent.json.bak"_s), QByteArray(begin));
        QCOMPARE(m_folder->names(), QStringList({u"ws-agent.json"_s, u"ws-agent.json.bak"_s}));
    }

    void whoWroteItLastStaysKnownIfNewer()
    {
        m_folder->write(u"ws-agent.json"_s, "{ meta: { lastTouchedVersion: '999.1.0' } }\n");
        const auto result = change({.edits = {set("gateway.port", 18809)}});
        QVERIFY2(bool(result), message(result).constData());
        QCOMPARE(result->after.source["meta"_L1]["lastTouchedVersion"_L1].toString(), u"999.1.0"_s);
        QVERIFY(!result->after.source["meta"_L1]["lastTouchedAt"_L1].toString().isEmpty());
    }

    void startsAFile_data()
    {
        QTest::addColumn<bool>("present");

        QTest::newRow("none yet") << false;
        QTest::newRow("an empty one") << true;
    }

    void startsAFile()
    {
        QFETCH(bool, present);
        if (present)
            m_folder->write(u"ws-agent.json"_s, {});
        QVERIFY(change({.edits = {set("gateway.mode", u"local"_s)}}));
        QCOMPARE(load().config.mode, u"local"_s);
        QCOMPARE(QFile::permissions(m_folder->path()) & (QFile::ReadGroup | QFile::ReadOther), 0);
        QCOMPARE(QFile::exists(m_folder->path(u"ws-agent.json.bak"_s)), present);
    }

    void makesItsDirectoryPrivate()
    {
        ConfigSource source = m_folder->source();
        source.configPath = m_folder->path(u"new/deeper/ws-agent.json"_s);
        QVERIFY(writeConfig(source, m_schema, {.edits = {set("gateway.port", 1024)}}));
        struct stat info = {};
        QCOMPARE(::stat(qPrintable(m_folder->path(u"new/deeper"_s)), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t(0700));
    }

    void writesNothing_data()
    {
        QTest::addColumn<QList<JsonEdit>>("edits");
        QTest::addColumn<bool>("dryRun");
        QTest::addColumn<bool>("changed");

        QTest::newRow("the value is there already")
            << QList{set("gateway.port", 18789), set("env.vars.A", u"a"_s)} << false << false;
        QTest::newRow("what is not there is removed") << QList{unset("gateway.bind")} << false << false;
        QTest::newRow("no edits") << QList<JsonEdit>() << false << false;
        QTest::newRow("there and back")
            << QList{set("env.vars.A", u"b"_s), set("env.vars.A", u"a"_s)} << false << false;
        QTest::newRow("only a trial") << QList{set("gateway.port", 18809)} << true << true;
    }

    void writesNothing()
    {
        QFETCH(QList<JsonEdit>, edits);
        QFETCH(bool, dryRun);
        QFETCH(bool, changed);
        m_folder->write(u"ws-agent.json"_s, begin);
        const auto inode = inodeOf();

        const auto result = change({.edits = edits, .dryRun = dryRun});

        QVERIFY2(bool(result), message(result).constData());
        QCOMPARE(result->changed, changed);
        QCOMPARE(result->after.config.port, std::optional(changed ? 18809 : 18789));
        QCOMPARE(inodeOf(), inode);
        QCOMPARE(m_folder->names(), QStringList{u"ws-agent.json"_s});
    }

    void refused_data()
    {
        QTest::addColumn<QList<JsonEdit>>("edits");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("named");

        QTest::newRow("wrong type") << QList{set("gateway.port", u"x"_s)} << ErrorKind::ConfigInvalid
                                    << u"gateway.port"_s;
        QTest::newRow("out of range")
            << QList{set("gateway.port", 70'000)} << ErrorKind::ConfigInvalid << u"gateway.port"_s;
        QTest::newRow("one wrong of two") << QList{set("env.vars.A", u"b"_s), set("logging.level", u"loud"_s)}
                                          << ErrorKind::ConfigInvalid << u"logging.level"_s;
        QTest::newRow("against a rule") << QList{set("channels.irc", QJsonObject{{u"dmPolicy"_s, u"open"_s}})}
                                        << ErrorKind::ConfigInvalid << u"channels.irc"_s;
        QTest::newRow("a placeholder without a secret")
            << QList{set("gateway.auth.token", u"***"_s)} << ErrorKind::Usage << u"gateway.auth.token"_s;
        QTest::newRow("the mode goes")
            << QList{unset("gateway.mode")} << ErrorKind::Conflict << u"gateway.mode"_s;
    }

    void refused()
    {
        QFETCH(QList<JsonEdit>, edits);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, named);
        m_folder->write(u"ws-agent.json"_s, begin);

        const auto result = change({.edits = edits});

        QVERIFY(!result);
        QCOMPARE(result.error().kind, kind);
        QVERIFY2(result.error().message.contains(named), message(result).constData());
        QCOMPARE(m_folder->read(), QByteArray(begin));
        QVERIFY(!QFile::exists(m_folder->path(u"ws-agent.json.bak"_s)));
    }

    /// An error elsewhere is no reason to refuse; neither is mending it.
    void worksOnABrokenConfig()
    {
        m_folder->write(u"ws-agent.json"_s,
                        "{ gateway: { mode: 'local', port: 'x' }, logging: { level: 1 } }");
        QVERIFY(change({.edits = {set("logging.level", u"debug"_s)}}));
        QVERIFY(!load().isValid());
        QVERIFY(change({.edits = {set("gateway.port", 18789)}}));
        QVERIFY(load().isValid());
    }

    void tellsNewWarnings()
    {
        m_folder->write(u"ws-agent.json"_s, "{ gateway: { mode: 'local' }, odd: 1 }");
        const auto result = change({.edits = {set("gateway.prot", 1)}});
        QVERIFY2(bool(result), message(result).constData());
        QCOMPARE(result->newWarnings.size(), 1);
        QCOMPARE(result->newWarnings[0].path, u"gateway.prot"_s);
    }

    void looseHalf_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("force");
        QTest::addColumn<bool>("allowed");

        QTest::newRow("large") << 1000 << false << false;
        QTest::newRow("large, but meant so") << 1000 << true << true;
        QTest::newRow("small") << 300 << false << true;
    }

    void looseHalf()
    {
        QFETCH(int, size);
        QFETCH(bool, force);
        QFETCH(bool, allowed);
        const QByteArray text =
            "{ gateway: { mode: 'local' }, env: { vars: { A: '" + QByteArray(size, 'x') + "' } } }";
        m_folder->write(u"ws-agent.json"_s, text);

        const auto result = change({.edits = {unset("env")}, .force = force});

        QCOMPARE(bool(result), allowed);
        const QStringList rejected = m_folder->names(u"*.rejected.*"_s);
        QCOMPARE(rejected.size(), allowed ? 0 : 1);
        QCOMPARE(m_folder->read() == text, !allowed);
        if (!allowed) {
            QVERIFY2(result.error().fix.contains(rejected[0]), qPrintable(result.error().fix));
            QVERIFY(Json5Document::parse(m_folder->read(rejected[0])));
        }
    }

    void asksTheGuard()
    {
        m_folder->write(u"ws-agent.json"_s, begin);
        const Error no{u"not now"_s, {}, ErrorKind::Isolation};
        const auto result =
            change({.edits = {set("gateway.port", 18809)},
                    .guard = [&no](const LoadedConfig &current, const LoadedConfig &candidate) {
                        const QJsonValue before = current.source["gateway"_L1]["port"_L1];
                        const bool asked = before == 18789 && candidate.config.port == 18809;
                        return Result<void>(asked ? no : Error{u"asked about something else"_s});
                    }});
        QVERIFY(!result);
        QCOMPARE(result.error(), no);
        QCOMPARE(m_folder->names(), QStringList{u"ws-agent.json"_s});
        QCOMPARE(m_folder->read(), QByteArray(begin));
    }

    void readOnlyMode()
    {
        ConfigSource source = m_folder->source();
        source.environment.insert(u"WS_AGENT_CONFIG_READONLY"_s, u"1"_s);
        const auto result = writeConfig(source, m_schema, {.edits = {set("gateway.port", 18809)}});
        QVERIFY(!result);
        QVERIFY(result.error().message.contains(u"WS_AGENT_CONFIG_READONLY"_s));
        QVERIFY(m_folder->names().isEmpty());
    }

    void damagedFile()
    {
        const QByteArray damaged = "{ gateway: {\n  mode 'local' } }";
        m_folder->write(u"ws-agent.json"_s, damaged);
        for (int attempt = 0; attempt < 2; ++attempt) {
            const auto result = change({.edits = {set("gateway.port", 18809)}});
            QVERIFY(!result);
            QCOMPARE(result.error().kind, ErrorKind::ConfigInvalid);
            QVERIFY2(result.error().message.contains(m_folder->path() + u" cannot be changed: line 2"_s),
                     message(result).constData());
        }
        QCOMPARE(m_folder->read(), damaged);
        QCOMPARE(m_folder->names(u"*.clobbered.*"_s).size(), 1);
        QCOMPARE(m_folder->read(m_folder->names(u"*.clobbered.*"_s)[0]), damaged);
    }

    void notAFile()
    {
        QVERIFY(QDir().mkdir(m_folder->path()));
        const auto result = change({.edits = {set("gateway.port", 18809)}});
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Io);
        QVERIFY2(result.error().message.contains(m_folder->path()), message(result).constData());
        QVERIFY(QFileInfo(m_folder->path()).isDir() && m_folder->names().isEmpty());
    }

    /// What was shown as "***" and comes back like that is the secret there is.
    void secretsComeBack()
    {
        m_folder->write(u"ws-agent.json"_s, "{ gateway: { mode: 'local', auth: { token: 'so secret' } } }");
        const QJsonObject shown{
            {u"mode"_s, u"local"_s}, {u"port"_s, 18809}, {u"auth"_s, QJsonObject{{u"token"_s, u"***"_s}}}};
        const auto result = change({.edits = {set("gateway", shown)}});
        QVERIFY2(bool(result), message(result).constData());
        const QJsonValue gateway = load().source["gateway"_L1];
        QCOMPARE(gateway["port"_L1].toInt(), 18809);
        QCOMPARE(gateway["auth"_L1]["token"_L1].toString(), u"so secret"_s);
    }

private:
    Result<ConfigWriteResult> change(const ConfigChange &change) const
    {
        return writeConfig(m_folder->source(), m_schema, change);
    }
    LoadedConfig load() const { return loadConfig(m_folder->source(), m_schema); }

    ino_t inodeOf() const
    {
        struct stat info = {};
        return ::stat(qPrintable(m_folder->path()), &info) == 0 ? info.st_ino : 0;
    }

    static QByteArray message(const Result<ConfigWriteResult> &result)
    {
        return result ? QByteArray() : result.error().message.toUtf8();
    }

    std::unique_ptr<test::ConfigFolder> m_folder;
    ConfigSchema m_schema;
};

WSAGENT_TEST(TestConfigWriter)
#include "tst_configwriter.moc"
