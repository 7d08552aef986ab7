#include "app/cli/onboarding.h"
#include "app/cli/prompter.h"
#include "tests/support/testprogram.h"

#include <QJsonDocument>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

/// Somebody who gives these answers, and then goes away.
struct Person
{
    QStringList answers = {};
    QString shown = {};

    Prompter prompter()
    {
        const auto next = [this]() -> std::optional<QString> {
            return answers.isEmpty() ? std::nullopt : std::optional(answers.takeFirst());
        };
        return Prompter(next, next, [this](const QString &text) { shown += text; });
    }
};

InstanceSelection rescue()
{
    return *selectInstance(u"rescue"_s, {}, u"/home/u"_s, u"/home/u"_s);
}

} // namespace

class TestPrompter : public QObject
{
    Q_OBJECT

private slots:
    void enterTakesTheProposal()
    {
        Person person{{QString()}};
        Prompter prompter = person.prompter();
        QCOMPARE(prompter.text(u"Port"_s, u"19789"_s), u"19789"_s);
        QCOMPARE(person.shown, u"Port [19789]: "_s);
    }

    void aWrongAnswerIsAskedAgain()
    {
        Person person{{u"x"_s, u"20000"_s}};
        Prompter prompter = person.prompter();
        const auto check = [](const QString &text) {
            return text == "x"_L1 ? u"No port."_s : QString();
        };
        QCOMPARE(prompter.text(u"Port"_s, u"19789"_s, check), u"20000"_s);
        QVERIFY(person.shown.contains("  No port.\n"_L1));
    }

    void yesAndNo_data()
    {
        QTest::addColumn<QStringList>("answers");
        QTest::addColumn<bool>("proposed");
        QTest::addColumn<bool>("result");
        QTest::newRow("enter on yes") << QStringList{QString()} << true << true;
        QTest::newRow("enter on no") << QStringList{QString()} << false << false;
        QTest::newRow("yes") << QStringList{u"YES"_s} << false << true;
        QTest::newRow("no") << QStringList{u"n"_s} << true << false;
        QTest::newRow("first rubbish") << QStringList{u"maybe"_s, u"y"_s} << false << true;
    }
    void yesAndNo()
    {
        QFETCH(QStringList, answers);
        QFETCH(bool, proposed);
        Person person{answers};
        QTEST(person.prompter().yes(u"Go on?"_s, proposed), "result");
    }

    void choices_data()
    {
        QTest::addColumn<QStringList>("answers");
        QTest::addColumn<QString>("chosen");
        QTest::newRow("enter") << QStringList{QString()} << u"keep"_s;
        QTest::newRow("number") << QStringList{u"2"_s} << u"reset"_s;
        QTest::newRow("word") << QStringList{u"Reset"_s} << u"reset"_s;
        QTest::newRow("too high") << QStringList{u"3"_s, u"1"_s} << u"keep"_s;
        QTest::newRow("nobody") << QStringList() << u"keep"_s;
    }
    void choices()
    {
        QFETCH(QStringList, answers);
        Person person{answers};
        const QList<Prompter::Choice> list{{u"keep"_s, u"Keep it"_s}, {u"reset"_s, u"Begin anew"_s}};
        QTEST(person.prompter().choose(u"What?"_s, list), "chosen");
    }

    /// A line that broke off in the middle must not set anything up.
    void whoeverGoesAwayGetsNothing()
    {
        Person person{{QString()}};
        Prompter prompter = person.prompter();
        const OnboardProposal proposal{.workspace = u"/w"_s, .port = 19789};
        QVERIFY(!askAnswers(prompter, proposal, {}, false, {}, rescue()));
    }

    void theRescueProfileMayWatch()
    {
        for (const bool agreed : {true, false}) {
            Person person{{QString(), QString(), agreed ? u"y"_s : u"n"_s}};
            Prompter prompter = person.prompter();
            const OnboardProposal proposal{.workspace = u"/w"_s,
                                           .port = 19789,
                                           .otherProfiles = {u"default"_s},
                                           .whyNoService = u"none"_s};
            const auto answers =
                askAnswers(prompter, proposal, {.watch = proposal.otherProfiles}, false, {}, rescue());
            QVERIFY(answers);
            QCOMPARE(answers->watch, agreed ? QStringList{u"default"_s} : QStringList());
            QCOMPARE(answers->port, u"19789"_s);
        }
    }

    void editsSayOnlyWhatIsNew()
    {
        const OnboardAnswers answers{.bind = u"loopback"_s, .watch = {u"default"_s}};
        const auto edits = editsFor(answers, {{"gateway"_L1, QJsonObject{{"bind"_L1, u"loopback"_s}}}});
        QCOMPARE(edits.size(), 1);
        QCOMPARE(toString(edits.first().path), u"rescue.watch"_s);
    }

    void aPasswordTakesThePlaceOfTheToken()
    {
        const QJsonObject current{
            {"gateway"_L1, QJsonObject{{"auth"_L1, QJsonObject{{"token"_L1, u"t"_s}}}}}};
        QStringList keys;
        for (const JsonEdit &edit : editsFor({.authMode = u"password"_s, .authSecret = u"pw"_s}, current))
            keys += toString(edit.path) + (edit.value.isUndefined() ? u" removed"_s : QString());
        QCOMPARE(keys, (QStringList{u"gateway.auth.mode"_s, u"gateway.auth.password"_s,
                                    u"gateway.auth.token removed"_s}));
    }

    /// The key itself is nowhere in the config, and the model it opens is the one that answers.
    void aModelKeyIsAReference()
    {
        const auto edits = editsFor({.provider = u"openai"_s, .providerKey = u"sk-very-secret"_s}, {});
        QCOMPARE(edits.size(), 2);
        QCOMPARE(toString(edits.last().path), u"agents.defaults.model.primary"_s);
        QVERIFY(edits.last().value.toString().startsWith("openai/"_L1));
        QCOMPARE(edits.first().value["source"_L1].toString(), u"keychain"_s);
        QVERIFY(!QJsonDocument(edits.first().value.toObject()).toJson().contains("sk-very-secret"));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestPrompter)
#include "tst_prompter.moc"
