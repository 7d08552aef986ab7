#include "app/cli/nodecall.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/files.h"

#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 4 * 1024 * 1024; // bytes; of surfaces

struct DeedOptions : NodeOptions
{
    std::string page = {};
    std::string script = {};
    std::string file = {};
    std::string format = {};
    std::string out = {};
    std::string title = {};
    std::string body = {};
    std::string facing = {};
    std::string device = {};
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double quality = 0;
    int maxWidth = 0;
    int delayMs = 0;
    int durationMs = 0;
};

void addNumber(QJsonObject &object, QLatin1StringView name, double value)
{
    if (value != 0)
        object.insert(name, value);
}

/// A picture or a film goes to a file, whose path is told; all else is shown.
int show(CommandContext &context, const DeedOptions &options, const QString &command,
         const QJsonObject &params)
{
    const auto payload = tellNode(context, options, command, params);
    if (!payload)
        return context.out.fail(payload.error());
    QJsonObject shown = payload->isObject() ? payload->toObject() : QJsonObject{{"payload"_L1, *payload}};
    const QString data = shown.take("base64"_L1).toString();
    if (!data.isEmpty()) {
        const QString name = u"%1-%2.%3"_s.arg(QString(command).replace(u'.', u'-'),
                                               QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss"_s),
                                               shown["format"_L1].toString(u"bin"_s).remove(u'/'));
        const QString path = QDir::current().absoluteFilePath(options.out.empty() ? name : text(options.out));
        if (const auto written = replaceFile(path, QByteArray::fromBase64(data.toLatin1())); !written)
            return context.out.fail(written.error());
        shown.insert("path"_L1, path);
        if (!context.out.json())
            context.out.line("MEDIA:"_L1 + path);
    } else if (!context.out.json()) {
        const bool isSilent = payload->isNull() || payload->isUndefined() || shown.isEmpty();
        context.out.line(
            isSilent ? u"Done."_s
                     : QString::fromUtf8(QJsonDocument(shown).toJson(QJsonDocument::Indented)).trimmed());
    }
    if (context.out.json())
        context.out.document(shown);
    return ExitSuccess;
}

int present(CommandContext &context, const DeedOptions &options)
{
    QJsonObject params;
    QJsonObject placement;
    addGiven(params, {{"url"_L1, options.page}});
    addNumber(placement, "x"_L1, options.x);
    addNumber(placement, "y"_L1, options.y);
    addNumber(placement, "width"_L1, options.width);
    addNumber(placement, "height"_L1, options.height);
    if (!placement.isEmpty())
        params.insert("placement"_L1, placement);
    return show(context, options, u"canvas.present"_s, params);
}

int hide(CommandContext &context, const DeedOptions &options)
{
    return show(context, options, u"canvas.hide"_s, {});
}

int navigate(CommandContext &context, const DeedOptions &options)
{
    return show(context, options, u"canvas.navigate"_s, {{"url"_L1, text(options.page)}});
}

int evaluate(CommandContext &context, const DeedOptions &options)
{
    return show(context, options, u"canvas.eval"_s, {{"javaScript"_L1, text(options.script)}});
}

int snapshot(CommandContext &context, const DeedOptions &options)
{
    QJsonObject params;
    addGiven(params, {{"outputFormat"_L1, options.format}});
    addNumber(params, "maxWidth"_L1, options.maxWidth);
    addNumber(params, "quality"_L1, options.quality);
    addNumber(params, "delayMs"_L1, options.delayMs);
    return show(context, options, u"canvas.snapshot"_s, params);
}

/// A surface that is nothing but a text.
QString textSurface(const QString &content)
{
    const QJsonObject literal{{"literalString"_L1, content}};
    const QJsonObject component{{"Text"_L1, QJsonObject{{"text"_L1, literal}}}};
    const QJsonObject root{{"id"_L1, u"root"_s}, {"component"_L1, component}};
    const QJsonObject update{{"surfaceId"_L1, u"main"_s}, {"components"_L1, QJsonArray{root}}};
    const QJsonObject begin{{"surfaceId"_L1, u"main"_s}, {"root"_L1, u"root"_s}};
    QByteArray lines;
    for (const QJsonObject &message :
         {QJsonObject{{"surfaceUpdate"_L1, update}}, QJsonObject{{"beginRendering"_L1, begin}}})
        lines += QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n';
    return QString::fromUtf8(lines);
}

int pushSurfaces(CommandContext &context, const DeedOptions &options)
{
    if (options.file.empty())
        return show(context, options, u"canvas.a2ui.pushJSONL"_s,
                    {{"jsonl"_L1, textSurface(text(options.body))}});
    const auto lines = readFile(QDir::current().absoluteFilePath(text(options.file)), largestFile);
    if (!lines)
        return context.out.fail(lines.error());
    return show(context, options, u"canvas.a2ui.pushJSONL"_s, {{"jsonl"_L1, QString::fromUtf8(*lines)}});
}

int resetSurfaces(CommandContext &context, const DeedOptions &options)
{
    return show(context, options, u"canvas.a2ui.reset"_s, {});
}

int notify(CommandContext &context, const DeedOptions &options)
{
    QJsonObject params;
    addGiven(params, {{"title"_L1, options.title}, {"body"_L1, options.body}});
    return show(context, options, u"system.notify"_s, params);
}

int listCameras(CommandContext &context, const DeedOptions &options)
{
    return show(context, options, u"camera.list"_s, {});
}

