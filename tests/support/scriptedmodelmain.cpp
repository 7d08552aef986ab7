#include "tests/support/scriptedmodel.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>

#include <cstdio>

using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject scriptIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        qFatal("%s: %s", qPrintable(path), qPrintable(error.errorString()));
    return document.object();
}

/// The first rule whose text the user has said; a rule with `afterTool` waits for the result of one.
ScriptedModel::Responder responder(const QJsonArray &rules)
{
    return [rules](const ScriptedRequest &request) {
        const QString said = request.lastUserText();
        for (const QJsonValue &rule : rules) {
            if (said.contains(rule["when"_L1].toString()) &&
                rule["afterTool"_L1].toBool() == request.hasToolResult())
                return scriptedTurnFromJson(rule["turn"_L1].toObject());
        }
        return ScriptedTurn{.text = (request.hasToolResult() ? u"Done: "_s : u"You said: "_s) + said};
    };
}

} // namespace

/// The scripted model as a program of its own: prints "port <n>" and serves until it is ended.
/// A script: `{"models": ["a"], "turns": [{…}], "rules": [{"when": "text", "afterTool": false, "turn":
/// {…}}]}`.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({u"port"_s, u"Port on this host; 0: any free one"_s, u"PORT"_s, u"0"_s});
    parser.addOption({u"script"_s, u"What it says"_s, u"FILE"_s});
    parser.addHelpOption();
    parser.process(application);

    ScriptedModel model(parser.value(u"port"_s).toUShort());
    if (parser.isSet(u"script"_s)) {
        const QJsonObject script = scriptIn(parser.value(u"script"_s));
        const QJsonArray turns = script["turns"_L1].toArray();
        for (const QJsonValue &turn : turns)
            model.say(scriptedTurnFromJson(turn.toObject()));
        model.setOtherwise(responder(script["rules"_L1].toArray()));
        if (script["models"_L1].isArray()) {
            QStringList ids;
            const QJsonArray models = script["models"_L1].toArray();
            for (const QJsonValue &id : models)
                ids += id.toString();
            model.setModels(ids);
        }
    }
    std::printf("port %d\n", model.port());
    std::fflush(stdout);
    return QCoreApplication::exec();
}
