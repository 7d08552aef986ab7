#include "gateway/nodes/nodestore.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

NodeInfo node(const QStringList &commands, const QString &id = u"n-1"_s)
{
    return {.nodeId = id,
            .clientId = u"node-host"_s,
            .clientMode = u"node"_s,
            .displayName = u"Desk"_s,
            .platform = u"linux"_s,
            .version = u"1"_s,
            .surface = {.caps = {u"canvas"_s}, .commands = commands}};
}

} // namespace

class TestNodeStore : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void aNewNodeAsks()
    {
        NodeStore store = opened();
        const auto arrival = store.arrived(node({u"canvas.hide"_s}), 100);
        QVERIFY(arrival && arrival->asks && arrival->isNew && !arrival->replaced);
        QVERIFY(!store.find(u"n-1"_s));
        QCOMPARE(store.requests().size(), 1);
        const QJsonObject json = toJson(*arrival->asks);
        QCOMPARE(json["nodeId"_L1].toString(), u"n-1"_s);
        QCOMPARE(json["requiredApproveScopes"_L1].toArray(),
                 (QJsonArray{u"operator.pairing"_s, u"operator.write"_s}));
        QCOMPARE(json["silent"_L1].toBool(true), false);
    }

    void oneThatCanDoNothingNeedsNoApproval()
    {
        NodeStore store = opened();
        NodeInfo info = node({});
        info.surface = {};
        const auto arrival = store.arrived(info, 100);
        QVERIFY(arrival && !arrival->asks);
        QVERIFY(store.find(u"n-1"_s));
    }

    void asksOnceForTheSame()
    {
        NodeStore store = opened();
        const QString id = store.arrived(node({u"a"_s}), 100)->asks->id;
        const auto again = store.arrived(node({u"a"_s}), 200);
        QCOMPARE(again->asks->id, id);
        QVERIFY(!again->isNew);
        const auto other = store.arrived(node({u"a"_s, u"b"_s}), 300);
        QVERIFY(other->isNew);
        QCOMPARE(other->replaced->id, id);
        QCOMPARE(store.requests().size(), 1);
    }

    void whatIsApprovedLasts()
    {
        QString id;
        {
            NodeStore store = opened();
            id = store.arrived(node({u"a"_s}), 100)->asks->id;
        }
        NodeStore store = opened(); // requests do not expire, and outlive the gateway
        const auto approved = store.approve(id, 200);
        QVERIFY(approved);
        QCOMPARE(approved->approvedAt, 200);
        QCOMPARE(store.approve(id, 200).error().message, u"unknown requestId"_s);
        NodeStore later = opened();
        QVERIFY(later.requests().isEmpty());
        QCOMPARE(later.find(u"n-1"_s)->info, node({u"a"_s}));
        QVERIFY(!later.arrived(node({u"a"_s}), 300)->asks);
        QVERIFY(!later.arrived(node({}), 300)->asks);
        QVERIFY(later.arrived(node({u"a"_s, u"b"_s}), 300)->asks);
        QCOMPARE(later.find(u"n-1"_s)->info.surface.commands, QStringList{u"a"_s}); // until it is approved
    }

    void aRejectedOneMayAskAgain()
    {
        NodeStore store = opened();
        const QString id = store.arrived(node({u"a"_s}), 100)->asks->id;
        QVERIFY(store.reject(id));
        QVERIFY(!store.reject(id));
        QVERIFY(store.arrived(node({u"a"_s}), 200)->isNew);
    }

    void removedAndRenamed()
    {
        NodeStore store = opened();
        (void)store.approve(store.arrived(node({u"a"_s}), 100)->asks->id, 100);
        QVERIFY(store.rename(u"n-1"_s, u"Kitchen"_s));
        QCOMPARE(opened().find(u"n-1"_s)->label, u"Kitchen"_s);
        QVERIFY(store.remove(u"n-1"_s));
        QVERIFY(!opened().find(u"n-1"_s));
        QCOMPARE(store.remove(u"n-1"_s).error().message, u"unknown nodeId"_s);
        QCOMPARE(store.rename(u"n-1"_s, u"x"_s).error().message, u"unknown nodeId"_s);
    }

    void requestsAreFew()
    {
        NodeStore store = opened();
        for (int i = 0; i <= NodeStore::mostRequests; ++i)
            QVERIFY(store.arrived(node({u"a"_s}, u"n%1"_s.arg(i)), 100 + i));
        QCOMPARE(store.requests().size(), NodeStore::mostRequests);
        QCOMPARE(store.requests().first().info.nodeId, u"n1"_s);
    }

    void isForTheOwnerAlone()
    {
        (void)opened().arrived(node({u"a"_s}), 100);
        const QFile file(m_directory->filePath(u"nodes/pending.json"_s));
        QVERIFY(file.exists());
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup), 0);
        const QFileInfo folder(m_directory->filePath(u"nodes"_s));
        QCOMPARE(folder.permissions() & (QFile::ReadGroup | QFile::ReadOther), 0);
    }

    void aDamagedFileIsPutAside()
    {
        QDir(m_directory->path()).mkdir(u"nodes"_s);
        QFile file(m_directory->filePath(u"nodes/paired.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{ \"nodes\": [") > 0);
        file.close();
        const NodeStore store = opened();
        QCOMPARE(store.damages().size(), 1);
        QVERIFY2(store.damages().first().contains("paired.json was damaged"_L1),
                 qPrintable(store.damages().first()));
        QCOMPARE(QDir(m_directory->filePath(u"nodes"_s)).entryList({u"paired.json.corrupt.*"_s}).size(), 1);
    }

private:
    NodeStore opened() const
    {
        auto store = NodeStore::open(m_directory->path());
        if (!store)
            qFatal("%s", qPrintable(store.error().message));
        return *std::move(store);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

WSAGENT_TEST(TestNodeStore)
#include "tst_nodestore.moc"
