#include "gateway/secrets/filestore.h"
#include "gateway/secrets/secretreferences.h"
#include "gateway/secrets/secretresolver.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

SecretRef ref(SecretRef::Source source, const QString &id, const QString &provider = u"default"_s)
{
    return {source, provider, id};
}

constexpr auto answering =
    "read request\nprintf '{\"protocolVersion\":1,\"values\":{\"db/main\":\"s3cret\"}}'";

} // namespace

class TestSecretResolver : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void environment_data()
    {
        QTest::addColumn<QByteArray>("section");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("secret");
        QTest::addColumn<QString>("complaint");
        const QByteArray listed = R"({"providers": {"ours": {"source": "env", "allowlist": ["SET"]}}})";
        const QByteArray standard =
            R"({"providers": {"ours": {"source": "env", "allowlist": ["OTHER"]}}, "defaults": {"env": "ours"}})";
        QTest::newRow("set") << QByteArray("{}") << u"SET"_s << u"default"_s << u"value"_s << QString();
        QTest::newRow("not set") << QByteArray("{}") << u"UNSET"_s << u"default"_s << QString() << u"UNSET"_s;
        QTest::newRow("on the list") << listed << u"SET"_s << u"ours"_s << u"value"_s << QString();
        QTest::newRow("not on the list") << listed << u"HOME"_s << u"ours"_s << QString() << u"allowlist"_s;
        QTest::newRow("list of the default provider")
            << standard << u"SET"_s << u"default"_s << QString() << u"allowlist"_s;
        QTest::newRow("no such provider")
            << QByteArray("{}") << u"SET"_s << u"theirs"_s << QString() << u"secrets.providers.theirs"_s;
    }
    void environment()
    {
        QFETCH(QByteArray, section);
        QFETCH(QString, id);
        QFETCH(QString, provider);
        QFETCH(QString, secret);
        QFETCH(QString, complaint);
        const auto found = resolved(section, ref(SecretRef::Source::Env, id, provider));
        QCOMPARE(found ? QString::fromUtf8(*found) : QString(), secret);
        if (!found)
            QVERIFY2((found.error().message).contains(complaint), qPrintable(found.error().message));
    }

    void file()
    {
        write(u"tree.json"_s, R"({"telegram": {"token": "from-file"}})", 0600);
        write(u"single"_s, "whole\n", 0600);
        const QByteArray section = json(
            {{u"tree"_s, {{"source"_L1, u"file"_s}, {"path"_L1, path(u"tree.json"_s)}}},
             {u"single"_s,
              {{"source"_L1, u"file"_s}, {"path"_L1, path(u"single"_s)}, {"mode"_L1, u"singleValue"_s}}}});
        using Source = SecretRef::Source;
        QCOMPARE(*resolved(section, ref(Source::File, u"/telegram/token"_s, u"tree"_s)), "from-file");
        QCOMPARE(*resolved(section, ref(Source::File, u"value"_s, u"single"_s)), "whole");
        QVERIFY(!resolved(section, ref(Source::File, u"value"_s, u"tree"_s)));
        QVERIFY(!resolved(section, ref(Source::File, u"/x"_s, u"single"_s)));
        const auto missing = resolved(section, ref(Source::File, u"/nothing"_s, u"tree"_s));
        QVERIFY(!missing);
        QVERIFY(missing.error().message.contains(u"tree.json"_s));
        QVERIFY(!missing.error().message.contains(u"from-file"_s));

        QVERIFY(QFile::setPermissions(path(u"single"_s), QFile::ReadOwner | QFile::ReadOther));
        const auto open = resolved(section, ref(Source::File, u"value"_s, u"single"_s));
        QVERIFY(!open);
        QVERIFY(open.error().fix.contains(u"chmod 600"_s));
    }

    void program_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<bool>("jsonOnly");
        QTest::addColumn<QString>("secret");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("answers") << QByteArray(answering) << true << u"s3cret"_s << QString();
        QTest::newRow("was asked for the id")
            << QByteArray("grep -q '\"ids\":\\[\"db/main\"\\]' && grep -q x /dev/null; "
                          "printf '{\"protocolVersion\":1,\"values\":{\"db/main\":\"asked\"}}'")
            << true << u"asked"_s << QString();
        QTest::newRow("plain text") << QByteArray("echo plain") << false << u"plain"_s << QString();
        QTest::newRow("plain text where JSON is due")
            << QByteArray("echo plain-secret") << true << QString() << u"not JSON"_s;
        QTest::newRow("knows nothing")
            << QByteArray(
                   "printf '{\"protocolVersion\":1,\"errors\":{\"db/main\":{\"code\":\"NOT_FOUND\"}}}'")
            << true << QString() << u"does not know"_s;
        QTest::newRow("another protocol")
            << QByteArray("printf '{\"protocolVersion\":2,\"values\":{\"db/main\":\"x\"}}'") << true
            << QString() << u"protocolVersion"_s;
        QTest::newRow("fails") << QByteArray("echo plain-secret >&2; exit 3") << true << QString()
                               << u"code 3"_s;
        QTest::newRow("crashes") << QByteArray("kill -9 $$") << true << QString() << u"crashed"_s;
        QTest::newRow("says too much")
            << QByteArray("head -c 5000 /dev/zero") << false << QString() << u"more than 1000 bytes"_s;
        QTest::newRow("never ends") << QByteArray("exec sleep 1000") << true << QString() << u"300 ms"_s;
        QTest::newRow("sees no variables of ours")
            << QByteArray("echo \"$SET$PASSED$OWN\"") << false << u"passedown"_s << QString();
    }
    void program()
    {
        QFETCH(QByteArray, script);
        QFETCH(bool, jsonOnly);
        QFETCH(QString, secret);
        QFETCH(QString, complaint);
        write(u"program"_s, "#!/bin/sh\n" + script + "\n", 0700);
        const bool slow = complaint.contains(u"ms"_s);
        const auto found = resolved(programSection(jsonOnly, slow ? 300 : 20'000),
                                    ref(SecretRef::Source::Exec, u"db/main"_s, u"vault"_s));
        QCOMPARE(found ? QString::fromUtf8(*found) : QString(), secret);
        if (!found) {
            QVERIFY2(found.error().message.contains(complaint), qPrintable(found.error().message));
            QVERIFY(!found.error().message.contains(u"plain-secret"_s));
        }
    }

    void whatTheProgramStartedEndsWithIt()
    {
        const QByteArray script = "sleep 1000 & echo $! > '" + path(u"pid"_s).toUtf8() + "'; wait";
        write(u"program"_s, "#!/bin/sh\n" + script + "\n", 0700);
        QVERIFY(!resolved(programSection(true, 1000), ref(SecretRef::Source::Exec, u"x"_s, u"vault"_s)));
        QFile pid(path(u"pid"_s));
        QVERIFY(pid.open(QIODevice::ReadOnly));
        const QString process = u"/proc/%1/cmdline"_s.arg(QString::fromLatin1(pid.readAll().trimmed()));
        const auto lives = [&process] {
            QFile file(process);
            return file.open(QIODevice::ReadOnly) && !file.readAll().isEmpty(); // empty: a zombie
        };
        QTRY_VERIFY(!lives());
    }

    void unsafeProgram_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("others can change it") << u"writable"_s;
        QTest::newRow("a link") << u"link"_s;
        QTest::newRow("not executable") << u"plain"_s;
        QTest::newRow("missing") << u"missing"_s;
    }
    void unsafeProgram()
    {
        QFETCH(QString, what);
        const int mode = what == u"writable"_s ? 0722 : what == u"plain"_s ? 0600 : 0700;
        write(u"real"_s, QByteArray("#!/bin/sh\n") + answering + "\n", mode);
        if (what == u"link"_s)
            QVERIFY(QFile::link(path(u"real"_s), path(u"program"_s)));
        else if (what != u"missing"_s)
            QVERIFY(QFile::rename(path(u"real"_s), path(u"program"_s)));
        const auto found =
            resolved(programSection(true, 20'000), ref(SecretRef::Source::Exec, u"db/main"_s, u"vault"_s));
        QVERIFY(!found);
        QVERIFY2(found.error().message.contains(u"is not run for secrets"_s),
                 qPrintable(found.error().message));
    }

    void store()
    {
        FileStore store(m_dir->path());
        bool written = false;
        store.write(u"gateway.auth.token"_s, "kept",
                    [&written](const Result<void> &r) { written = bool(r); });
        QTRY_VERIFY(written);
        const auto found = resolved("{}", ref(SecretRef::Source::Keychain, u"gateway.auth.token"_s), &store);
        QVERIFY(bool(found));
        QCOMPARE(*found, "kept");
        const auto missing = resolved("{}", ref(SecretRef::Source::Keychain, u"nothing"_s), &store);
        QVERIFY(!missing);
        QCOMPARE(missing.error().kind, ErrorKind::NotFound);
        QVERIFY(!resolved("{}", ref(SecretRef::Source::Keychain, u"nothing"_s)));
    }

    void referencesInAConfig_data()
    {
        QTest::addColumn<QByteArray>("reference");
        QTest::addColumn<QString>("complaint"); // empty: fine
        QTest::newRow("the environment") << QByteArray(R"({"source": "env", "id": "TOKEN"})") << QString();
        QTest::newRow("the keychain") << QByteArray(R"({"source": "keychain", "id": "a.b"})") << QString();
        QTest::newRow("a provider that is there")
            << QByteArray(R"({"source": "file", "provider": "ours", "id": "/a"})") << QString();
        QTest::newRow("one that is not")
            << QByteArray(R"({"source": "file", "provider": "theirs", "id": "/a"})") << u"theirs"_s;
        QTest::newRow("one for another source")
            << QByteArray(R"({"source": "exec", "provider": "ours", "id": "a"})") << u"source file"_s;
        QTest::newRow("no variable") << QByteArray(R"({"source": "env", "id": "no name"})") << u"no id"_s;
        QTest::newRow("no source") << QByteArray(R"({"source": "moon", "id": "x"})") << u"source must be"_s;
        QTest::newRow("something else")
            << QByteArray(R"({"source": "moon", "id": "x", "more": 1})") << QString();
    }
    void referencesInAConfig()
    {
        QFETCH(QByteArray, reference);
        QFETCH(QString, complaint);
        const QByteArray config = R"({"secrets": {"providers": {"ours": {"source": "file", "path": "/x"}}},
            "channels": {"accounts": [{"token": )" +
                                  reference + "}]}}";
        const auto issues = secretReferenceIssues(QJsonDocument::fromJson(config).object());
        QCOMPARE(issues.size(), complaint.isEmpty() ? 0 : 1);
        if (!issues.isEmpty()) {
            QCOMPARE(issues.first().path, u"channels.accounts[0].token"_s);
            QVERIFY2(issues.first().message.contains(complaint), qPrintable(issues.first().message));
        }
    }

    void providerOfAnotherSource()
    {
        const QByteArray section = R"({"providers": {"vault": {"source": "env"}}})";
        const auto found = resolved(section, ref(SecretRef::Source::Exec, u"x"_s, u"vault"_s));
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::ConfigInvalid);
    }

private:
    QString path(const QString &name) const { return m_dir->filePath(name); }

    void write(const QString &name, const QByteArray &text, int mode) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
        file.close();
        QCOMPARE(::chmod(qPrintable(path(name)), mode_t(mode)), 0);
    }

    static QByteArray json(const QList<std::pair<QString, QJsonObject>> &providers)
    {
        QJsonObject all;
        for (const auto &[name, provider] : providers)
            all.insert(name, provider);
        return QJsonDocument(QJsonObject{{"providers"_L1, all}}).toJson();
    }

    QByteArray programSection(bool jsonOnly, int timeoutMs) const
    {
        return json({{u"vault"_s,
                      {{"source"_L1, u"exec"_s},
                       {"command"_L1, path(u"program"_s)},
                       {"jsonOnly"_L1, jsonOnly},
                       {"timeoutMs"_L1, timeoutMs},
                       {"maxOutputBytes"_L1, 1000},
                       {"passEnv"_L1, QJsonArray{u"PASSED"_s}},
                       {"env"_L1, QJsonObject{{"OWN"_L1, u"own"_s}}}}}});
    }

    static Result<QByteArray> resolved(const QByteArray &section, const SecretRef &ref,
                                       SecretStore *store = nullptr)
    {
        QProcessEnvironment given;
        given.insert(u"SET"_s, u"value"_s);
        given.insert(u"PASSED"_s, u"passed"_s);
        SecretResolver resolver(QJsonDocument::fromJson(section).object(), ConfigVariables(given), store);
        std::optional<Result<QByteArray>> answer;
        resolver.resolve(ref, [&answer](const Result<QByteArray> &result) { answer = result; });
        if (answer)
            return Error{u"the answer came at once, not from the event loop"_s};
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 30'000))
            return Error{u"no answer"_s};
        return *answer;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSecretResolver)
#include "tst_secretresolver.moc"
