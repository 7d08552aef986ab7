#include "app/cli/browsercall.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/files.h"
#include "gateway/base/json5.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 1024 * 1024; // bytes; of fields or actions

struct ActOptions : BrowserOptions
{
    std::string ref = {};
    std::string endRef = {};
    std::string value = {};
    std::vector<std::string> values = {};
    std::vector<std::string> modifiers = {};
    std::string button = {};
    std::string json = {};
    std::string file = {};
    std::string textGone = {};
    std::string page = {};
    std::string load = {};
    std::string function = {};
    std::string prompt = {};
    std::string dialogId = {};
    double x = 0;
    double y = 0;
    int timeMs = -1;
    int timeoutMs = 0;
    bool isDouble = false;
    bool submit = false;
    bool slowly = false;
    bool accept = false;
    bool dismiss = false;
    bool goOn = false;
};

QJsonArray texts(const std::vector<std::string> &words)
{
    QJsonArray array;
    for (const std::string &word : words)
        array += text(word);
    return array;
}

int act(CommandContext &context, const ActOptions &options, QJsonObject body, const QString &sentence)
{
    if (options.timeoutMs > 0)
        body.insert("timeoutMs"_L1, options.timeoutMs);
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/act"_s, .body = body},
                       [sentence](const QJsonObject &) { return sentence; });
}

QJsonObject withButton(const ActOptions &options, QJsonObject body)
{
    if (options.isDouble)
        body.insert("doubleClick"_L1, true);
    if (!options.button.empty())
        body.insert("button"_L1, text(options.button));
    if (!options.modifiers.empty())
        body.insert("modifiers"_L1, texts(options.modifiers));
    return body;
}

int click(CommandContext &context, const ActOptions &options)
{
    return act(context, options,
               withButton(options, {{"kind"_L1, u"click"_s}, {"ref"_L1, text(options.ref)}}), u"Clicked."_s);
}

int clickCoords(CommandContext &context, const ActOptions &options)
{
    return act(context, options,
               withButton(options, {{"kind"_L1, u"clickCoords"_s}, {"x"_L1, options.x}, {"y"_L1, options.y}}),
               u"Clicked."_s);
}

int type(CommandContext &context, const ActOptions &options)
{
    QJsonObject body{{"kind"_L1, u"type"_s}, {"ref"_L1, text(options.ref)}, {"text"_L1, text(options.value)}};
    if (options.submit)
        body.insert("submit"_L1, true);
    if (options.slowly)
        body.insert("slowly"_L1, true);
    return act(context, options, body, u"Typed."_s);
}

int press(CommandContext &context, const ActOptions &options)
{
    return act(context, options, {{"kind"_L1, u"press"_s}, {"key"_L1, text(options.value)}}, u"Pressed."_s);
}

int hover(CommandContext &context, const ActOptions &options)
{
    return act(context, options, {{"kind"_L1, u"hover"_s}, {"ref"_L1, text(options.ref)}},
               u"The mouse is there."_s);
}

int scrollIntoView(CommandContext &context, const ActOptions &options)
{
    return act(context, options, {{"kind"_L1, u"scrollIntoView"_s}, {"ref"_L1, text(options.ref)}},
               u"It is in view."_s);
}

int drag(CommandContext &context, const ActOptions &options)
{
    return act(
        context, options,
        {{"kind"_L1, u"drag"_s}, {"startRef"_L1, text(options.ref)}, {"endRef"_L1, text(options.endRef)}},
        u"Dragged."_s);
}

int select(CommandContext &context, const ActOptions &options)
{
    return act(
        context, options,
        {{"kind"_L1, u"select"_s}, {"ref"_L1, text(options.ref)}, {"values"_L1, texts(options.values)}},
        u"Selected."_s);
}

int resize(CommandContext &context, const ActOptions &options)
{
    return act(context, options,
               {{"kind"_L1, u"resize"_s}, {"width"_L1, options.x}, {"height"_L1, options.y}}, u"Resized."_s);
}

/// A JSON array on the command line or in a file.
Result<QJsonArray> arrayOf(CommandContext &context, const ActOptions &options, const QString &option)
{
    QByteArray content = QByteArray::fromStdString(options.json);
    if (!options.file.empty()) {
        const auto read = readFile(QDir::current().absoluteFilePath(text(options.file)), largestFile);
        if (!read)
            return read.error();
        content = *read;
    }
    const auto parsed = Json5Document::parse(content);
    if (!parsed || !parsed->value().isArray())
        return Error{u"--%1 is not a JSON array"_s.arg(option),
                     context.hint(u"browser %1 --help"_s.arg(option == "fields"_L1 ? u"fill"_s : u"batch"_s)),
                     ErrorKind::Usage};
    return parsed->value().toArray();
}

