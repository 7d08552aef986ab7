#include "gateway/agents/systemprompt.h"
#include "tests/support/testprogram.h"

#include <QRegularExpression>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

SystemPromptFacts everything(PromptMode mode)
{
    return {.mode = mode,
            .profile = u"rescue"_s,
            .agentName = u"Ada"_s,
            .tools = {{u"read"_s, u"Read a file"_s}},
            .skills = u"<available_skills/>"_s,
            .hasMemory = true,
            .mayConfigure = true,
            .modelAliases = {u"best → p/m"_s},
            .workspace = u"/w"_s,
            .documentation = u"/docs"_s,
            .sandbox = u"none"_s,
            .owners = {u"me"_s},
            .timeZone = u"Europe/Berlin"_s,
            .repliesToChannel = true,
            .extra = u"extra words"_s,
            .reasoningTags = true,
            .files = {{u"AGENTS.md"_s, u"rules"_s}},
            .hasHeartbeats = true,
            .runtime = u"agent=main"_s};
}

QStringList titles(const QString &prompt)
{
    static const QRegularExpression title(u"^## (.+)$"_s, QRegularExpression::MultilineOption);
    QStringList found;
    for (auto it = title.globalMatch(prompt); it.hasNext();)
        found += it.next().captured(1);
    return found;
}

} // namespace

class TestSystemPrompt : public QObject
{
    Q_OBJECT

private slots:
    void sectionsInOrder()
    {
        QCOMPARE(titles(systemPrompt(everything(PromptMode::Full))),
                 (QStringList{u"Tooling"_s, u"Tool call style"_s, u"Skills"_s, u"Memory"_s, u"Self-update"_s,
                              u"Model aliases"_s, u"Workspace"_s, u"Documentation"_s, u"Sandbox"_s,
                              u"User identity"_s, u"Current date & time"_s, u"Reply tags"_s, u"Messaging"_s,
                              u"Group chat context"_s, u"Reasoning format"_s, u"AGENTS.md"_s,
                              u"Silent replies"_s, u"Heartbeats"_s, u"Runtime"_s}));
    }

    void aSubagentGetsLess()
    {
        QCOMPARE(titles(systemPrompt(everything(PromptMode::Minimal))),
                 (QStringList{u"Tooling"_s, u"Tool call style"_s, u"Workspace"_s, u"Documentation"_s,
                              u"Sandbox"_s, u"Current date & time"_s, u"Subagent context"_s,
                              u"Reasoning format"_s, u"AGENTS.md"_s, u"Runtime"_s}));
    }

    void orALineOnly()
    {
        const QString line = systemPrompt(everything(PromptMode::None));
        QVERIFY(!line.contains(u'\n'));
        QVERIFY(line.contains(u"rescue"_s) && line.contains(u"Ada"_s));
    }

    void whatIsEmptyLeavesNoTrace()
    {
        const QString prompt = systemPrompt({.mayBeSilent = false});
        QVERIFY2(titles(prompt).isEmpty(), qPrintable(prompt));
    }

    /// No clock, no random order: the beginning of every request is the same, which is what caches go by.
    void theSameFactsGiveTheSameBytes()
    {
        QCOMPARE(systemPrompt(everything(PromptMode::Full)), systemPrompt(everything(PromptMode::Full)));
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestSystemPrompt)
#include "tst_systemprompt.moc"
