#include "gateway/surfaces/openaisources.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString mimeTypeOf(const WebAnswer &answer)
{
    return answer.contentType.section(u';', 0, 0).trimmed().toLower();
}

Result<void, QString> add(ApiQuestion &question, const ApiSource &source, const WebAnswer &answer,
                          const ApiMedia &media)
{
    const QString from = source.url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    if (answer.status != 200)
        return u"%1 answers %2."_s.arg(from).arg(answer.status);
    if (answer.cut)
        return u"%1 is too large."_s.arg(from);
    if (source.isImage)
        return addImage(question.images, mimeTypeOf(answer), answer.body.toBase64(), media.images);
    const auto text = fileText(source.url.fileName(), mimeTypeOf(answer), answer.body, media.files);
    if (!text)
        return text.error().message;
    question.text += (question.text.isEmpty() ? QString() : u"\n"_s) + *text;
    return {};
}

} // namespace

void fetchSources(const ApiQuestion &question, const ApiMedia &media, const ApiFetch &fetch,
                  const std::function<void(const Result<ApiQuestion, QString> &)> &done)
{
    if (question.sources.isEmpty())
        return done(question);
    ApiQuestion rest = question;
    const ApiSource source = rest.sources.takeFirst();
    const ApiPartLimits &limits = source.isImage ? media.images : media.files;
    const WebRequest request{.url = source.url,
                             .redirects = limits.redirects,
                             .mostBytes = limits.bytes,
                             .timeout = std::chrono::ceil<std::chrono::seconds>(limits.timeout)};
    fetch(request, [rest, source, media, fetch, done](const Result<WebAnswer> &answer) {
        ApiQuestion more = rest;
        const auto added =
            answer ? add(more, source, *answer, media) : Result<void, QString>(answer.error().message);
        if (!added)
            return done(added.error());
        fetchSources(more, media, fetch, done);
    });
}

} // namespace wsagent