int fill(CommandContext &context, const ActOptions &options)
{
    const auto fields = arrayOf(context, options, u"fields"_s);
    if (!fields)
        return context.out.fail(fields.error());
    return act(context, options, {{"kind"_L1, u"fill"_s}, {"fields"_L1, *fields}}, u"Filled in."_s);
}

int batch(CommandContext &context, const ActOptions &options)
{
    const auto actions = arrayOf(context, options, u"actions"_s);
    if (!actions)
        return context.out.fail(actions.error());
    const QJsonObject body{
        {"kind"_L1, u"batch"_s}, {"actions"_L1, *actions}, {"stopOnError"_L1, !options.goOn}};
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/act"_s, .body = body},
                       [](const QJsonObject &answer) {
                           QStringList lines;
                           const QJsonArray results = answer["results"_L1].toArray();
                           for (const QJsonValue &result : results)
                               lines += result["ok"_L1].toBool() ? u"done"_s : result["error"_L1].toString();
                           if (answer.contains("aborted"_L1))
                               lines += "ended early: "_L1 + answer["aborted"_L1].toString();
                           return lines.join(u'\n');
                       });
}

int waitForThings(CommandContext &context, const ActOptions &options)
{
    QJsonObject body{{"kind"_L1, u"wait"_s}};
    addGiven(body, {{"selector"_L1, options.ref},
                    {"text"_L1, options.value},
                    {"textGone"_L1, options.textGone},
                    {"url"_L1, options.page},
                    {"loadState"_L1, options.load},
                    {"fn"_L1, options.function}});
    if (options.timeMs >= 0)
        body.insert("timeMs"_L1, options.timeMs);
    if (body.size() == 1)
        return context.out.fail(
            {u"nothing to wait for"_s, context.hint(u"browser wait --text Ready"_s), ErrorKind::Usage});
    return act(context, options, body, u"It is so."_s);
}

int evaluate(CommandContext &context, const ActOptions &options)
{
    QJsonObject body{{"kind"_L1, u"evaluate"_s}, {"fn"_L1, text(options.function)}};
    if (!options.ref.empty())
        body.insert("ref"_L1, text(options.ref));
    if (options.timeoutMs > 0)
        body.insert("timeoutMs"_L1, options.timeoutMs);
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/act"_s, .body = body},
                       [](const QJsonObject &answer) {
                           const QByteArray array =
                               QJsonDocument(QJsonArray{answer["result"_L1]}).toJson(QJsonDocument::Compact);
                           return QString::fromUtf8(array.sliced(1, array.size() - 2));
                       });
}

int navigate(CommandContext &context, const ActOptions &options)
{
    QJsonObject body{{"url"_L1, text(options.page)}};
    if (options.timeoutMs > 0)
        body.insert("timeoutMs"_L1, options.timeoutMs);
    return tellBrowser(
        context, options, {.method = u"POST"_s, .path = u"/navigate"_s, .body = body},
        [](const QJsonObject &answer) { return u"It shows %1"_s.arg(answer["url"_L1].toString()); });
}

int dialog(CommandContext &context, const ActOptions &options)
{
    if (options.accept == options.dismiss)
        return context.out.fail({u"one of --accept and --dismiss is needed"_s,
                                 context.hint(u"browser dialog --accept"_s), ErrorKind::Usage});
    QJsonObject body{{"accept"_L1, options.accept}};
    if (!options.prompt.empty())
        body.insert("promptText"_L1, text(options.prompt));
    if (!options.dialogId.empty())
        body.insert("dialogId"_L1, text(options.dialogId));
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/hooks/dialog"_s, .body = body},
                       [](const QJsonObject &answer) {
                           return answer["armed"_L1].toBool() ? u"The next dialog gets this answer."_s
                                                              : u"Answered."_s;
                       });
}

int upload(CommandContext &context, const ActOptions &options)
{
    QJsonArray paths;
    for (const std::string &path : options.values)
        paths += QDir::current().absoluteFilePath(text(path));
    QJsonObject body{{"paths"_L1, paths}};
    addGiven(body, {{"ref"_L1, options.ref}, {"inputRef"_L1, options.endRef}, {"element"_L1, options.value}});
    if (options.timeoutMs > 0)
        body.insert("timeoutMs"_L1, options.timeoutMs);
    return tellBrowser(context, options,
                       {.method = u"POST"_s, .path = u"/hooks/file-chooser"_s, .body = body},
                       [](const QJsonObject &answer) {
                           return answer["armed"_L1].toBool() ? u"The next chooser of files gets them."_s
                                                              : u"The page has the files."_s;
                       });
}

