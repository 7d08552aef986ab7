// A small MCP server over standard input and output, for tests. It speaks as the public ones do: pages of
// tools, progress, requests of its own, words beside the protocol, errors, and an end without notice.
// Arguments: "mute" answers nothing at all.

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <iostream>
#include <string>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

void send(const QJsonObject &message)
{
    const QByteArray line = QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
    std::fflush(stdout);
}

void answer(const QJsonValue &id, const QJsonObject &result)
{
    send({{"jsonrpc"_L1, u"2.0"_s}, {"id"_L1, id}, {"result"_L1, result}});
}

QJsonObject tool(const QString &name, bool readOnly = false)
{
    const QJsonObject text{{"type"_L1, u"string"_s}};
    const QJsonObject schema{{"type"_L1, u"object"_s},
                             {"properties"_L1, QJsonObject{{"text"_L1, text}}},
                             {"required"_L1, name == "echo"_L1 ? QJsonArray{u"text"_s} : QJsonArray()}};
    return {{"name"_L1, name},
            {"description"_L1, u"The tool %1\nin two lines"_s.arg(name)},
            {"inputSchema"_L1, schema},
            {"annotations"_L1, QJsonObject{{"readOnlyHint"_L1, readOnly}}}};
}

QJsonObject text(const QString &said)
{
    return {{"content"_L1, QJsonArray{QJsonObject{{"type"_L1, u"text"_s}, {"text"_L1, said}}}}};
}

void call(const QJsonObject &request)
{
    const QJsonValue params = request["params"_L1];
    const QString name = params["name"_L1].toString();
    const QJsonValue id = request["id"_L1];
    if (name == "echo"_L1) {
        send({{"jsonrpc"_L1, u"2.0"_s},
              {"method"_L1, u"notifications/progress"_s},
              {"params"_L1, QJsonObject{{"progressToken"_L1, params["_meta"_L1]["progressToken"_L1]},
                                        {"progress"_L1, 1},
                                        {"message"_L1, u"half way"_s}}}});
        answer(id, text(u"echo: "_s + params["arguments"_L1]["text"_L1].toString()));
    } else if (name == "fails"_L1) {
        QJsonObject result = text(u"it went wrong"_s);
        result.insert("isError"_L1, true);
        answer(id, result);
    } else if (name == "environment"_L1) {
        answer(id, text(qEnvironmentVariable("MCP_GIVEN") + u'|' +
                        qEnvironmentVariable("WS_AGENT_GATEWAY_TOKEN") + u'|' + QString::number(::getpid())));
    } else if (name == "dies"_L1) {
        std::fputs("I am dying\n", stderr);
        std::exit(3);
    } else if (name != "sleeps"_L1) {
        send({{"jsonrpc"_L1, u"2.0"_s},
              {"id"_L1, id},
              {"error"_L1, QJsonObject{{"code"_L1, -32602}, {"message"_L1, u"Unknown tool"_s}}}});
    }
}

} // namespace

int main(int argc, char **)
{
    for (std::string line; std::getline(std::cin, line);) {
        const QJsonObject request = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
        const QString method = request["method"_L1].toString();
        if (argc > 1)
            continue;
        if (method == "initialize"_L1) {
            std::puts("this line is no message");
            send({{"jsonrpc"_L1, u"2.0"_s}, {"id"_L1, u"s1"_s}, {"method"_L1, u"roots/list"_s}});
            answer(request["id"_L1], {{"protocolVersion"_L1, u"2025-06-18"_s},
                                      {"capabilities"_L1, QJsonObject{{"tools"_L1, QJsonObject()}}},
                                      {"serverInfo"_L1, QJsonObject{{"name"_L1, u"fake"_s}}}});
        } else if (method == "tools/list"_L1) {
            const bool first = request["params"_L1]["cursor"_L1].isUndefined();
            QJsonObject page{
                {"tools"_L1, first ? QJsonArray{tool(u"echo"_s, true), tool(u"fails"_s)}
                                   : QJsonArray{tool(u"environment"_s), tool(u"dies"_s), tool(u"sleeps"_s)}}};
            if (first)
                page.insert("nextCursor"_L1, u"2"_s);
            answer(request["id"_L1], page);
        } else if (method == "tools/call"_L1) {
            call(request);
        }
    }
    return 0;
}
