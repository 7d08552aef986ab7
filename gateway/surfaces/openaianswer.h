#pragma once

#include "gateway/net/httpresponder.h"
#include "gateway/surfaces/apirun.h"

#include <QJsonObject>

namespace wsagent {

/// What an answer tells of itself.
struct ApiAnswerHead
{
    QString id = {};    ///< "chatcmpl_…", "resp_…"
    QString model = {}; ///< as the client sent it
    qint64 created = 0; ///< s
    bool stream = false;
    bool includeUsage = false;
};

/// An answer in one of the forms of the API; pure text work. What it returns goes to the client as it is.
class ApiFormat
{
public:
    ApiFormat() = default;
    virtual ~ApiFormat() = default;
    Q_DISABLE_COPY_MOVE(ApiFormat)

    virtual QJsonObject whole(const ApiOutcome &outcome) = 0;
    virtual QByteArray begin() = 0;
    virtual QByteArray delta(const QString &text) = 0;
    /// Also after an error.
    virtual QByteArray end(const ApiOutcome &outcome) = 0;
};

std::unique_ptr<ApiFormat> chatFormat(const ApiAnswerHead &head);
std::unique_ptr<ApiFormat> responsesFormat(const ApiAnswerHead &head);

/// Sends the answer of a run to whom it is for, and ends the run when he goes. Owns itself.
void deliver(std::unique_ptr<ApiRun> run, std::unique_ptr<ApiFormat> format, bool stream,
             HttpResponder responder);

} // namespace wsagent
