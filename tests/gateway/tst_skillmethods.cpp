#include "tests/support/scriptedclient.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QTest>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

/// What clients do to skills: what they need is installed, and they are set.
class TestSkillMethods : public QObject
{
    Q_OBJECT

private:
    void write(const QString &name, const QByteArray &content, bool isProgram = false) const
    {
        const QString path = m_instance->directory.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
        if (isProgram)
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QJsonObject ask(const QString &method, const QJsonObject &params) const
    {
        return m_client->answer(method, params);
    }
    QJsonObject install(const QString &id) const
    {
        return ask(u"skills.install"_s,
                   {{"name"_L1, u"demo"_s}, {"installId"_L1, id}, {"timeoutMs"_L1, 1000}});
    }

private slots:
    void init()
    {
        m_path = qgetenv("PATH");
        m_instance = std::make_unique<TestGateway>();
        write(
            u"skills/demo/SKILL.md"_s,
            "---\nname: demo\ndescription: Shows\nmetadata: {\"ws-agent\": {\"install\": [{\"id\": \"fine\", "
            "\"kind\": \"uv\", \"package\": \"tool\"}, {\"id\": \"broken\", \"kind\": \"uv\", \"package\": "
            "\"broken\"}, {\"id\": \"slow\", \"kind\": \"uv\", \"package\": \"slow\"}, {\"kind\": \"brew\", "
            "\"formula\": \"x\"}]}}\n---\n");
        write(u"bin/uv"_s,
              "#!/bin/sh\ncase $3 in\ntool) echo \"got $3\";;\nslow) sleep 60;;\n*) echo no >&2; exit "
              "3;;\nesac\n",
              true);
        qputenv("PATH", m_instance->directory.filePath(u"bin"_s).toLocal8Bit() + ":/usr/bin:/bin");
        QVERIFY(m_instance->start());
        m_client = std::make_unique<ScriptedClient>(m_instance->port());
        m_client->nonce();
        m_client->answer(u"connect"_s,
                         ScriptedClient::commandLine(TestGateway::secret(), {u"operator.admin"_s}));
    }
    void cleanup()
    {
        m_client.reset();
        m_instance.reset();
        qputenv("PATH", m_path);
    }

    void whatASkillNeedsIsInstalled()
    {
        const QJsonObject fine = install(u"fine"_s)["payload"_L1].toObject();
        QCOMPARE(fine["ok"_L1].toBool(), true);
        QCOMPARE(fine["stdout"_L1].toString(), u"got tool\n"_s);
        const QJsonObject broken = install(u"broken"_s)["payload"_L1].toObject();
        QCOMPARE(broken["ok"_L1].toBool(true), false);
        QCOMPARE(broken["code"_L1].toInt(), 3);
        QCOMPARE(broken["stderr"_L1].toString(), u"no\n"_s);
        const QJsonObject slow = install(u"slow"_s)["payload"_L1].toObject();
        QVERIFY(slow["message"_L1].toString().contains("too long"_L1));
        const QJsonObject absent = install(u"brew"_s)["payload"_L1].toObject();
        QVERIFY(absent["message"_L1].toString().contains("brew is not installed"_L1));
    }

    void oneAtATime()
    {
        m_client->request(
            u"skills.install"_s,
            QJsonObject{{"name"_L1, u"demo"_s}, {"installId"_L1, u"slow"_s}, {"timeoutMs"_L1, 1500}},
            u"first"_s);
        const QJsonObject second = install(u"fine"_s);
        QVERIFY(second["error"_L1]["message"_L1].toString().contains("something else is being installed"_L1));
        QCOMPARE(m_client->next()["id"_L1].toString(), u"first"_s);
        QCOMPARE(install(u"fine"_s)["payload"_L1]["ok"_L1].toBool(), true);
    }

    void whatCannotBeInstalled_data()
    {
        QTest::addColumn<QJsonObject>("params");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("message");
        QTest::newRow("unknown skill") << QJsonObject{{"name"_L1, u"x"_s}, {"installId"_L1, u"brew"_s}}
                                       << u"UNAVAILABLE"_s << u"Skill not found: x"_s;
        QTest::newRow("unknown installer") << QJsonObject{{"name"_L1, u"demo"_s}, {"installId"_L1, u"x"_s}}
                                           << u"UNAVAILABLE"_s << u"Installer not found: x"_s;
        QTest::newRow("nothing") << QJsonObject() << u"INVALID_REQUEST"_s
                                 << u"name and installId are required"_s;
        QTest::newRow("a registry") << QJsonObject{{"source"_L1, u"clawhub"_s}, {"slug"_L1, u"x"_s}}
                                    << u"UNAVAILABLE"_s << u"not fetched from a registry"_s;
    }
    void whatCannotBeInstalled()
    {
        QFETCH(QJsonObject, params);
        QFETCH(QString, code);
        QFETCH(QString, message);
        const QJsonObject error = ask(u"skills.install"_s, params)["error"_L1].toObject();
        QCOMPARE(error["code"_L1].toString(), code);
        QVERIFY2(error["message"_L1].toString().contains(message),
                 qPrintable(error["message"_L1].toString()));
    }

    void skillsAreSet()
    {
        const QJsonObject set =
            ask(u"skills.update"_s, {{"skillKey"_L1, u"demo"_s},
                                     {"enabled"_L1, false},
                                     {"apiKey"_L1, u"sk-very-secret"_s},
                                     {"env"_L1, QJsonObject{{"REGION"_L1, u"eu"_s}}}})["payload"_L1]
                .toObject();
        QCOMPARE(set["ok"_L1].toBool(), true);
        QCOMPARE(set["config"_L1]["enabled"_L1].toBool(true), false);
        QCOMPARE(set["config"_L1]["env"_L1]["REGION"_L1].toString(), u"***"_s); // as of any environment
        QVERIFY(!QJsonDocument(set).toJson().contains("sk-very-secret"));
        QFile file(m_instance->options.paths.configPath);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray config = file.readAll();
        QVERIFY(config.contains("// mine") && config.contains("sk-very-secret") && config.contains("\"eu\""));
        const QJsonObject cleared =
            ask(u"skills.update"_s, {{"skillKey"_L1, u"demo"_s},
                                     {"enabled"_L1, true},
                                     {"apiKey"_L1, u""_s},
                                     {"env"_L1, QJsonObject{{"REGION"_L1, u""_s}}}})["payload"_L1]
                .toObject();
        QCOMPARE(cleared["config"_L1]["enabled"_L1].toBool(), true);
        QVERIFY(!cleared["config"_L1].toObject().contains("apiKey"_L1));
        const QJsonObject wrong = ask(
            u"skills.update"_s, {{"skillKey"_L1, u"demo"_s}, {"env"_L1, QJsonObject{{"A B"_L1, u"x"_s}}}});
        QCOMPARE(wrong["error"_L1]["code"_L1].toString(), u"INVALID_REQUEST"_s);
    }

private:
    std::unique_ptr<TestGateway> m_instance;
    std::unique_ptr<ScriptedClient> m_client;
    QByteArray m_path;
};

WSAGENT_TEST_WITH(QCoreApplication, TestSkillMethods)
#include "tst_skillmethods.moc"
