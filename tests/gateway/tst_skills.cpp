#include "gateway/agents/skills/skillfolders.h"
#include "gateway/agents/skills/skillinstall.h"
#include "tests/support/testprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QString skillText(const QString &metadata)
{
    return u"---\nname: demo\ndescription: \"Shows: how\"\nmetadata: %1\n---\n# Demo\n"_s.arg(metadata);
}

} // namespace

class TestSkills : public QObject
{
    Q_OBJECT

private slots:
    void frontMatter()
    {
        const auto skill = parseSkill(
            u"---\r\ndescription: one\r\n  and two\nhomepage: https://e.org\nuser-invocable: "
            u"false\ndisable-model-invocation: true\n"
            "metadata: {\"openclaw\": {\"emoji\": \"E\", \"always\": true, \"skillKey\": \"k\", \"os\": [\"linux\"], \"requires\": {\"bins\": [\"a\"]}}}\n---\ntext"_s,
            u"folder"_s);
        QVERIFY(skill);
        QCOMPARE(*skill, (Skill{.name = u"folder"_s,
                                .description = u"one and two"_s,
                                .homepage = u"https://e.org"_s,
                                .key = u"k"_s,
                                .emoji = u"E"_s,
                                .always = true,
                                .userInvocable = false,
                                .modelInvocable = false,
                                .needs = {.bins = {u"a"_s}, .os = {u"linux"_s}}}));
        QVERIFY(!parseSkill(u"# no front matter"_s, u"x"_s));
        QVERIFY(!parseSkill(u"---\nname: x\n---\n"_s, u"x"_s));
        QCOMPARE(parseSkill(skillText(u"{broken"_s), u"x"_s)->description, u"Shows: how"_s);
    }

    void eligibility_data()
    {
        QTest::addColumn<QString>("metadata");
        QTest::addColumn<QString>("config");
        QTest::addColumn<bool>("eligible");

        const auto needs = [](const QString &what) {
            return u"{\"ws-agent\": {\"primaryEnv\": \"KEY\", \"requires\": %1}}"_s.arg(what);
        };
        QTest::newRow("needs nothing") << u"{}"_s << u"{}"_s << true;
        QTest::newRow("a program that is there") << needs(u"{\"bins\": [\"have\"]}"_s) << u"{}"_s << true;
        QTest::newRow("a program that is not there")
            << needs(u"{\"bins\": [\"have\", \"lack\"]}"_s) << u"{}"_s << false;
        QTest::newRow("one of two programs")
            << needs(u"{\"anyBins\": [\"lack\", \"have\"]}"_s) << u"{}"_s << true;
        QTest::newRow("none of two programs")
            << needs(u"{\"anyBins\": [\"lack\", \"too\"]}"_s) << u"{}"_s << false;
        QTest::newRow("a variable that is not set") << needs(u"{\"env\": [\"KEY\"]}"_s) << u"{}"_s << false;
        QTest::newRow("a variable of the config")
            << needs(u"{\"env\": [\"KEY\"]}"_s)
            << u"{\"skills\": {\"entries\": {\"demo\": {\"env\": {\"KEY\": \"x\"}}}}}"_s << true;
        QTest::newRow("a key of the config")
            << needs(u"{\"env\": [\"KEY\"]}"_s)
            << u"{\"skills\": {\"entries\": {\"demo\": {\"apiKey\": \"x\"}}}}"_s << true;
        QTest::newRow("a key for another variable")
            << needs(u"{\"env\": [\"OTHER\"]}"_s)
            << u"{\"skills\": {\"entries\": {\"demo\": {\"apiKey\": \"x\"}}}}"_s << false;
        QTest::newRow("a setting that is off") << needs(u"{\"config\": [\"browser.enabled\"]}"_s)
                                               << u"{\"browser\": {\"enabled\": false}}"_s << false;
        QTest::newRow("a setting that is on") << needs(u"{\"config\": [\"browser.enabled\"]}"_s)
                                              << u"{\"browser\": {\"enabled\": true}}"_s << true;
        QTest::newRow("another system") << u"{\"ws-agent\": {\"os\": [\"darwin\"]}}"_s << u"{}"_s << false;
        QTest::newRow("always, whatever is missing")
            << u"{\"ws-agent\": {\"always\": true, \"requires\": {\"bins\": [\"lack\"]}}}"_s << u"{}"_s
            << true;
        QTest::newRow("disabled") << u"{}"_s
                                  << u"{\"skills\": {\"entries\": {\"demo\": {\"enabled\": false}}}}"_s
                                  << false;
        QTest::newRow("bundled and not allowed")
            << u"{}"_s << u"{\"skills\": {\"allowBundled\": [\"other\"]}}"_s << false;
        QTest::newRow("bundled and allowed")
            << u"{}"_s << u"{\"skills\": {\"allowBundled\": [\"demo\"]}}"_s << true;
    }

