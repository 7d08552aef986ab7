#include "gateway/agents/tools/canvastool.h"

#include "gateway/agents/pathguard.h"
#include "gateway/agents/tools/toolschema.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 1024 * 1024; // bytes of JSON lines

QJsonObject placement(const QJsonObject &arguments)
{
    QJsonObject place;
    for (const QLatin1StringView name : {"x"_L1, "y"_L1, "width"_L1, "height"_L1}) {
        if (arguments.contains(name))
            place.insert(name, arguments[name]);
    }
    return place;
}

/// What a node is told; nothing for an action that no node knows.
std::optional<std::pair<QString, QJsonObject>> nodeCommand(const QString &action,
                                                           const QJsonObject &arguments)
{
    const auto with = [&arguments](std::initializer_list<QLatin1StringView> names) {
        QJsonObject params;
        for (const QLatin1StringView name : names) {
            if (arguments.contains(name))
                params.insert(name, arguments[name]);
        }
        return params;
    };
    if (action == "present"_L1) {
        QJsonObject params = with({"url"_L1});
        if (const QJsonObject place = placement(arguments); !place.isEmpty())
            params.insert("placement"_L1, place);
        return std::pair(u"canvas.present"_s, params);
    }
    if (action == "hide"_L1)
        return std::pair(u"canvas.hide"_s, QJsonObject());
    if (action == "navigate"_L1)
        return std::pair(u"canvas.navigate"_s, with({"url"_L1}));
    if (action == "eval"_L1)
        return std::pair(u"canvas.eval"_s, with({"javaScript"_L1}));
    if (action == "snapshot"_L1)
        return std::pair(u"canvas.snapshot"_s,
                         with({"outputFormat"_L1, "maxWidth"_L1, "quality"_L1, "delayMs"_L1}));
    if (action == "a2ui_reset"_L1)
        return std::pair(u"canvas.a2ui.reset"_s, QJsonObject());
    return std::nullopt;
}

/// The lines of the call, or of a file in the workspace.
Result<QByteArray> jsonLinesOf(const QJsonObject &arguments, const ToolContext &context)
{
    const QString path = arguments["jsonlPath"_L1].toString();
    if (path.isEmpty())
        return arguments["jsonl"_L1].toString().toUtf8();
    return PathGuard(context).content(path, largestFile);
}

ToolResult resultOf(const Result<QJsonObject> &answer)
{
    const QString data = answer ? (*answer)["base64"_L1].toString() : QString();
    if (data.isEmpty())
        return ToolResult::json(answer);
    const QString format = (*answer)["format"_L1].toString(u"png"_s);
    return ToolResult::image(QByteArray::fromBase64(data.toLatin1()),
                             format == "png"_L1 ? u"image/png"_s : u"image/jpeg"_s, u"the canvas"_s);
}

/// Without a node there is only what whoever looks at the canvas gets to see.
std::optional<ToolResult> doHere(const CanvasPorts &ports, const QString &action,
                                 const QJsonObject &arguments)
{
    if (action == "a2ui_reset"_L1) {
        ports.resetA2ui();
        return ToolResult::text(u"The surfaces are gone."_s);
    }
    if (action != "present"_L1)
        return std::nullopt;
    if (!ports.isServed())
        return ToolResult::error(u"the canvas is switched off (canvasHost.enabled)"_s);
    const QString address = ports.address(arguments["url"_L1].toString());
    return ToolResult::text(u"Whoever opens this address within ten minutes sees it: "_s + address,
                            {{"url"_L1, address}});
}

ToolAbort invoke(const CanvasPorts &ports, const QString &node, const QString &command,
                 const QJsonObject &params, const ToolDone &done)
{
    const UnstoppableCall call(done);
    ports.invoke(node, command, params,
                 [call](const Result<QJsonObject> &answer) { call.answer(resultOf(answer)); });
    return call.abort();
}

