#include "gateway/secrets/secretresolver.h"

#include "gateway/secrets/secretfile.h"

#include <QJsonArray>
#include <QTimer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto defaultProvider = "default"_L1;
constexpr int usualMaxBytes = 1024 * 1024;

QString sourceName(const SecretRef &ref)
{
    return toJson(ref)["source"_L1].toString();
}

/// These need no settings to work.
bool worksWithoutProvider(SecretRef::Source source)
{
    return source == SecretRef::Source::Env || source == SecretRef::Source::Keychain;
}

} // namespace

SecretResolver::SecretResolver(const QJsonObject &section, ConfigVariables variables, SecretStore *store,
                               QObject *parent)
    : QObject(parent)
    , m_section(section)
    , m_variables(std::move(variables))
    , m_store(store)
{}

QString SecretResolver::providerName(const SecretRef &ref) const
{
    if (ref.provider != defaultProvider)
        return ref.provider;
    return m_section["defaults"_L1][sourceName(ref)].toString(defaultProvider);
}

QJsonObject SecretResolver::provider(const SecretRef &ref) const
{
    return m_section["providers"_L1][providerName(ref)].toObject();
}

Result<void> SecretResolver::check(const SecretRef &ref) const
{
    const QString name = providerName(ref);
    const QJsonObject settings = provider(ref);
    if (settings.isEmpty()) {
        if (worksWithoutProvider(ref.source) && name == defaultProvider)
            return {};
        return Error{u"secrets.providers.%1 is not set, which a reference with source %2 names"_s.arg(
                         name, sourceName(ref)),
                     u"add secrets.providers.%1"_s.arg(name), ErrorKind::ConfigInvalid};
    }
    if (settings["source"_L1] != sourceName(ref))
        return Error{u"secrets.providers.%1 is for source %2, not for %3"_s.arg(
                         name, settings["source"_L1].toString(), sourceName(ref)),
                     {},
                     ErrorKind::ConfigInvalid};
    const QString needed = ref.source == SecretRef::Source::File   ? u"path"_s
                           : ref.source == SecretRef::Source::Exec ? u"command"_s
                                                                   : QString();
    if (!needed.isEmpty() && settings[needed].toString().isEmpty())
        return Error{u"secrets.providers.%1.%2 is not set"_s.arg(name, needed), {}, ErrorKind::ConfigInvalid};
    const QJsonValue allowed = settings["allowlist"_L1];
    if (ref.source == SecretRef::Source::Env && allowed.isArray() && !allowed.toArray().contains(ref.id))
        return Error{u"%1 is not on the list secrets.providers.%2.allowlist"_s.arg(ref.id, name),
                     {},
                     ErrorKind::ConfigInvalid};
    return {};
}

void SecretResolver::resolve(const SecretRef &ref, SecretStore::Answer<QByteArray> answer)
{
    const auto later = [this, &answer](const Result<QByteArray> &result) {
        QTimer::singleShot(0, this, [answer = std::move(answer), result] { answer(result); });
    };
    if (const auto checked = check(ref); !checked)
        return later(checked.error());
    switch (ref.source) {
    case SecretRef::Source::Env:
        return later(fromEnvironment(ref));
    case SecretRef::Source::File:
        return later(fromFile(ref));
    case SecretRef::Source::Exec:
        return fromProgram(ref, std::move(answer));
    case SecretRef::Source::Keychain:
        if (!m_store)
            return later(Error{u"no secret store is open for %1"_s.arg(ref.id)});
        return m_store->read(ref.id, std::move(answer));
    }
}

Result<QByteArray> SecretResolver::fromEnvironment(const SecretRef &ref) const
{
    const QString value = m_variables.value(ref.id);
    if (value.isEmpty())
        return Error{u"the variable %1 is not set"_s.arg(ref.id), {}, ErrorKind::NotFound};
    return value.toUtf8();
}

Result<QByteArray> SecretResolver::fromFile(const SecretRef &ref) const
{
    const QJsonObject settings = provider(ref);
    const QString path = settings["path"_L1].toString();
    const bool single = settings["mode"_L1] == "singleValue"_L1;
    if (single != (ref.id == "value"_L1))
        return Error{single ? u"a reference to %1 has the id \"value\", as the file is one secret"_s.arg(path)
                            : u"a reference to %1 needs a pointer such as /telegram/token"_s.arg(path)};
    const auto content = readPrivateFile(path, settings["maxBytes"_L1].toInt(usualMaxBytes));
    if (!content)
        return content.error();
    const auto secret = secretIn(*content, ref.id);
    if (secret)
        return secret;
    Error error = secret.error();
    error.message = u"%1: %2"_s.arg(path, error.message);
    return error;
}

SecretProgram SecretResolver::program(const SecretRef &ref) const
{
    const QJsonObject settings = provider(ref);
    SecretProgram program{.provider = providerName(ref), .command = settings["command"_L1].toString()};
    for (const QJsonValue &argument : settings["args"_L1].toArray())
        program.arguments += argument.toString();
    program.environment.insert(u"PATH"_s, u"/usr/local/bin:/usr/bin:/bin"_s);
    for (const QJsonValue &name : settings["passEnv"_L1].toArray()) {
        if (const auto value = m_variables.find(name.toString()))
            program.environment.insert(name.toString(), *value);
    }
    const QJsonObject own = settings["env"_L1].toObject();
    for (auto it = own.begin(); it != own.end(); ++it)
        program.environment.insert(it.key(), it.value().toString());
    program.jsonOnly = settings["jsonOnly"_L1].toBool(true);
    program.timeoutMs = settings["timeoutMs"_L1].toInt(program.timeoutMs);
    program.maxOutputBytes = settings["maxOutputBytes"_L1].toInt(usualMaxBytes);
    return program;
}

void SecretResolver::fromProgram(const SecretRef &ref, SecretStore::Answer<QByteArray> answer)
{
    auto *question = new SecretExec(program(ref), this);
    question->ask(ref.id, [question, answer = std::move(answer)](const Result<QByteArray> &secret) {
        question->deleteLater();
        answer(secret);
    });
}

} // namespace wsagent

// In this object file, so that a program that wants no sockets links none.
#include "moc_secretresolver.cpp" // NOLINT(bugprone-suspicious-include)