    void eligibility()
    {
        QFETCH(QString, metadata);
        QFETCH(QString, config);
        QFETCH(bool, eligible);
        auto skill = parseSkill(skillText(metadata), u"demo"_s);
        QVERIFY(skill);
        skill->source = u"bundled"_s;
        const SkillState state =
            judgeSkill(*skill, {.os = u"linux"_s,
                                .hasProgram = [](const QString &name) { return name == "have"_L1; },
                                .hasVariable = [](const QString &) { return false; },
                                .config = QJsonDocument::fromJson(config.toUtf8()).object()});
        QCOMPARE(state.eligible, eligible);
    }

    void installers_data()
    {
        QTest::addColumn<QString>("installer");
        QTest::addColumn<QString>("command"); // or what the error says
        const auto row = [](const char *name, const char *installer, const char *command) {
            QTest::newRow(name) << QString::fromLatin1(installer).replace(u'\'', u'"')
                                << QString::fromLatin1(command);
        };
        row("brew", "{'kind':'brew','formula':'jq'}", "brew install jq");
        row("node", "{'kind':'node','package':'@scope/tool@1.2'}",
            "pnpm add -g --ignore-scripts @scope/tool@1.2");
        row("go", "{'kind':'go','module':'example.org/tool@latest'}", "go install example.org/tool@latest");
        row("uv", "{'kind':'uv','package':'tool'}", "uv tool install tool");
        row("an option", "{'kind':'node','package':'--prefix=/'}", "is no name of a package");
        row("a command", "{'kind':'brew','formula':'jq; rm'}", "is no name of a package");
        row("a place", "{'kind':'node','package':'a/../../b'}", "is no name of a package");
        row("nothing", "{'kind':'uv'}", "is no name of a package");
        row("a download", "{'kind':'download','url':'https://host/'}", "is not known");
    }
    void installers()
    {
        QFETCH(QString, installer);
        QFETCH(QString, command);
        const QJsonObject settings{{"nodeManager"_L1, u"pnpm"_s}};
        const auto made = installCommand(QJsonDocument::fromJson(installer.toUtf8()).object(), settings);
        const QString said =
            made ? (QStringList{made->program} + made->arguments).join(u' ') : made.error().message;
        QVERIFY2(made ? said == command : said.contains(command), qPrintable(said));
    }

    void theFirstFolderWins()
    {
        QTemporaryDir home;
        const auto write = [&home](const QString &path, const QString &description) {
            QDir().mkpath(home.filePath(path));
            QFile file(home.filePath(path + u"/SKILL.md"_s));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(u"---\ndescription: %1\n---\n"_s.arg(description).toUtf8());
        };
        write(u"workspace/skills/a"_s, u"mine"_s);
        write(u"state/skills/a"_s, u"of the instance"_s);
        write(u"state/skills/b"_s, u"other"_s);
        write(u"state/skills/c"_s, QString());
        const QList<Skill> skills =
            loadSkills(skillFolders(home.filePath(u"workspace"_s), home.filePath(u"state"_s), {}));
        QCOMPARE(skills.size(), 2);
        QCOMPARE(skills[0].description, u"mine"_s);
        QCOMPARE(skills[1].source, u"managed"_s);
    }

    void theListForTheModelIsBounded()
    {
        QList<Skill> many;
        for (int i = 0; i < 1000; ++i)
            many +=
                Skill{.name = u"skill<%1>"_s.arg(i), .description = QString(400, u'x'), .filePath = u"/f"_s};
        const QString text = skillPrompt(many);
        QVERIFY(text.size() <= 30100);
        QVERIFY(text.count(u"<skill>"_s) <= 150);
        QVERIFY(text.contains(u"skill&lt;0&gt;"_s));
        QVERIFY(text.endsWith(u"</available_skills>"_s));
        QVERIFY(skillPrompt({}).isEmpty());
        many[0].modelInvocable = false;
        QVERIFY(skillPrompt(many.first(1)).isEmpty());
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestSkills)
#include "tst_skills.moc"
