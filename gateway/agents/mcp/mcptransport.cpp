#include "gateway/agents/mcp/mcptransport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkReply>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype keptErrors = 2000;

} // namespace

McpStdio::McpStdio(McpProgram program)
    : m_program(std::move(program))
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &McpStdio::read);
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { m_errors = (m_errors + m_process.readAllStandardError()).right(keptErrors); });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            emit failed(u"%1 cannot be started: %2"_s.arg(m_program.command, m_process.errorString()));
    });
    connect(&m_process, &QProcess::finished, this, [this](int code) {
        const QString last = QString::fromUtf8(m_errors).trimmed().section(u'\n', -1).left(300);
        emit failed(u"%1 has ended (code %2)%3"_s.arg(m_program.command)
                        .arg(code)
                        .arg(last.isEmpty() ? QString() : u": "_s + last));
    });
}

void McpStdio::start()
{
    m_process.setWorkingDirectory(m_program.directory);
    m_process.setProcessEnvironment(m_program.environment);
    if (m_program.confinement)
        m_process.setPreparation([confinement = m_program.confinement] { return confinement->enter(); });
    m_process.start(m_program.command, m_program.arguments);
}

void McpStdio::send(const QJsonObject &message)
{
    m_process.write(QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n');
}

void McpStdio::read()
{
    m_unread += m_process.readAllStandardOutput();
    qsizetype begin = 0;
    for (qsizetype end = 0; (end = m_unread.indexOf('\n', begin)) >= 0; begin = end + 1) {
        const QJsonObject message = QJsonDocument::fromJson(m_unread.mid(begin, end - begin)).object();
        if (!message.isEmpty()) // whatever else a program prints is passed over
            emit received(message);
    }
    m_unread.remove(0, begin);
    if (m_unread.size() > largestMessage) {
        m_process.killAll();
        emit failed(u"%1 sends a message without an end"_s.arg(m_program.command));
    }
}

McpHttp::McpHttp(QUrl url, QList<std::pair<QByteArray, QByteArray>> headers)
    : m_url(std::move(url))
    , m_headers(std::move(headers))
{}

void McpHttp::send(const QJsonObject &message)
{
    QNetworkRequest request(m_url);
    request.setRawHeader("Content-Type", "application/json");
    request.setRawHeader("Accept", "application/json, text/event-stream");
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    for (const auto &[name, value] : m_headers)
        request.setRawHeader(name, value);
    if (!m_session.isEmpty())
        request.setRawHeader("Mcp-Session-Id", m_session);
    QNetworkReply *reply = m_network.post(request, QJsonDocument(message).toJson(QJsonDocument::Compact));
    const auto unread = std::make_shared<QByteArray>();
    const auto takeMore = [this, reply, unread](bool isOver) {
        *unread += reply->readAll();
        if (unread->size() > largestMessage)
            return reply->abort();
        take(reply->header(QNetworkRequest::ContentTypeHeader).toByteArray(), *unread, isOver);
    };
    connect(reply, &QNetworkReply::readyRead, this, [takeMore] { takeMore(false); });
    connect(reply, &QNetworkReply::finished, this, [this, reply, takeMore] {
        reply->deleteLater();
        if (const QByteArray session = reply->rawHeader("Mcp-Session-Id"); !session.isEmpty())
            m_session = session;
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status < 200 || status >= 300) {
            emit failed(status == 0
                            ? u"%1 does not answer: %2"_s.arg(m_url.toDisplayString(), reply->errorString())
                            : u"%1 answers %2"_s.arg(m_url.toDisplayString()).arg(status));
            return;
        }
        takeMore(true);
    });
}

void McpHttp::take(const QByteArray &contentType, QByteArray &unread, bool isOver)
{
    if (!contentType.startsWith("text/event-stream")) {
        const QJsonDocument document = isOver ? QJsonDocument::fromJson(unread) : QJsonDocument();
        const QJsonArray messages = document.isArray() ? document.array() : QJsonArray{document.object()};
        for (const QJsonValue &message : messages) {
            if (!message.toObject().isEmpty())
                emit received(message.toObject());
        }
        return;
    }
    unread.replace("\r\n", "\n");
    for (qsizetype end = 0; (end = unread.indexOf("\n\n")) >= 0;) {
        QByteArray data;
        for (const QByteArray &line : unread.first(end).split('\n')) {
            if (line.startsWith("data:"))
                data += line.mid(5).trimmed();
        }
        unread.remove(0, end + 2);
        if (const QJsonObject message = QJsonDocument::fromJson(data).object(); !message.isEmpty())
            emit received(message);
    }
}

} // namespace wsagent
