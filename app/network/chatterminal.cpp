#include "app/network/chatterminal.h"

#include "app/network/gatewaytarget.h"
#include "app/network/networkmodule.h"
#include "app/platform/unixsignals.h"
#include "gateway/base/exitcodes.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QUuid>

#include <csignal>
#include <cstdio>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostSessions = 20;
constexpr std::chrono::milliseconds escapePause{60}; // of one that begins a sequence
const QString bold = u"\x1b[1m"_s;
const QString dim = u"\x1b[2m"_s;
const QString normal = u"\x1b[0m"_s;
const QString promptText = u"> "_s;

void write(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout);
    std::fflush(stdout);
}

/// Nothing that comes from elsewhere may move the cursor or change the terminal.
QString harmless(QString text)
{
    text.remove(u'\r');
    for (QChar &character : text) {
        const bool isLayout = character == u'\n' || character == u'\t';
        const bool isLowControl = character.unicode() < 0x20 && !isLayout;
        const bool isHighControl = character.unicode() >= 0x7f && character.unicode() < 0xa0;
        if (isLowControl || isHighControl)
            character = u'·';
    }
    return text;
}

int columns()
{
    winsize size = {};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

QString textOf(const QJsonValue &message)
{
    const QJsonValue content = message["content"_L1];
    if (content.isString())
        return content.toString();
    QStringList texts;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue &part : parts) {
        if (part["type"_L1] == "text"_L1)
            texts += part["text"_L1].toString();
    }
    return texts.join(u'\n');
}

/// Keys come one by one while it lives, and are not shown by the terminal itself.
class RawTerminal
{
public:
    RawTerminal()
    {
        if (::tcgetattr(STDIN_FILENO, &m_before) != 0)
            return;
        termios raw = m_before;
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG);
        raw.c_iflag &= ~tcflag_t(ICRNL);
        m_changed = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
        write(u"\x1b[?2004h"_s); // what is pasted comes marked
    }
    ~RawTerminal()
    {
        write(u"\x1b[?2004l"_s);
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSADRAIN, &m_before);
    }
    Q_DISABLE_COPY_MOVE(RawTerminal)

private:
    termios m_before = {};
    bool m_changed = false;
};

} // namespace

ChatTerminal::ChatTerminal(GatewayTarget target, ChatStart start, QObject *parent)
    : QObject(parent)
    , m_client(std::move(target))
    , m_start(std::move(start))
    , m_sessionKey(m_start.sessionKey)
    , m_input(STDIN_FILENO, QSocketNotifier::Read)
{
    m_escape.setSingleShot(true);
    m_escape.setInterval(escapePause);
    connect(&m_escape, &QTimer::timeout, this, [this] { handle(m_editor.takeEscape()); });
    if (!m_start.message.isEmpty())
        m_waiting += m_start.message;
    connect(&m_client, &GatewayClient::eventReceived, this, &ChatTerminal::heard);
    connect(&m_input, &QSocketNotifier::activated, this, &ChatTerminal::typed);
}

ChatTerminal::~ChatTerminal() = default;

void ChatTerminal::start()
{
    m_asking = true;
    m_client.call(
        u"chat.history"_s, QJsonObject{{"sessionKey"_L1, m_sessionKey}, {"limit"_L1, m_start.history}},
        [this](const Result<GatewayAnswer> &answer) {
            if (!answer) {
                emit failed(answer.error());
                return;
            }
            m_sessionKey = answer->payload["sessionKey"_L1].toString(m_sessionKey);
            const QString profile = answer->hello["server"_L1]["profile"_L1].toString();
            show(u"%1%2%3 · profile %4 · /help tells more, /sessions and /session KEY change "
                 "the session, Esc stops a reply, Ctrl+D leaves%5\n"_s.arg(bold, m_sessionKey, normal + dim,
                                                                           profile, normal));
            const QJsonArray rows = answer->payload["messages"_L1].toArray();
            for (const QJsonValue &row : rows) {
                const QString text = harmless(textOf(row));
                if (row["role"_L1] == "user"_L1 && !text.isEmpty())
                    show(bold + promptText + text + normal + u'\n');
                else if (row["role"_L1] == "assistant"_L1 && !text.isEmpty())
                    show(text + u"\n\n"_s);
            }
            if (!m_start.message.isEmpty())
                show(bold + promptText + harmless(std::exchange(m_start.message, {})) + normal + u'\n');
            m_asking = false;
            sendNext();
            drawPrompt();
        });
}

