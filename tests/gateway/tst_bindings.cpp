#include "gateway/agents/bindings.h"
#include "tests/support/testprogram.h"

#include <QJsonObject>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QJsonObject binding(const QString &agent, QJsonObject match)
{
    match.insert("channel"_L1, u"discord"_s);
    return {{"agentId"_L1, agent}, {"match"_L1, match}};
}

QJsonObject peer(const QString &kind, const QString &id)
{
    return {{"peer"_L1, QJsonObject{{"kind"_L1, kind}, {"id"_L1, id}}}};
}

} // namespace

class TestBindings : public QObject
{
    Q_OBJECT

private slots:
    void agent_data()
    {
        QTest::addColumn<BindingPlace>("place");
        QTest::addColumn<QString>("expected");
        const BindingPlace base{.channel = u"Discord"_s, .peerKind = u"channel"_s, .peerId = u"7"_s};
        const auto with = [&base](auto change) {
            BindingPlace place = base;
            change(place);
            return place;
        };
        QTest::newRow("the peer before all") << with([](auto &p) { p.guildId = u"g"_s; }) << u"peer"_s;
        QTest::newRow("a thread has its parent's")
            << with([](auto &p) { p.peerId = u"99"_s, p.parentPeerId = u"7"_s, p.guildId = u"g"_s; })
            << u"peer"_s;
        QTest::newRow("another kind of the same id")
            << with([](auto &p) { p.peerKind = u"dm"_s, p.guildId = u"g"_s; }) << u"guild"_s;
        QTest::newRow("the guild") << with([](auto &p) { p.peerId = u"8"_s, p.guildId = u"g"_s; })
                                   << u"guild"_s;
        QTest::newRow("the team") << with([](auto &p) { p.peerId = u"8"_s, p.teamId = u"t"_s; }) << u"team"_s;
        QTest::newRow("the account") << with([](auto &p) { p.peerId = u"8"_s; }) << u"default"_s;
        QTest::newRow("another account") << with([](auto &p) { p.account = u"second"_s; }) << u"any"_s;
        QTest::newRow("another channel") << with([](auto &p) { p.channel = u"irc"_s; }) << u""_s;
    }
    void agent()
    {
        QFETCH(BindingPlace, place);
        const QJsonArray bindings{binding(u"any"_s, {{"accountId"_L1, u"*"_s}}), binding(u"default"_s, {}),
                                  binding(u"team"_s, {{"teamId"_L1, u"t"_s}}),
                                  binding(u"guild"_s, {{"guildId"_L1, u"g"_s}}),
                                  binding(u"peer"_s, peer(u"channel"_s, u"7"_s))};
        QTEST(boundAgent(bindings, place), "expected");
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestBindings)
#include "tst_bindings.moc"
