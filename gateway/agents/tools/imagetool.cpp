#include "gateway/agents/tools/imagetool.h"

#include "gateway/agents/imagetype.h"
#include "gateway/agents/pathguard.h"
#include "gateway/agents/tools/toolschema.h"
#include "gateway/agents/tools/webtools.h"
#include "gateway/agents/untrusted.h"

#include <QPointer>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualPatience = 60; // seconds
constexpr int mostMegabytesAsked = 100;

bool isOfTheWeb(const QString &image)
{
    return image.contains("://"_L1) || image.startsWith("data:"_L1, Qt::CaseInsensitive);
}

/// One look: the image is brought, then shown to a model. Deletes itself when it is done.
class Look : public QObject
{
public:
    Look(const ImageToolPorts &ports, ModelCall call, const QString &image, const ToolDone &done)
        : QObject(ports.owner)
        , m_ports(ports)
        , m_call(std::move(call))
        , m_image(image)
        , m_done(done)
    {}

    void fetch(const WebRequest &request)
    {
        const QPointer<Look> self(this);
        m_abortFetch = m_ports.web->get(request, [self](const Result<WebAnswer> &answer) {
            if (self)
                self->fetched(answer);
        });
    }

    void show(const QByteArray &bytes)
    {
        const auto type = imageType(bytes);
        if (!type)
            return fail(u"%1 is no image that models see (PNG, JPEG, GIF, WebP)"_s.arg(m_image.left(200)));
        m_call.request.messages.last().content +=
            QJsonObject{{"type"_L1, u"image"_s},
                        {"data"_L1, QString::fromLatin1(bytes.toBase64())},
                        {"mimeType"_L1, *type}};
        m_stream = m_ports.models().start(m_call);
        connect(m_stream.get(), &LlmStream::finished, this, &Look::answered);
    }

    void fail(const QString &sentence) { finish(ToolResult::error(sentence)); }

    void abort()
    {
        if (m_abortFetch)
            m_abortFetch();
        finish(ToolResult::aborted());
    }

private:
    void fetched(const Result<WebAnswer> &answer)
    {
        m_abortFetch = {};
        if (!answer)
            return fail(answer.error().message);
        const QString address = answer->url.toDisplayString().left(200);
        if (answer->status != 200)
            return fail(u"%1 answers with status %2"_s.arg(address).arg(answer->status));
        if (answer->cut)
            return fail(u"%1 has more than %2 bytes"_s.arg(address).arg(answer->body.size()));
        show(answer->body);
    }

    void answered(const LlmOutcome &outcome)
    {
        m_stream.release()->deleteLater(); // it is the one that speaks
        const QString text = textOf(outcome.content).trimmed();
        if (outcome.failure)
            return fail(u"the image was not looked at: %1"_s.arg(outcome.failure.message));
        if (text.isEmpty())
            return fail(u"%1 had nothing to say about the image"_s.arg(outcome.model.reference()));
        // A stranger may have written into the picture what the model repeats.
        finish(ToolResult::text(
            isOfTheWeb(m_image) ? untrustedFrame(u"the image "_s + m_image.left(200), text) : text,
            {{"model"_L1, outcome.model.reference()},
             {"image"_L1, m_image},
             {"usage"_L1, toJson(outcome.usage, outcome.model.cost)}}));
    }

    void finish(const ToolResult &result)
    {
        if (const ToolDone done = std::exchange(m_done, nullptr)) {
            m_stream.reset();
            deleteLater();
            done(result);
        }
    }

    ImageToolPorts m_ports;
    ModelCall m_call;
    QString m_image;
    ToolDone m_done;
    ToolAbort m_abortFetch;
    std::unique_ptr<LlmStream> m_stream;
};

/// The models that are asked: those of the config, or the one that the agent names, if it may.
Result<QStringList> chosenModels(const ModelCatalog &catalog, const QString &wanted)
{
    if (wanted.isEmpty())
        return catalog.imageChain();
    const auto choice = catalog.resolve(wanted);
    if (!choice)
        return choice.error();
    const QString reference = choice->model.reference();
    if (!catalog.maySelect(choice->model) && !catalog.imageChain().contains(reference))
        return Error{
            u"%1 is not among the models that may be chosen here (agents.defaults.models)"_s.arg(reference)};
    if (!choice->model.takesImages())
        return Error{u"%1 takes no images; without model, the one that is configured looks"_s.arg(reference)};
    return QStringList{wanted};
}

ModelCall callFor(const QStringList &models, const QJsonObject &arguments, const ToolContext &context)
{
    const QString prompt = arguments["prompt"_L1].toString(u"Describe the image."_s);
    ModelCall call{.models = models, .agentId = context.agentId};
    call.request.messages = {textMessage(LlmRole::User, prompt)};
    call.request.timeouts.total = std::chrono::seconds(
        context.settings["media"_L1]["image"_L1]["timeoutSeconds"_L1].toInteger(usualPatience));
    return call;
}

qint64 mostBytes(const ImageToolPorts &ports, const QJsonObject &arguments)
{
    const double configured = ports.mostMegabytes();
    return qint64(std::min(arguments["maxBytesMb"_L1].toDouble(configured), configured) * 1024 * 1024);
}

ToolAbort start(const ImageToolPorts &ports, const QJsonObject &arguments, const ToolContext &context,
                const ToolDone &done)
{
    const QString image = arguments["image"_L1].toString().trimmed();
    const auto models = chosenModels(ports.models().catalog(), arguments["model"_L1].toString());
    if (!models) {
        done(ToolResult::error(models.error().message));
        return {};
    }
    const QPointer<Look> look(new Look(ports, callFor(*models, arguments, context), image, done));
    const qint64 most = mostBytes(ports, arguments);
    if (isOfTheWeb(image)) {
        auto request = webRequest(image, context.settings["web"_L1]["fetch"_L1], "image/*");
        if (request)
            request->mostBytes = most;
        request ? look->fetch(*request) : look->fail(request.error().message);
    } else {
        const auto bytes = PathGuard(context).content(image, most);
        bytes ? look->show(*bytes) : look->fail(bytes.error().message);
    }
    return [look] {
        if (look)
            look->abort();
    };
}

} // namespace

Tool imageTool(const ImageToolPorts &ports)
{
    return {.name = u"image"_s,
            .label = u"Image"_s,
            .summary = u"Have an image looked at by a model that sees"_s,
            .description =
                u"Shows an image (PNG, JPEG, GIF, WebP) to a model that can see, and answers with what "
                "it says of it."_s,
            .parameters = parameterSchema(
                {{u"image"_s,
                  u"string"_s,
                  u"A path, absolute or relative to the workspace, or an http(s) address"_s,
                  true,
                  {{"minLength"_L1, 1}, {"maxLength"_L1, 8000}}},
                 {u"prompt"_s, u"string"_s, u"What to look for"_s, false, {{"maxLength"_L1, 20'000}}},
                 {u"model"_s, u"string"_s, u"Another model than the configured one"_s},
                 {u"maxBytesMb"_s,
                  u"number"_s,
                  u"No image that is larger; less than what is configured"_s,
                  false,
                  {{"exclusiveMinimum"_L1, 0}, {"maximum"_L1, mostMegabytesAsked}}}}),
            .hasSideEffect = false,
            .group = u"agents"_s,
            .start = [ports](const QJsonObject &arguments, const ToolContext &context, const ToolDone &done) {
                return start(ports, arguments, context, done);
            }};
}

} // namespace wsagent
