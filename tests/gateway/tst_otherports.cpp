#include "gateway/instances/otherports.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

class TestOtherPorts : public QObject
{
    Q_OBJECT

private slots:
    void othersCountAndTheOwnDoesNot()
    {
        QTemporaryDir home;
        write(home.filePath(u".ws-agent/ws-agent.json"_s), "{ gateway: { port: 18789 } }");
        write(home.filePath(u".ws-agent-work/ws-agent.json"_s),
              "{ gateway: { port: 20000 }, browser: { profiles: { shop: { cdpPort: 20500 } } } }");
        write(home.filePath(u".ws-agent-odd/ws-agent.json"_s),
              "{ gateway: { port: 21000 }, browser: { controlPort: 22000 } }");
        write(home.filePath(u".ws-agent-broken/ws-agent.json"_s), "{ not JSON");
        QProcessEnvironment environment;
        environment.insert(u"WS_AGENT_GATEWAY_PORT"_s, u"18789"_s); // of this instance, not of the others
        const ConfigSchema schema;
        const OtherPorts ports =
            portsOfOthers(home.path(), environment, home.filePath(u".ws-agent"_s), schema);
        for (const int port : {20000, 20002, 20011, 20500, 21000, 22000, 22009})
            QVERIFY2(ports.claims.contains(port), qPrintable(QString::number(port)));
        QVERIFY(!ports.claims.contains(18800));
        QList<std::pair<int, int>> blocks;
        for (const PortBlock &block : ports.blocks)
            blocks += {block.base, block.control()};
        QVERIFY(blocks.contains(std::pair(20000, 20002)) && blocks.contains(std::pair(21000, 22000)));
    }

private:
    static void write(const QString &path, const QByteArray &content)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestOtherPorts)
#include "tst_otherports.moc"
