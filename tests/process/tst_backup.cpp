#include "tests/support/cliprocess.h"
#include "tests/support/testprogram.h"
#include "tests/support/treesnapshot.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

struct Evil
{
    QByteArray name;
    QByteArray content = "x";
    int type = AE_IFREG;
    QByteArray link = {};
};

/// An archive as no backup makes one.
void writeArchive(const QString &path, const QList<Evil> &entries)
{
    archive *writer = archive_write_new();
    archive_write_add_filter_gzip(writer);
    archive_write_set_format_pax_restricted(writer);
    archive_write_open_filename(writer, path.toUtf8().constData());
    for (const Evil &evil : entries) {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, evil.name.constData());
        archive_entry_set_filetype(entry, unsigned(evil.type));
        archive_entry_set_perm(entry, 0644);
        if (!evil.link.isEmpty())
            archive_entry_set_symlink(entry, evil.link.constData());
        archive_entry_set_size(entry, evil.type == AE_IFREG ? evil.content.size() : 0);
        archive_write_header(writer, entry);
        if (evil.type == AE_IFREG)
            archive_write_data(writer, evil.content.constData(), size_t(evil.content.size()));
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
}

} // namespace

class TestBackup : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<test::CliHome>();
        QCOMPARE(run({u"setup"_s}).exitCode, 0);
        m_home->write(u".ws-agent-main/workspace-main/notes/plan.md"_s, "the plan\n");
        m_home->write(u".ws-agent-main/agents/main/sessions/a.jsonl"_s, "{\"type\":\"session\"}\n");
        m_home->write(u".ws-agent-main/tmp/scratch"_s, "gone");
        m_home->write(u".ws-agent-main/browser/ws-agent/user-data/Default/Cache/x"_s, "gone");
        m_home->write(u".ws-agent-main/browser/ws-agent/user-data/Default/Cookies"_s, "kept");
    }

    void thereAndBack()
    {
        const QStringList before = test::treeSnapshot(m_home->path(u".ws-agent-main"_s));
        const auto made =
            run({u"backup"_s, u"create"_s, u"--output"_s, archive(), u"--verify"_s, u"--json"_s});
        QVERIFY2(made.exitCode == 0, (made.out + made.err).constData());
        QCOMPARE(test::treeSnapshot(m_home->path(u".ws-agent-main"_s)), before);
        QCOMPARE(QFile::permissions(archive()) & QFile::Permissions(0x0077), QFile::Permissions());

        const auto verified = run({u"backup"_s, u"verify"_s, archive(), u"--json"_s});
        QCOMPARE(verified.exitCode, 0);
        QCOMPARE(verified.json()["profile"_L1].toString(), u"main"_s);

        const auto restored =
            run({u"backup"_s, u"restore"_s, archive(), u"--target"_s, m_home->path(u"out"_s), u"--json"_s});
        QVERIFY2(restored.exitCode == 0, (restored.out + restored.err).constData());
        QCOMPARE(m_home->read(u"out/workspace/0/notes/plan.md"_s), "the plan\n");
        QCOMPARE(m_home->read(u"out/config/ws-agent.json"_s),
                 m_home->read(u".ws-agent-main/ws-agent.json"_s));
        QCOMPARE(m_home->read(u"out/state/agents/main/sessions/a.jsonl"_s), "{\"type\":\"session\"}\n");
        QVERIFY(QFile::exists(m_home->path(u"out/state/browser/ws-agent/user-data/Default/Cookies"_s)));
        QVERIFY(!QFile::exists(m_home->path(u"out/state/browser/ws-agent/user-data/Default/Cache/x"_s)));
        QVERIFY(!QFile::exists(m_home->path(u"out/state/tmp"_s)));
        QCOMPARE(QFile::permissions(m_home->path(u"out/config/ws-agent.json"_s)) & QFile::Permissions(0x0077),
                 QFile::Permissions());
    }

    void asANewProfile()
    {
        QCOMPARE(run({u"config"_s, u"set"_s, u"channels.telegram.botToken"_s, u"1:CANARY"_s}).exitCode, 0);
        QCOMPARE(run({u"backup"_s, u"create"_s, u"--output"_s, archive()}).exitCode, 0);
        const auto restored =
            run({u"backup"_s, u"restore"_s, archive(), u"--as-profile"_s, u"copy"_s, u"--json"_s});
        QVERIFY2(restored.exitCode == 0, (restored.out + restored.err).constData());

        QCOMPARE(m_home->read(u".ws-agent-copy/workspace-copy/notes/plan.md"_s), "the plan\n");
        QVERIFY(value(u"copy"_s, u"gateway.port"_s) != value(u"main"_s, u"gateway.port"_s));
        QCOMPARE(value(u"copy"_s, u"channels.telegram.enabled"_s), "false");
        const QByteArray config = m_home->read(u".ws-agent-copy/ws-agent.json"_s);
        QVERIFY(!config.contains(tokenOf(u".ws-agent-main"_s)));
        QVERIFY(!config.contains("/.ws-agent-main"));
        QVERIFY(!QFile::exists(m_home->path(u".ws-agent-copy.restore"_s)));
        const auto check = m_home->run({u"profiles"_s, u"check"_s, u"--json"_s});
        QVERIFY2(!check.out.contains("path."), check.out.constData());
    }

    void onlyTheConfig()
    {
        QCOMPARE(run({u"backup"_s, u"create"_s, u"--output"_s, archive(), u"--only-config"_s}).exitCode, 0);
        QCOMPARE(run({u"backup"_s, u"verify"_s, archive(), u"--json"_s}).json()["files"_L1].toInt(), 1);
    }

    void neverOverSomething()
    {
        m_home->write(u"b.tar.gz"_s, "mine");
        const auto refused = run({u"backup"_s, u"create"_s, u"--output"_s, archive(), u"--json"_s});
        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(refused.json()["error"_L1]["type"_L1].toString(), u"conflict"_s);
        QCOMPARE(m_home->read(u"b.tar.gz"_s), "mine");
    }

    void notIntoItself()
    {
        const auto refused =
            run({u"backup"_s, u"create"_s, u"--output"_s, m_home->path(u".ws-agent-main/b.tar.gz"_s)});
        QCOMPARE(refused.exitCode, 1);
        QVERIFY(!QFile::exists(m_home->path(u".ws-agent-main/b.tar.gz"_s)));
    }

    void aLinkThatLeadsOut()
    {
        m_home->write(u"private/key"_s, "secret");
        QVERIFY(
            QFile::link(m_home->path(u"private"_s), m_home->path(u".ws-agent-main/workspace-main/link"_s)));
        const auto refused = run({u"backup"_s, u"create"_s, u"--output"_s, archive()});
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains("leads out of the profile"), refused.err.constData());
        QVERIFY(!QFile::exists(archive()));
    }

    void aTargetWithFiles()
    {
        QCOMPARE(run({u"backup"_s, u"create"_s, u"--output"_s, archive()}).exitCode, 0);
        m_home->write(u"out/mine"_s, "mine");
        QCOMPARE(run({u"backup"_s, u"restore"_s, archive(), u"--target"_s, m_home->path(u"out"_s)}).exitCode,
                 1);
        QCOMPARE(QDir(m_home->path(u"out"_s)).entryList(QDir::Files | QDir::NoDotAndDotDot).size(), 1);
    }

    void damaged()
    {
        QCOMPARE(run({u"backup"_s, u"create"_s, u"--output"_s, archive()}).exitCode, 0);
        const QByteArray whole = m_home->read(u"b.tar.gz"_s);
        m_home->write(u"b.tar.gz"_s, whole.left(whole.size() / 2));
        QCOMPARE(run({u"backup"_s, u"verify"_s, archive()}).exitCode, 1);
        m_home->write(u"b.tar.gz"_s, "no archive at all");
        QCOMPARE(run({u"backup"_s, u"verify"_s, archive()}).exitCode, 1);
    }

    void evil_data()
    {
        QTest::addColumn<QList<Evil>>("entries");
        const Evil manifest{"r/manifest.json", "{\"schemaVersion\":1,\"files\":[]}"};
        QTest::newRow("upwards") << QList<Evil>{{"r/../../../evil"}, manifest};
        QTest::newRow("absolute") << QList<Evil>{{"/tmp/wsagent-evil"}, manifest};
        QTest::newRow("link") << QList<Evil>{{"r/l", "", AE_IFLNK, "/etc"}, {"r/l/x"}, manifest};
        QTest::newRow("device") << QList<Evil>{{"r/pipe", "", AE_IFIFO}, manifest};
        QTest::newRow("twice") << QList<Evil>{{"r/a"}, {"r/a", "y"}, manifest};
        QTest::newRow("not listed") << QList<Evil>{{"r/a"}, manifest};
        QTest::newRow("two roots") << QList<Evil>{{"s/a"}, manifest};
        QTest::newRow("no manifest") << QList<Evil>{{"r/a"}};
        QTest::newRow("wrong content") << QList<Evil>{
            {"r/a"},
            {"r/manifest.json",
             "{\"schemaVersion\":1,\"files\":[{\"path\":\"r/a\",\"size\":1,\"sha256\":\"00\"}]}"}};
        QTest::newRow("missing") << QList<Evil>{
            {"r/manifest.json",
             "{\"schemaVersion\":1,\"files\":[{\"path\":\"r/a\",\"size\":1,\"sha256\":\"00\"}]}"}};
    }
    void evil()
    {
        QFETCH(QList<Evil>, entries);
        writeArchive(archive(), entries);
        const auto restored =
            run({u"backup"_s, u"restore"_s, archive(), u"--target"_s, m_home->path(u"a/b/out"_s)});
        QCOMPARE(restored.exitCode, 1);
        QVERIFY(!QFile::exists(m_home->path(u"a"_s)));
        QVERIFY(!QFile::exists(m_home->path(u"evil"_s)));
    }

private:
    QString archive() const { return m_home->path(u"b.tar.gz"_s); }
    test::CliResult run(const QStringList &arguments) const
    {
        return m_home->run(QStringList{u"--profile"_s, u"main"_s} + arguments);
    }
    QByteArray value(const QString &profile, const QString &key) const
    {
        return m_home->run({u"--profile"_s, profile, u"config"_s, u"get"_s, key}).out.trimmed();
    }
    QByteArray tokenOf(const QString &folder) const
    {
        const QJsonObject config =
            QJsonDocument::fromJson(m_home->read(folder + u"/ws-agent.json"_s)).object();
        return config["gateway"_L1]["auth"_L1]["token"_L1].toString().toUtf8();
    }

    std::unique_ptr<test::CliHome> m_home;
};

WSAGENT_TEST_WITH(QCoreApplication, TestBackup)
#include "tst_backup.moc"