void ChatTerminal::typed()
{
    char buffer[4096];
    const auto count = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (count <= 0) {
        emit left();
        return;
    }
    m_escape.stop();
    erasePrompt();
    const QList<LineEditor::Event> events = m_editor.feed(QByteArray(buffer, qsizetype(count)));
    for (const LineEditor::Event &event : events)
        handle(event);
    if (m_editor.mayBeEscape())
        m_escape.start();
    drawPrompt();
}

/// False when none is being written.
bool ChatTerminal::stopReply()
{
    if (m_runId.isEmpty())
        return false;
    m_client.tell(u"chat.abort"_s, QJsonObject{{"sessionKey"_L1, m_sessionKey}});
    return true;
}

/// What is about this terminal, and not for the agent.
bool ChatTerminal::isOwnCommand(const QString &line)
{
    const QStringList words = line.split(u' ', Qt::SkipEmptyParts);
    if (words.first() == "/quit"_L1 || words.first() == "/exit"_L1)
        emit left();
    else if (words.first() == "/sessions"_L1)
        listSessions();
    else if (words.first() == "/session"_L1 && words.size() == 2)
        enterSession(words.last());
    else
        return false;
    return true;
}

void ChatTerminal::listSessions()
{
    m_client.call(u"sessions.list"_s, QJsonObject{{"limit"_L1, mostSessions}},
                  [this](const Result<GatewayAnswer> &answer) {
                      if (!answer)
                          return show(u"! "_s + answer.error().message + u'\n');
                      QString lines;
                      const QJsonArray rows = answer->payload["sessions"_L1].toArray();
                      for (const QJsonValue &row : rows) {
                          const QString key = row["key"_L1].toString();
                          const QString label = row["label"_L1].toString();
                          lines += (key == m_sessionKey ? u"* "_s : u"  "_s) + harmless(key) +
                                   (label.isEmpty() ? QString() : u" · "_s + harmless(label)) + u'\n';
                      }
                      show(lines + dim + u"/session KEY enters one, or begins a new one.\n"_s + normal);
                  });
}

void ChatTerminal::enterSession(const QString &key)
{
    if (!m_runId.isEmpty() || m_asking)
        return show(dim + u"A reply is being written; Esc stops it.\n"_s + normal);
    m_sessionKey = key;
    m_shown.clear();
    start();
}

void ChatTerminal::handle(const LineEditor::Event &event)
{
    switch (event.kind) {
    case LineEditor::Event::Kind::Submit:
        if (!event.line.trimmed().isEmpty() && !isOwnCommand(event.line.trimmed()))
            send(event.line.trimmed());
        return;
    case LineEditor::Event::Kind::Escape:
        (void)stopReply();
        return;
    case LineEditor::Event::Kind::Interrupt:
        if (stopReply())
            return;
        if (std::exchange(m_leaving, true))
            emit left();
        else
            show(dim + u"Ctrl+C once more, or Ctrl+D, leaves.\n"_s + normal);
        return;
    case LineEditor::Event::Kind::EndOfInput:
        emit left();
        return;
    }
}

void ChatTerminal::send(const QString &message)
{
    m_leaving = false;
    show(bold + promptText + harmless(message) + normal + u'\n');
    m_waiting += message;
    sendNext();
}

