#include "app/services/drift.h"

#include "gateway/base/files.h"

#include <QSet>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestProcFile = 1024 * 1024;

/// The value after `--name`, or in `--name=value`.
QString optionOf(const QStringList &command, const QString &name)
{
    for (qsizetype i = command.size() - 1; i >= 0; --i) {
        if (command[i].startsWith(name + u'='))
            return command[i].mid(name.size() + 1);
        if (command[i] == name)
            return command.value(i + 1);
    }
    return {};
}

QString profileIn(const QStringList &command)
{
    const QString name = optionOf(command, u"--profile"_s);
    return name.isEmpty() && !command.isEmpty() ? u"default"_s : name;
}

QString profileIn(const QHash<QString, QString> &environment)
{
    return environment.value(u"WS_AGENT_PROFILE"_s, environment.isEmpty() ? QString() : u"default"_s);
}

const QHash<QString, QString> &variables()
{
    static const QHash<QString, QString> names{{u"port"_s, u"WS_AGENT_GATEWAY_PORT"_s},
                                               {u"state dir"_s, u"WS_AGENT_STATE_DIR"_s},
                                               {u"config"_s, u"WS_AGENT_CONFIG_PATH"_s}};
    return names;
}

void addService(DriftRow &row, const ServiceFacts &facts)
{
    const ServiceDefinition &definition = facts.service.definition;
    if (row.what == "profile"_L1)
        row.unit = profileIn(definition.environment);
    else if (row.what == "program"_L1)
        row.unit = facts.service.executable();
    else if (row.what == "port"_L1)
        row.unit = definition.port() ? QString::number(*definition.port()) : QString();
    else
        row.unit = definition.environment.value(variables().value(row.what));
}

void addProcess(DriftRow &row, const LiveProcess &process)
{
    const RuntimeFile &runtime = process.runtime;
    row.environment = process.environment.value(variables().value(row.what));
    if (row.what == "profile"_L1) {
        row.arguments = profileIn(process.command);
        row.process = runtime.profile;
        row.environment = process.environment.value(u"WS_AGENT_PROFILE"_s);
    } else if (row.what == "port"_L1) {
        row.arguments = optionOf(process.command, u"--port"_s);
        row.process = QString::number(runtime.port);
    } else if (row.what == "config"_L1) {
        row.process = runtime.configPath;
    } else if (row.what == "program"_L1) {
        row.arguments = process.command.value(0);
    }
}

QList<QByteArray> zeroSeparated(const QString &path)
{
    const auto text = readFile(path, largestProcFile);
    return text ? text->split('\0') : QList<QByteArray>();
}

} // namespace

bool DriftRow::hasDrifted() const
{
    // How a program was called says little about which file it is: a shell finds it on its PATH.
    const QString called = what == "program"_L1 ? QString() : arguments;
    QSet<QString> said;
    for (const QString &value : {unit, called, environment, config, process}) {
        if (!value.isEmpty())
            said.insert(value);
    }
    return said.size() > 1;
}

QList<DriftRow> wantedRows(const QString &profile, int port, const QString &stateDir,
                           const QString &configPath, const QString &executable)
{
    QList<DriftRow> rows;
    const auto add = [&rows](const QString &what, const QString &config) {
        DriftRow row{what};
        row.config = config;
        rows += row;
    };
    add(u"profile"_s, profile);
    add(u"port"_s, port > 0 ? QString::number(port) : QString());
    add(u"state dir"_s, stateDir);
    add(u"config"_s, configPath);
    add(u"program"_s, executable);
    return rows;
}

QList<DriftRow> driftTable(const QList<DriftRow> &wanted, const ServiceFacts *service,
                           const LiveProcess *process)
{
    QList<DriftRow> rows = wanted;
    for (DriftRow &row : rows) {
        if (service)
            addService(row, *service);
        if (process)
            addProcess(row, *process);
    }
    return rows;
}

std::optional<LiveProcess> readLiveProcess(const RuntimeFile &runtime, const QString &procRoot)
{
    const QString directory = procRoot + u'/' + QString::number(runtime.pid);
    LiveProcess process{.runtime = runtime};
    for (const QByteArray &word : zeroSeparated(directory + "/cmdline"_L1))
        process.command += QString::fromLocal8Bit(word);
    if (process.command.isEmpty())
        return std::nullopt;
    process.command.removeLast(); // behind the last zero
    for (const QByteArray &variable : zeroSeparated(directory + "/environ"_L1)) {
        const qsizetype equals = variable.indexOf('=');
        if (equals > 0 && variable.startsWith("WS_AGENT_"))
            process.environment.insert(QString::fromLocal8Bit(variable.left(equals)),
                                       QString::fromLocal8Bit(variable.mid(equals + 1)));
    }
    return process;
}

} // namespace wsagent