int download(CommandContext &context, const ActOptions &options)
{
    QJsonObject body;
    if (!options.file.empty())
        body.insert("path"_L1, text(options.file));
    if (!options.ref.empty())
        body.insert("ref"_L1, text(options.ref));
    if (options.timeoutMs > 0)
        body.insert("timeoutMs"_L1, options.timeoutMs);
    const QString path = options.ref.empty() ? u"/wait/download"_s : u"/download"_s;
    return tellBrowser(context, options, {.method = u"POST"_s, .path = path, .body = body},
                       [](const QJsonObject &answer) { return answer["download"_L1]["path"_L1].toString(); });
}

int responseBody(CommandContext &context, const ActOptions &options)
{
    QJsonObject body{{"url"_L1, text(options.page)}};
    if (options.timeMs > 0)
        body.insert("maxChars"_L1, options.timeMs);
    if (options.timeoutMs > 0)
        body.insert("timeoutMs"_L1, options.timeoutMs);
    return tellBrowser(context, options, {.method = u"POST"_s, .path = u"/response/body"_s, .body = body},
                       [](const QJsonObject &answer) { return answer["response"_L1]["body"_L1].toString(); });
}

int highlight(CommandContext &context, const ActOptions &options)
{
    return tellBrowser(
        context, options,
        {.method = u"POST"_s, .path = u"/highlight"_s, .body = {{"ref"_L1, text(options.ref)}}},
        [](const QJsonObject &) { return u"It has a frame for two seconds."_s; });
}

/// Adds commands that act on a tab.
class ActCommands
{
public:
    ActCommands(CLI::App &browser, Action &chosen)
        : m_browser(browser)
        , m_chosen(chosen)
    {}

    using Made = std::pair<CLI::App *, std::shared_ptr<ActOptions>>;

