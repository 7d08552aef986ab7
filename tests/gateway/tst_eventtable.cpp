#include "gateway/protocol/eventtable.h"
#include "tests/support/testprogram.h"

#include <QFile>
#include <QTest>

#include <optional>

using namespace wsagent;
using namespace Qt::StringLiterals;

using Audience = EventRule::Audience;

Q_DECLARE_METATYPE(wsagent::EventRule::Audience)

namespace {

struct SpecRow
{
    QString event = {};
    QString scope = {};
    QString drop = {};
};

/// "`a.b.c`, `.d` and `e.*`" → a.b.c, a.b.d, e.requested
QStringList eventsIn(const QString &cell)
{
    QStringList events;
    const QStringList parts = cell.split(u'`');
    for (qsizetype i = 1; i < parts.size(); i += 2) {
        QString name = parts[i];
        if (name.startsWith(u'.'))
            name.prepend(events.last().left(events.last().lastIndexOf(u'.')));
        events += name.replace(u'*', u"requested"_s);
    }
    return events;
}

/// The table of the page; nothing where the specification is not beside the checkout.
std::optional<QList<SpecRow>> specRows()
{
    QFile file(QStringLiteral(WSAGENT_SPEC_DIR "/gateway-protocol.md"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QString page = QString::fromUtf8(file.readAll());
    const qsizetype begin = page.indexOf(u"### 9.2 Table"_s);
    const QStringList lines = page.mid(begin, page.indexOf(u"### 9.3"_s) - begin).split(u'\n');
    QList<SpecRow> rows;
    for (const QString &line : lines) {
        const QStringList cells = line.split(u'|');
        if (cells.size() < 5)
            continue;
        for (const QString &event : eventsIn(cells[1]))
            rows += {.event = event, .scope = cells[2].trimmed(), .drop = cells[3].trimmed()};
    }
    return rows;
}

/// What the page's second column means.
std::optional<Audience> audienceFor(const QString &scope)
{
    if (scope == u"–"_s)
        return Audience::Everyone;
    if (scope == "before login"_L1 || scope.startsWith("targeted"_L1))
        return Audience::TheClient;
    if (scope.startsWith("the node"_L1))
        return Audience::TheNode;
    if (scope.endsWith(", and nodes"_L1))
        return Audience::OperatorsAndNodes;
    if (scope.endsWith(", and the node"_L1))
        return Audience::OperatorsAndTheNode;
    if (scope.contains("subscribe"_L1) || scope.contains("opted in"_L1) || scope.contains(", cap "_L1))
        return Audience::OperatorsWhoAsked;
    return scope.contains(u',') ? std::nullopt : std::optional(Audience::Operators);
}

bool needsScope(Audience audience)
{
    return audience != Audience::Everyone && audience != Audience::TheClient && audience != Audience::TheNode;
}

const EventRule *find(const QString &event)
{
    return findEventRule(QLatin1StringView(event.toLatin1()));
}

} // namespace

class TestEventTable : public QObject
{
    Q_OBJECT

private slots:
    void specification_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addColumn<QString>("scope");
        QTest::addColumn<QString>("drop");
        const auto rows = specRows();
        if (!rows)
            QSKIP("the specification is not at " WSAGENT_SPEC_DIR);
        for (const SpecRow &row : *rows)
            QTest::newRow(qPrintable(row.event)) << row.event << row.scope << row.drop;
    }
    void specification()
    {
        QFETCH(QString, event);
        QFETCH(QString, scope);
        QFETCH(QString, drop);
        const EventRule *rule = find(event);
        const auto audience = audienceFor(scope);
        QVERIFY(rule);
        QVERIFY(audience);
        QCOMPARE(rule->audience, *audience);
        QCOMPARE(rule->scope, needsScope(*audience) ? u"operator."_s + scope.section(u',', 0, 0) : QString());
        QCOMPARE(rule->mayDrop, drop == "yes"_L1);
    }

    void nothingIsMadeUp()
    {
        const auto rows = specRows();
        if (!rows)
            QSKIP("the specification is not at " WSAGENT_SPEC_DIR);
        for (const EventRule &rule : eventRules()) {
            const auto isIt = [&rule](const SpecRow &row) {
                return row.event == rule.name;
            };
            QVERIFY2(std::any_of(rows->begin(), rows->end(), isIt), rule.name.data());
        }
    }

    void rules_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addColumn<Audience>("audience");
        QTest::addColumn<QString>("scope");
        QTest::addColumn<bool>("mayDrop");
        QTest::addColumn<bool>("numbered");
        const auto row = [](const char *event, Audience audience, const char *scope, bool mayDrop,
                            bool numbered = true) {
            QTest::newRow(event) << QString::fromLatin1(event) << audience << QString::fromLatin1(scope)
                                 << mayDrop << numbered;
        };
        row("tick", Audience::Everyone, "", false);
        row("heartbeat", Audience::Everyone, "", true);
        row("presence", Audience::Operators, "operator.read", true);
        row("agent", Audience::Operators, "operator.read", false);
        row("chat", Audience::Operators, "operator.read", false);
        row("voicewake.routing.changed", Audience::OperatorsAndNodes, "operator.read", true);
        row("node.pair.resolved", Audience::OperatorsAndTheNode, "operator.pairing", false);
        row("sessions.changed", Audience::OperatorsWhoAsked, "operator.read", true);
        row("terminal.exit", Audience::Operators, "operator.admin", false);
        row("connect.challenge", Audience::TheClient, "", false, false);
        row("models.snapshot", Audience::TheClient, "", false, false);
        row("node.invoke.request", Audience::TheNode, "", false, false);
        row("plugin.approval.resolved", Audience::Operators, "operator.approvals", false);
        row("openclaw.approval.anything", Audience::Operators, "operator.approvals", false);
        row("plugin.weather.rain", Audience::Operators, "operator.write", false);
        row("plugin.approval", Audience::Operators, "operator.write", false);
    }
    void rules()
    {
        QFETCH(QString, event);
        const EventRule *rule = find(event);
        QVERIFY(rule);
        QTEST(rule->audience, "audience");
        QTEST(QString(rule->scope), "scope");
        QTEST(rule->mayDrop, "mayDrop");
        QTEST(rule->isNumbered(), "numbered");
    }