ToolAbort push(const CanvasPorts &ports, const QJsonObject &arguments, const ToolContext &context,
               const ToolDone &done)
{
    const auto lines = jsonLinesOf(arguments, context);
    if (!lines) {
        done(ToolResult::error(lines.error().message));
        return {};
    }
    if (const auto pushed = ports.pushA2ui(*lines, context.sessionKey); !pushed) {
        done(ToolResult::error(pushed.error().message));
        return {};
    }
    const QString node = arguments["node"_L1].toString();
    if (node.isEmpty()) {
        const QString address = ports.address(u"/__ws-agent__/a2ui/"_s);
        done(ToolResult::text(u"Drawn. It is seen at "_s + address, {{"url"_L1, address}}));
        return {};
    }
    return invoke(ports, node, u"canvas.a2ui.pushJSONL"_s, {{"jsonl"_L1, QString::fromUtf8(*lines)}}, done);
}

ToolAbort start(const CanvasPorts &ports, const QJsonObject &arguments, const ToolContext &context,
                const ToolDone &done)
{
    const QString action = arguments["action"_L1].toString();
    if (action == "a2ui_push"_L1)
        return push(ports, arguments, context, done);
    const QString node = arguments["node"_L1].toString();
    if (node.isEmpty()) {
        if (const auto result = doHere(ports, action, arguments)) {
            done(*result);
            return {};
        }
    }
    const auto command = nodeCommand(action, arguments);
    if (!command) {
        done(ToolResult::error(u"unknown action \"%1\""_s.arg(action)));
        return {};
    }
    return invoke(ports, node, command->first, command->second, done);
}

} // namespace

Tool canvasTool(const CanvasPorts &ports)
{
    const QJsonArray actions{u"present"_s,  u"hide"_s,      u"navigate"_s,  u"eval"_s,
                             u"snapshot"_s, u"a2ui_push"_s, u"a2ui_reset"_s};
    const auto number = [](const QString &name, const QString &description) {
        return ToolParameter{.name = name, .type = u"number"_s, .description = description};
    };
    const auto word = [](const QString &name, const QString &description) {
        return ToolParameter{.name = name, .type = u"string"_s, .description = description};
    };
    return {.name = u"canvas"_s,
            .label = u"Canvas"_s,
            .summary = u"Show pages and surfaces to the user"_s,
            .description =
                u"Show something to the user. Pages are files below the canvas directory; surfaces are "
                "drawn with A2UI 0.8 (a2ui_push: one JSON message a line). Without a node, present and "
                "a2ui_push give an address to open; the other actions need a node with a screen."_s,
            .parameters =
                parameterSchema({{.name = u"action"_s,
                                  .type = u"string"_s,
                                  .description = u"What to do"_s,
                                  .required = true,
                                  .more = {{"enum"_L1, actions}}},
                                 word(u"node"_s, u"Id or name of a node"_s),
                                 word(u"url"_s, u"Page of the canvas, as \"/page.html\", or an address"_s),
                                 number(u"x"_s, u"Place on the screen"_s),
                                 number(u"y"_s, u"Place on the screen"_s),
                                 number(u"width"_s, u"Size on the screen"_s),
                                 number(u"height"_s, u"Size on the screen"_s),
                                 word(u"javaScript"_s, u"For eval"_s),
                                 word(u"outputFormat"_s, u"Of a snapshot: png or jpeg"_s),
                                 number(u"maxWidth"_s, u"Of a snapshot, in pixels"_s),
                                 number(u"quality"_s, u"Of a snapshot as jpeg, 0 to 1"_s),
                                 number(u"delayMs"_s, u"Before a snapshot"_s),
                                 word(u"jsonl"_s, u"For a2ui_push: the messages"_s),
                                 word(u"jsonlPath"_s, u"For a2ui_push: a file with them"_s)}),
            .group = u"ui"_s,
            .start = [ports](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
                return start(ports, arguments, context, done);
            }};
}

} // namespace wsagent