void ChatTerminal::sendNext()
{
    if (m_asking || m_waiting.isEmpty())
        return;
    m_asking = true;
    QJsonObject params{{"sessionKey"_L1, m_sessionKey},
                       {"message"_L1, m_waiting.takeFirst()},
                       {"idempotencyKey"_L1, QUuid::createUuid().toString(QUuid::WithoutBraces)}};
    if (!m_start.thinking.isEmpty())
        params.insert("thinking"_L1, m_start.thinking);
    if (m_start.runTimeout > 0)
        params.insert("timeoutMs"_L1, m_start.runTimeout);
    m_client.call(u"chat.send"_s, params, [this](const Result<GatewayAnswer> &answer) {
        m_asking = false;
        if (!answer)
            show(u"! "_s + answer.error().message + u'\n');
        sendNext();
    });
}

void ChatTerminal::heard(const QString &name, const QJsonObject &payload)
{
    if (payload["sessionKey"_L1] != m_sessionKey)
        return;
    if (name == "chat"_L1)
        return heardChat(payload);
    const QJsonValue data = payload["data"_L1];
    if (name == "agent"_L1 && payload["stream"_L1] == "tool"_L1 && data["phase"_L1] == "start"_L1) {
        show(u"%1%2[%3]%4\n"_s.arg(m_shown.isEmpty() ? QString() : u"\n"_s, dim,
                                   harmless(data["name"_L1].toString()), normal));
        m_shown.clear();
    }
}

void ChatTerminal::heardChat(const QJsonObject &payload)
{
    const QString state = payload["state"_L1].toString();
    if (state == "delta"_L1 || state == "status"_L1) {
        m_runId = payload["runId"_L1].toString();
        if (payload["replace"_L1].toBool())
            m_shown.clear();
        const QString delta = payload["deltaText"_L1].toString();
        m_shown += delta;
        return show(harmless(delta));
    }
    m_runId.clear();
    const QString whole = textOf(payload["message"_L1]);
    const QString rest = whole.startsWith(m_shown) ? whole.mid(m_shown.size()) : QString();
    const QString error = payload["errorMessage"_L1].toString();
    QString end = harmless(rest) + u"\n"_s;
    if (state == "aborted"_L1)
        end += dim + u"(stopped)\n"_s + normal;
    if (state == "error"_L1)
        end += u"! "_s + harmless(error) + u'\n';
    m_shown.clear();
    show(end + u'\n');
}

/// While a reply is being written there is no prompt: its text would be torn apart. What is typed meanwhile
/// appears when it is complete.
void ChatTerminal::show(const QString &text)
{
    erasePrompt();
    write(text);
    drawPrompt();
}

void ChatTerminal::erasePrompt()
{
    if (m_promptLines == 0)
        return;
    if (m_promptLines > 1)
        write(u"\x1b[%1A"_s.arg(m_promptLines - 1));
    write(u"\r\x1b[J"_s);
    m_promptLines = 0;
}

void ChatTerminal::drawPrompt()
{
    if (!m_runId.isEmpty() || m_promptLines > 0)
        return;
    const QString line = harmless(m_editor.line()).replace(u'\n', u'⏎');
    write(promptText + line);
    m_promptLines = int((promptText.size() + line.size()) / columns()) + 1;
    const qsizetype back = line.size() - m_editor.cursor();
    if (back > 0 && m_promptLines == 1)
        write(u"\x1b[%1D"_s.arg(back));
}

int chatFromHere(CommandContext &context, const RpcOptions &options, const ChatStart &start)
{
    const auto target = gatewayTarget(context, options);
    if (!target)
        return context.out.fail(target.error());
    int exitCode = ExitSuccess;
    std::optional<Error> error;
    {
        const RawTerminal raw;
        UnixSignals signalled;
        ChatTerminal terminal(*target, start);
        QObject::connect(&signalled, &UnixSignals::endWanted, qApp, [&exitCode](int number) {
            exitCode = number == SIGTERM ? ExitTerminated : ExitInterrupted;
            QCoreApplication::quit();
        });
        QObject::connect(&terminal, &ChatTerminal::left, qApp, &QCoreApplication::quit);
        QObject::connect(&terminal, &ChatTerminal::failed, qApp, [&error](const Error &why) {
            error = why;
            QCoreApplication::quit();
        });
        terminal.start();
        QCoreApplication::exec();
        write(u"\r\n"_s);
    }
    return error ? context.out.fail(*error) : exitCode;
}

} // namespace wsagent
