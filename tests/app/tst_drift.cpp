#include "app/services/definitionwriter.h"
#include "app/services/drift.h"
#include "tests/support/servicesample.h"
#include "tests/support/testprogram.h"

#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

ServiceFacts serviceOn(int port)
{
    ServiceRequest request = test::sampleRequest(Platform::Linux, u"rescue"_s);
    request.port = port;
    ServiceFacts facts{.profile = request.profile, .home = request.paths.home};
    facts.service = parseService(Platform::Linux, *systemdUnit(serviceSpec(request)), request.paths.home);
    return facts;
}

LiveProcess processOn(int port)
{
    const ServiceRequest request = test::sampleRequest(Platform::Linux, u"rescue"_s);
    LiveProcess process;
    process.command = {u"/usr/bin/ws-agent"_s, u"--profile"_s, u"rescue"_s,
                       u"gateway"_s,           u"--port"_s,    QString::number(port)};
    process.environment = {{u"WS_AGENT_PROFILE"_s, u"rescue"_s},
                           {u"WS_AGENT_STATE_DIR"_s, request.paths.stateDir},
                           {u"WS_AGENT_CONFIG_PATH"_s, request.paths.configPath},
                           {u"WS_AGENT_GATEWAY_PORT"_s, QString::number(port)}};
    process.runtime = {.profile = u"rescue"_s, .port = port, .configPath = request.paths.configPath};
    return process;
}

QList<DriftRow> wanted(int port = 19789)
{
    const ServiceRequest request = test::sampleRequest(Platform::Linux, u"rescue"_s);
    return wantedRows(u"rescue"_s, port, request.paths.stateDir, request.paths.configPath,
                      request.executable);
}

QStringList drifted(const QList<DriftRow> &rows)
{
    QStringList names;
    for (const DriftRow &row : rows) {
        if (row.hasDrifted())
            names += row.what;
    }
    return names;
}

} // namespace

class TestDrift : public QObject
{
    Q_OBJECT

private slots:
    void allAgree()
    {
        const ServiceFacts service = serviceOn(19789);
        const LiveProcess process = processOn(19789);
        const auto rows = driftTable(wanted(), &service, &process);
        QCOMPARE(drifted(rows), QStringList());
        QCOMPARE(rows[1], (DriftRow{u"port"_s, u"19789"_s, u"19789"_s, u"19789"_s, u"19789"_s, u"19789"_s}));
    }

    void theConfigMovedOn()
    {
        const ServiceFacts service = serviceOn(19789);
        QCOMPARE(drifted(driftTable(wanted(20789), &service, nullptr)), QStringList{u"port"_s});
    }

    void theProcessIsOlderThanItsUnit()
    {
        const ServiceFacts service = serviceOn(20789);
        const LiveProcess process = processOn(19789);
        QCOMPARE(drifted(driftTable(wanted(20789), &service, &process)), QStringList{u"port"_s});
    }

    void anotherProfileAnswers()
    {
        LiveProcess process = processOn(19789);
        process.runtime.profile = u"main"_s;
        QCOMPARE(drifted(driftTable(wanted(), nullptr, &process)), QStringList{u"profile"_s});
    }

    void nothingToCompareWith() { QCOMPARE(drifted(driftTable(wanted(), nullptr, nullptr)), QStringList()); }

    /// A program that was started by its name is the same program.
    void calledByName()
    {
        const ServiceFacts service = serviceOn(19789);
        LiveProcess process = processOn(19789);
        process.command[0] = u"ws-agent"_s;
        QCOMPARE(drifted(driftTable(wanted(), &service, &process)), QStringList());
    }
};

WSAGENT_TEST(TestDrift)
#include "tst_drift.moc"
