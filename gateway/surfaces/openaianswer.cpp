#include "gateway/surfaces/openaianswer.h"

#include "gateway/net/httpconnection.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

class Delivery : public QObject
{
public:
    Delivery(std::unique_ptr<ApiRun> run, std::unique_ptr<ApiFormat> format, bool stream,
             HttpResponder responder)
        : m_run(std::move(run))
        , m_format(std::move(format))
        , m_stream(stream)
        , m_responder(std::move(responder))
    {
        connect(m_run.get(), &ApiRun::textDelta, this, &Delivery::delta);
        connect(m_run.get(), &ApiRun::finished, this, &Delivery::finished);
        if (HttpConnection *client = m_responder.connection()) {
            connect(client, &HttpConnection::gone, this, &QObject::deleteLater);
            connect(client, &QObject::destroyed, this, &QObject::deleteLater); // the gateway ends
        }
    }

private:
    /// The answer begins with the first text: until then a failure still has a status of its own.
    void begin()
    {
        if (std::exchange(m_begun, true))
            return;
        HttpResponse head;
        head.fields = {{"Content-Type", "text/event-stream; charset=utf-8"}, {"Cache-Control", "no-cache"}};
        m_responder.begin(head);
        m_responder.write(m_format->begin());
    }

    void delta(const QString &text)
    {
        if (!m_stream || text.isEmpty())
            return;
        begin();
        m_sent += text;
        m_responder.write(m_format->delta(text));
    }

    void finished(const ApiOutcome &outcome)
    {
        deleteLater();
        if (!outcome.error.isEmpty() && !m_begun)
            return m_responder.send(HttpResponse::error(502, "api_error"_L1, outcome.error));
        if (!m_stream)
            return m_responder.send(HttpResponse::json(200, m_format->whole(outcome)));
        begin();
        ApiOutcome sent = outcome;
        sent.text = m_sent; // what is said at the end has to be what was sent
        m_responder.write(m_format->end(sent));
        m_responder.end();
    }

    std::unique_ptr<ApiRun> m_run;
    std::unique_ptr<ApiFormat> m_format;
    bool m_stream;
    bool m_begun = false;
    QString m_sent;
    HttpResponder m_responder;
};

} // namespace

void deliver(std::unique_ptr<ApiRun> run, std::unique_ptr<ApiFormat> format, bool stream,
             HttpResponder responder)
{
    new Delivery(std::move(run), std::move(format), stream, std::move(responder));
}

} // namespace wsagent