    Made add(const char *name, const char *description, int (*run)(CommandContext &, const ActOptions &),
             UrlOption url = UrlOption::OfGateway)
    {
        const auto made = browserCommand<ActOptions>(m_browser, m_chosen, name, description, run, url);
        addTabOption(made.first, *made.second);
        made.first->add_option("--timeout-ms", made.second->timeoutMs, "Longest wait in the page")
            ->type_name("MS")
            ->check(CLI::Range(1, 120'000));
        return made;
    }
    Made addForRef(const char *name, const char *description,
                   int (*run)(CommandContext &, const ActOptions &))
    {
        const auto made = add(name, description, run);
        made.first->add_option("ref", made.second->ref, "Of the last snapshot")->type_name("REF")->required();
        return made;
    }

private:
    CLI::App &m_browser;
    Action &m_chosen;
};

void addMouseOptions(const ActCommands::Made &made)
{
    made.first->add_flag("--double", made.second->isDouble, "Twice");
    made.first->add_option("--button", made.second->button, "Which button")
        ->check(CLI::IsMember({"left", "right", "middle"}));
    made.first->add_option("--modifiers", made.second->modifiers, "Keys held down")
        ->delimiter(',')
        ->check(CLI::IsMember({"Alt", "Control", "ControlOrMeta", "Meta", "Shift"}));
}

void addPointing(ActCommands &commands)
{
    addMouseOptions(commands.addForRef("click", "Click something", click));
    const auto there = commands.add("click-coords", "Click a place of the page", clickCoords);
    there.first->add_option("x", there.second->x, "Pixels from the left")->required();
    there.first->add_option("y", there.second->y, "Pixels from the top")->required();
    addMouseOptions(there);
    commands.addForRef("hover", "Move the mouse to something", hover);
    commands.addForRef("scrollintoview", "Scroll to something", scrollIntoView);
    const auto dragging = commands.addForRef("drag", "Drag something to something", drag);
    dragging.first->add_option("end", dragging.second->endRef, "Where to")->type_name("REF")->required();
    commands.addForRef("highlight", "Put a frame around something for two seconds", highlight);
}

void addTyping(ActCommands &commands)
{
    const auto typing = commands.addForRef("type", "Type into a field; what is there goes", type);
    typing.first->add_option("text", typing.second->value, "What to type")->required();
    typing.first->add_flag("--submit", typing.second->submit, "Press Enter afterwards");
    typing.first->add_flag("--slowly", typing.second->slowly, "Key by key");
    const auto pressing = commands.add("press", "Press a key", press);
    pressing.first->add_option("key", pressing.second->value, "Enter, a, Control+A, …")
        ->type_name("KEYSTROKE")
        ->required();
    const auto selecting = commands.addForRef("select", "Choose options of a list", select);
    selecting.first->add_option("values", selecting.second->values, "Values or labels")->required();
    const auto filling = commands.add("fill", "Fill in a form", fill);
    auto *fields = filling.first->add_option("--fields", filling.second->json, "[{ref, type, value}]")
                       ->type_name("JSON");
    filling.first->add_option("--fields-file", filling.second->file, "A file with them")
        ->type_name("FILE")
        ->excludes(fields);
    const auto several = commands.add("batch", "Do several things, one after the other", batch);
    auto *actions =
        several.first->add_option("--actions", several.second->json, "[{kind, …}]")->type_name("JSON");
    several.first->add_option("--actions-file", several.second->file, "A file with them")
        ->type_name("FILE")
        ->excludes(actions);
    several.first->add_flag("--go-on", several.second->goOn, "Also when one fails");
}

void addWaiting(ActCommands &commands)
{
    const auto waiting =
        commands.add("wait", "Wait until something is so", waitForThings, UrlOption::OfCommand);
    waiting.first->add_option("selector", waiting.second->ref, "Shows an element")->type_name("CSS");
    waiting.first->add_option("--time", waiting.second->timeMs, "So long")->type_name("MS");
    waiting.first->add_option("--text", waiting.second->value, "Shows a text")->type_name("TEXT");
    waiting.first->add_option("--text-gone", waiting.second->textGone, "Does not show it any more")
        ->type_name("TEXT");
    waiting.first->add_option("--url", waiting.second->page, "Is at an address, with *")->type_name("URL");
    waiting.first->add_option("--load", waiting.second->load, "Has loaded")
        ->check(CLI::IsMember({"load", "domcontentloaded", "networkidle"}));
    waiting.first->add_option("--fn", waiting.second->function, "A function says true")->type_name("CODE");
}

void addFiles(ActCommands &commands)
{
    const auto uploading = commands.add("upload", "Give files to a page", upload);
    uploading.first
        ->add_option("paths", uploading.second->values, "Below tmp/uploads or media of the state directory")
        ->type_name("FILE")
        ->required();
    uploading.first->add_option("--ref", uploading.second->ref, "What is clicked so that it asks for them")
        ->type_name("REF");
    uploading.first->add_option("--input-ref", uploading.second->endRef, "The input itself")
        ->type_name("REF");
    uploading.first->add_option("--element", uploading.second->value, "The input itself")->type_name("CSS");
    const auto downloading =
        commands.addForRef("download", "Click something and keep what it downloads", download);
    downloading.first
        ->add_option("path", downloading.second->file, "Below tmp/downloads of the state directory")
        ->required();
    const auto waiting = commands.add("waitfordownload", "Keep the next download", download);
    waiting.first->add_option("path", waiting.second->file, "Below tmp/downloads of the state directory");
    const auto reading =
        commands.add("responsebody", "Wait for an answer from an address and show it", responseBody);
    reading.first->add_option("address", reading.second->page, "A part of it, or with *")
        ->type_name("URL")
        ->required();
    reading.first->add_option("--max-chars", reading.second->timeMs, "Longest text")->type_name("N");
}

} // namespace

void addBrowserActCommands(CLI::App &browser, Action &chosen)
{
    ActCommands commands(browser, chosen);
    const auto going = commands.add("navigate", "Show another page in a tab", navigate);
    going.first->add_option("address", going.second->page, "Where to")->type_name("URL")->required();
    addPointing(commands);
    addTyping(commands);
    addWaiting(commands);
    addFiles(commands);
    const auto sizing = commands.add("resize", "Give a page another size", resize);
    sizing.first->add_option("width", sizing.second->x, "Pixels")->required();
    sizing.first->add_option("height", sizing.second->y, "Pixels")->required();
    const auto evaluating = commands.add("evaluate", "Run a script in a page", evaluate);
    evaluating.first->add_option("--fn", evaluating.second->function, "A function or an expression")
        ->type_name("CODE")
        ->required();
    evaluating.first->add_option("--ref", evaluating.second->ref, "Called with this element")
        ->type_name("REF");
    const auto answering = commands.add("dialog", "Answer the dialog of a page, or the next one", dialog);
    answering.first->add_flag("--accept", answering.second->accept, "Yes");
    answering.first->add_flag("--dismiss", answering.second->dismiss, "No");
    answering.first->add_option("--prompt", answering.second->prompt, "The text that is asked for")
        ->type_name("TEXT");
    answering.first->add_option("--dialog-id", answering.second->dialogId, "Only this one")->type_name("ID");
}

} // namespace wsagent