int takePicture(CommandContext &context, const DeedOptions &options)
{
    QJsonObject params;
    addGiven(params, {{"facing"_L1, options.facing}, {"deviceId"_L1, options.device}});
    addNumber(params, "maxWidth"_L1, options.maxWidth);
    return show(context, options, u"camera.snap"_s, params);
}

int recordScreen(CommandContext &context, const DeedOptions &options)
{
    QJsonObject params;
    addNumber(params, "durationMs"_L1, options.durationMs);
    return show(context, options, u"screen.record"_s, params);
}

int locate(CommandContext &context, const DeedOptions &options)
{
    return show(context, options, u"location.get"_s, {});
}

using Made = std::pair<CLI::App *, std::shared_ptr<DeedOptions>>;

class Deeds
{
public:
    explicit Deeds(Action &chosen)
        : m_chosen(chosen)
    {}

    Made add(CLI::App &parent, const char *name, const char *description,
             int (*run)(CommandContext &, const DeedOptions &)) const
    {
        const auto options = std::make_shared<DeedOptions>();
        CLI::App *command = parent.add_subcommand(name, description);
        addTargetOptions(command, *options);
        command->add_option("--node", options->node, "Id, beginning of the id, name or address")
            ->type_name("NODE")
            ->required();
        command->add_option("--invoke-timeout", options->invokeTimeout, "Milliseconds the node has")
            ->type_name("MS")
            ->check(CLI::Range(1, 3'600'000));
        onChosen(command, m_chosen, options, run);
        return {command, options};
    }
    /// One that brings a file.
    Made addWithFile(CLI::App &parent, const char *name, const char *description,
                     int (*run)(CommandContext &, const DeedOptions &)) const
    {
        const Made made = add(parent, name, description, run);
        made.first->add_option("--out", made.second->out, "Where the file goes; here unless given")
            ->type_name("FILE");
        return made;
    }

private:
    Action &m_chosen;
};

CLI::App *group(CLI::App &nodes, const char *name, const char *description)
{
    CLI::App *made = nodes.add_subcommand(name, description);
    made->require_subcommand(1);
    return made;
}

void addCanvas(CLI::App &nodes, const Deeds &deeds)
{
    CLI::App *canvas = group(nodes, "canvas", "What a node shows");
    const Made presenting = deeds.add(*canvas, "present", "Show the canvas", present);
    presenting.first->add_option("--target", presenting.second->page, "A page of it, or an address")
        ->type_name("URL");
    presenting.first->add_option("--x", presenting.second->x, "Where the window is");
    presenting.first->add_option("--y", presenting.second->y, "Where the window is");
    presenting.first->add_option("--width", presenting.second->width, "Of the window");
    presenting.first->add_option("--height", presenting.second->height, "Of the window");
    deeds.add(*canvas, "hide", "Show it no more", hide);
    const Made going = deeds.add(*canvas, "navigate", "Show another page", navigate);
    going.first->add_option("address", going.second->page, "Where to")->type_name("URL")->required();
    const Made evaluating = deeds.add(*canvas, "eval", "Run a script in the page", evaluate);
    evaluating.first->add_option("script", evaluating.second->script, "JavaScript")
        ->type_name("CODE")
        ->required();
    const Made shooting = deeds.addWithFile(*canvas, "snapshot", "Take a picture of it", snapshot);
    shooting.first->add_option("--format", shooting.second->format, "png or jpg")
        ->check(CLI::IsMember({"png", "jpg"}));
    shooting.first->add_option("--max-width", shooting.second->maxWidth, "Pixels")->type_name("N");
    shooting.first->add_option("--quality", shooting.second->quality, "0 to 1");
    shooting.first->add_option("--delay", shooting.second->delayMs, "Wait so long before")->type_name("MS");
    CLI::App *surfaces = group(*canvas, "a2ui", "Surfaces that agents draw (A2UI)");
    const Made pushing = deeds.add(*surfaces, "push", "Draw the messages of a file, or a text", pushSurfaces);
    CLI::App *what = pushing.first->add_option_group("What is drawn");
    what->add_option("--jsonl", pushing.second->file, "A message a line")->type_name("FILE");
    what->add_option("--text", pushing.second->body, "Nothing but this")->type_name("TEXT");
    what->require_option(1);
    deeds.add(*surfaces, "reset", "Take all surfaces away", resetSurfaces);
}

} // namespace

void addNodeDeedCommands(CLI::App &nodes, Action &chosen)
{
    const Deeds deeds(chosen);
    addCanvas(nodes, deeds);
    const Made telling = deeds.add(nodes, "notify", "Show a notification on a node", notify);
    telling.first->add_option("--title", telling.second->title, "Its first line")->type_name("TEXT");
    telling.first->add_option("--body", telling.second->body, "What it says")->type_name("TEXT")->required();
    CLI::App *camera = group(nodes, "camera", "The cameras of a node");
    deeds.add(*camera, "list", "Show them", listCameras);
    const Made shooting = deeds.addWithFile(*camera, "snap", "Take a picture", takePicture);
    shooting.first->add_option("--facing", shooting.second->facing, "front or back")
        ->check(CLI::IsMember({"front", "back"}));
    shooting.first->add_option("--device-id", shooting.second->device, "As list shows it")->type_name("ID");
    shooting.first->add_option("--max-width", shooting.second->maxWidth, "Pixels")->type_name("N");
    const Made filming =
        deeds.addWithFile(*group(nodes, "screen", "The screen of a node"), "record", "Film it", recordScreen);
    filming.first->add_option("--duration", filming.second->durationMs, "How long")->type_name("MS");
    deeds.add(*group(nodes, "location", "Where a node is"), "get", "Ask it", locate);
}

} // namespace wsagent
