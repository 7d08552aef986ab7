#include "gateway/agents/exec/commands.h"

#include <QPointer>

namespace wsagent {

using namespace Qt::StringLiterals;

Command *Commands::start(const CommandSpec &spec)
{
    const QList<Command *> running = of(spec.agentId);
    const auto count =
        std::count_if(running.begin(), running.end(), [](const Command *each) { return each->isRunning(); });
    if (count >= mostOfOneAgent)
        return nullptr;
    const QString id = u"cmd-%1"_s.arg(m_next++, 6, 10, QChar(u'0'));
    auto made = std::make_unique<Command>(id, spec);
    Command *command = made.get();
    m_commands.insert_or_assign(id, std::move(made));
    connect(command, &Command::ended, this, [this, command] { cleanUp(command); });
    return command;
}

Command *Commands::find(const QString &agentId, const QString &id) const
{
    const auto found = m_commands.find(id);
    return found == m_commands.end() || found->second->spec().agentId != agentId ? nullptr
                                                                                 : found->second.get();
}

QList<Command *> Commands::of(const QString &agentId) const
{
    QList<Command *> found;
    for (const auto &[id, command] : m_commands) {
        if (command->spec().agentId == agentId)
            found += command.get();
    }
    return found;
}

void Commands::remove(Command *command)
{
    const auto found = m_commands.find(command->id());
    if (found == m_commands.end())
        return;
    found->second.release()->deleteLater(); // it may be the one that speaks
    m_commands.erase(found);
}

void Commands::forgetWhenEnded(Command *command)
{
    if (!command->isRunning())
        return remove(command);
    connect(command, &Command::ended, this, [this, command] { remove(command); });
}

void Commands::endAllOf(const QString &sessionKey)
{
    for (const auto &[id, command] : m_commands) {
        if (command->spec().sessionKey == sessionKey)
            command->end();
    }
}

void Commands::cleanUp(Command *command)
{
    QTimer::singleShot(m_cleanup, command, [this, command] { remove(command); });
}

} // namespace wsagent