    void eachRowIsFound()
    {
        QVERIFY(!eventRules().empty());
        for (const EventRule &rule : eventRules())
            QCOMPARE(findEventRule(rule.name), &rule);
    }

    void unknown_data()
    {
        QTest::addColumn<QString>("event");
        for (const char *event : {"", "aaa", "zzz", "tic", "ticks", "Tick", "plugin.", "plugin", "plugins.x",
                                  "openclaw.approval.", "openclaw.other", "node.invoke"})
            QTest::addRow("'%s'", event) << QString::fromLatin1(event);
    }
    void unknown()
    {
        QFETCH(QString, event);
        QVERIFY(!find(event));
    }

    void recipients_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addColumn<QStringList>("scopes");
        QTest::addColumn<bool>("asOperator");
        QTest::addColumn<bool>("asNode");
        const auto row = [](const char *name, const char *event, const QStringList &scopes, bool asOperator,
                            bool asNode) {
            QTest::newRow(name) << QString::fromLatin1(event) << scopes << asOperator << asNode;
        };
        row("everybody hears the tick", "tick", {}, true, true);
        row("presence without scopes", "presence", {}, false, false);
        row("presence for readers", "presence", {u"operator.read"_s}, true, false);
        row("presence for writers", "presence", {u"operator.write"_s}, true, false);
        row("presence for who may only pair", "presence", {u"operator.pairing"_s}, false, false);
        row("pairing for readers", "device.pair.requested", {u"operator.read"_s}, false, false);
        row("pairing for admins", "device.pair.requested", {u"operator.admin"_s}, true, false);
        row("the wake words without scopes", "voicewake.changed", {}, false, true);
        row("the result of a pairing without scopes", "node.pair.resolved", {}, false, true);
        row("work for a node", "node.invoke.request", {u"operator.admin"_s}, false, true);
        row("terminals for writers", "terminal.data", {u"operator.write"_s}, false, false);
        row("sessions for readers", "sessions.changed", {u"operator.read"_s}, true, false);
        row("plugins for writers", "plugin.x", {u"operator.write"_s}, true, false);
        row("plugins for readers", "plugin.x", {u"operator.read"_s}, false, false);
    }
    void recipients()
    {
        QFETCH(QString, event);
        QFETCH(QStringList, scopes);
        const EventRule *rule = find(event);
        QVERIFY(rule);
        QTEST(mayReceive(*rule, {.role = u"operator"_s, .scopes = scopes}), "asOperator");
        QTEST(mayReceive(*rule, {.role = u"node"_s, .scopes = scopes}), "asNode");
    }
};

WSAGENT_TEST(TestEventTable)
#include "tst_eventtable.moc"
