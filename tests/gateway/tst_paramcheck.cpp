#include "gateway/protocol/paramcheck.h"
#include "gateway/protocol/scopes.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <array>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

using Kind = ParamShape::Kind;

constexpr std::array colours = {"red", "green"};
constexpr ParamShape colour{.kind = Kind::String, .allowed = colours};
constexpr ParamShape name{.kind = Kind::String, .least = 1, .most = 3};
constexpr ParamShape count{.kind = Kind::Integer, .least = 1, .most = 9};
constexpr ParamShape number{.kind = Kind::Number};
constexpr ParamShape flag{.kind = Kind::Boolean};
constexpr ParamShape names{.kind = Kind::Array, .item = &name, .most = 2};
constexpr ParamShape flags{.kind = Kind::Map, .item = &flag};
constexpr std::array innerMembers = {ParamMember{"name", &name, true}};
constexpr ParamShape inner{.kind = Kind::Object, .members = innerMembers};
constexpr ParamShape openInner{.kind = Kind::Object, .members = innerMembers, .open = true};
constexpr std::array members = {
    ParamMember{"must", &name, true}, ParamMember{"colour", &colour}, ParamMember{"count", &count},
    ParamMember{"number", &number},   ParamMember{"flag", &flag},     ParamMember{"names", &names},
    ParamMember{"flags", &flags},     ParamMember{"inner", &inner},   ParamMember{"open", &openInner},
};
constexpr ParamShape shape{.kind = Kind::Object, .members = members};

} // namespace

class TestParamCheck : public QObject
{
    Q_OBJECT

private slots:
    void check_data()
    {
        QTest::addColumn<QString>("members");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *what, const char *expected) {
            QTest::newRow(what) << QString::fromUtf8(what) << QString::fromUtf8(expected);
        };
        row("\"must\":\"a\"", "");
        row("", "must have required property 'must'");
        row("\"must\":\"a\",\"foo\":1", "at root: unexpected property 'foo'");
        row("\"must\":1", "at /must: must be string");
        row("\"must\":\"\"", "at /must: must not have fewer than 1 characters");
        row("\"must\":\"abcd\"", "at /must: must not have more than 3 characters");
        row("\"must\":\"a\",\"colour\":\"blue\"", "at /colour: must be equal to one of the allowed values");
        row("\"must\":\"a\",\"count\":1.5", "at /count: must be integer");
        row("\"must\":\"a\",\"count\":0", "at /count: must be >= 1");
        row("\"must\":\"a\",\"count\":10", "at /count: must be <= 9");
        row("\"must\":\"a\",\"count\":\"1\"", "at /count: must be integer");
        row("\"must\":\"a\",\"number\":true", "at /number: must be number");
        row("\"must\":\"a\",\"flag\":0", "at /flag: must be boolean");
        row("\"must\":\"a\",\"names\":{}", "at /names: must be array");
        row("\"must\":\"a\",\"names\":[\"a\",1]", "at /names/1: must be string");
        row("\"must\":\"a\",\"names\":[\"a\",\"b\",\"c\"]", "at /names: must not have more than 2 items");
        row("\"must\":\"a\",\"flags\":{\"x\":1}", "at /flags/x: must be boolean");
        row("\"must\":\"a\",\"inner\":[]", "at /inner: must be object");
        row("\"must\":\"a\",\"inner\":{}", "at /inner: must have required property 'name'");
        row("\"must\":\"a\",\"inner\":{\"name\":\"a\",\"x\":1}", "at /inner: unexpected property 'x'");
        row("\"must\":\"a\",\"open\":{\"name\":\"a\",\"x\":1}", "");
        row("\"flag\":1,\"foo\":1", "must have required property 'must'; at /flag: must be boolean; at root: "
                                    "unexpected property 'foo'");
    }
    void check()
    {
        QFETCH(QString, members);
        const QJsonDocument document = QJsonDocument::fromJson('{' + members.toUtf8() + '}');
        QVERIFY(document.isObject());
        QTEST(objections(document.object(), shape), "expected");
    }

    void noObject()
    {
        QCOMPARE(objections(QJsonArray(), shape), u"must be object"_s);
        QCOMPARE(objections(QJsonValue::Undefined, shape), u"must be object"_s);
    }

    void scopes_data()
    {
        QTest::addColumn<QString>("has");
        QTest::addColumn<QString>("needs");
        QTest::addColumn<bool>("granted");
        const auto row = [](const char *has, const char *needs, bool granted) {
            QTest::addRow("%s for %s", has, needs)
                << QString::fromLatin1(has) << QString::fromLatin1(needs) << granted;
        };
        row("", "", true);
        row("", "operator.read", false);
        row("operator.read", "operator.read", true);
        row("operator.write", "operator.read", true);
        row("operator.read", "operator.write", false);
        row("operator.admin", "operator.pairing", true);
        row("operator.admin", "operator.something.new", true);
        row("operator.admin", "other.thing", false);
        row("operator.write", "operator.talk", true);
        row("operator.write", "operator.approvals", false);
        row("operator.pairing", "operator.read", false);
        row("operator.something.new", "operator.something.new", true);
    }
    void scopes()
    {
        QFETCH(QString, has);
        QFETCH(QString, needs);
        QTEST(grants(has.split(u',', Qt::SkipEmptyParts), needs), "granted");
    }
};

WSAGENT_TEST(TestParamCheck)
#include "tst_paramcheck.moc"
