#include "app/cli/environmentfile.h"

#include "gateway/base/files.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/config/dotenv.h"

#include <QFile>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct Secret
{
    QString variable;
    QJsonValue configured;
};

std::pair<QString, QString> variableIn(const QByteArray &line)
{
    const auto variables = parseDotEnv(line);
    return variables.isEmpty() ? std::pair<QString, QString>() : variables.first();
}

/// Takes the lines out that set the variable to another value than this one; an empty one: all of them.
QByteArray without(const QByteArray &text, const QString &variable, const QString &value)
{
    QList<QByteArray> lines = text.split('\n');
    lines.removeIf([&](const QByteArray &line) {
        const auto [name, set] = variableIn(line);
        return name == variable && (value.isEmpty() || set != value);
    });
    return lines.join('\n');
}

QByteArray with(const QByteArray &text, const QString &variable, const QString &value)
{
    QByteArray rest = without(text, variable, {});
    if (!rest.isEmpty() && !rest.endsWith('\n'))
        rest += '\n';
    return rest + u"%1=%2\n"_s.arg(variable, value).toUtf8();
}

} // namespace

Result<void> fitEnvironmentFile(const InstanceSelection &selection, const LoadedConfig &loaded)
{
    constexpr qint64 largest = 256 * 1024;
    const QJsonObject auth = loaded.effective["gateway"_L1]["auth"_L1].toObject();
    const QString file = selection.paths.stateDir + "/gateway.env"_L1;
    const auto present = readFile(file, largest);
    if (!present && present.error().kind != ErrorKind::NotFound)
        return present.error();
    const QByteArray before = present ? *present : QByteArray();
    const Secret token{u"WS_AGENT_GATEWAY_TOKEN"_s, auth["token"_L1]};
    const Secret password{u"WS_AGENT_GATEWAY_PASSWORD"_s, auth["password"_L1]};

    QByteArray text = before;
    for (const Secret &secret : {token, password}) {
        if (const QString wanted = secret.configured.toString(); !wanted.isEmpty())
            text = without(text, secret.variable, wanted);
    }
    const Secret &used = effectiveAuthMode(auth) == "password"_L1 ? password : token;
    const QString given = selection.environment.value(used.variable).trimmed();
    if (!given.isEmpty() && used.configured.isUndefined())
        text = with(text, used.variable, given);
    if (text == before)
        return {};
    if (!text.trimmed().isEmpty())
        return replaceFile(file, text);
    return QFile::remove(file) ? Result<void>()
                               : Error{u"%1 cannot be removed"_s.arg(file), {}, ErrorKind::Io};
}

} // namespace wsagent
