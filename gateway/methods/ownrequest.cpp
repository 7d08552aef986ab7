#include "gateway/methods/ownrequest.h"

#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Result<QJsonObject> answerOf(const QByteArray &frame)
{
    const QJsonDocument answer = QJsonDocument::fromJson(frame);
    if (answer["ok"_L1].toBool())
        return answer["payload"_L1].toObject();
    return Error{answer["error"_L1]["message"_L1].toString()};
}

} // namespace

void askMethod(MethodTable &table, const QString &method, const QJsonObject &params, qint64 now,
               const std::function<void(const Result<QJsonObject> &)> &done)
{
    const Caller self{.clientId = u"agent"_s,
                      .role = u"operator"_s,
                      .scopes = {u"operator.admin"_s, u"operator.read"_s, u"operator.write"_s},
                      .local = true};
    const RequestFrame frame{.id = u"own"_s, .method = method, .params = params};
    table.dispatch(frame, self, now,
                   Reply(frame.id, [done](const QByteArray &answer) { done(answerOf(answer)); }));
}

} // namespace wsagent
