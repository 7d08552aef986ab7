#include "gateway/agents/tools/canvastool.h"
#include "gateway/base/treewatcher.h"
#include "gateway/surfaces/canvas/a2uimessages.h"
#include "gateway/surfaces/canvas/canvaspage.h"
#include "gateway/surfaces/canvas/canvasplace.h"
#include "gateway/surfaces/canvas/surfacecapabilities.h"
#include "tests/support/browserhome.h"
#include "tests/support/httptext.h"
#include "tests/support/rawclient.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/testgateway.h"
#include "tests/support/testprogram.h"
#include "tests/support/tooltest.h"

#include <QSignalSpy>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

void write(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

/// A gateway with a canvas, and a client that stays connected, as the owner's program does.
class CanvasScene
{
public:
    explicit CanvasScene(const QByteArray &canvas = {})
    {
        gateway.useConfig("{ gateway: { auth: { token: 't0ken' } }" +
                          (canvas.isEmpty() ? QByteArray() : ", canvasHost: { " + canvas + " }") + " }");
        if (!gateway.start())
            qFatal("the gateway does not start");
        client = std::make_unique<ScriptedClient>(gateway.port());
        client->nonce();
        client->answer(u"connect"_s, ScriptedClient::commandLine(
                                         TestGateway::secret(),
                                         {u"operator.admin"_s, u"operator.read"_s, u"operator.write"_s}));
    }

    QString file(const QString &name) const { return gateway.directory.filePath("canvas/"_L1 + name); }
    /// "/__ws-agent__/cap/<token>", of the client's connection.
    QString capability() const
    {
        const QJsonObject answer =
            client->answer(u"plugin.surface.refresh"_s, QJsonObject{{"surface"_L1, u"canvas"_s}});
        return QUrl(answer["payload"_L1]["pluginSurfaceUrls"_L1]["canvas"_L1].toString()).path();
    }
    QByteArray get(const QByteArray &path, const QByteArray &fields = "Authorization: Bearer t0ken\r\n",
                   const QByteArray &method = "GET") const
    {
        RawClient raw(gateway.port());
        raw.send(method + ' ' + path +
                 " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n" + fields +
                 "\r\n");
        return raw.readAll();
    }
    QString url(const QString &path) const
    {
        return u"http://127.0.0.1:%1%2"_s.arg(gateway.port()).arg(path);
    }

    TestGateway gateway;
    std::unique_ptr<ScriptedClient> client;
};

/// A page's socket.
class Viewer
{
public:
    explicit Viewer(const QString &httpUrl)
    {
        QUrl url(httpUrl);
        url.setScheme(u"ws"_s);
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &text) { heard += text; });
        QNetworkRequest request(url);
        request.setRawHeader("Origin", "null"); // of a sandbox
        m_socket.open(request);
    }
    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    void say(const QByteArray &text) { m_socket.sendTextMessage(QString::fromUtf8(text)); }
    QStringList heard;

private:
    QWebSocket m_socket;
};

constexpr auto drawing = R"({"surfaceUpdate":{"surfaceId":"main","components":[
{"id":"root","component":{"Column":{"children":{"explicitList":["title","go"]}}}},
{"id":"title","component":{"Text":{"text":{"path":"/greeting"},"usageHint":"h1"}}},
{"id":"label","component":{"Text":{"text":{"literalString":"Order"}}}},
{"id":"go","component":{"Button":{"child":"label","action":{"name":"order","context":[{"key":"what","value":{"path":"/what"}}]}}}}]}}
{"dataModelUpdate":{"surfaceId":"main","contents":[{"key":"greeting","valueString":"<b>Hello</b>"},{"key":"what","valueString":"tea"}]}}
{"beginRendering":{"surfaceId":"main","root":"root"}})";

/// One message a line.
QByteArray oneLineEach(QByteArray text)
{
    return text.replace(",\n{\"id\"", ",{\"id\"").replace("[\n{", "[{");
}

} // namespace

class TestCanvas : public QObject
{
    Q_OBJECT

private:
    /// A computer with a screen.
    static QJsonObject connectNode(ScriptedClient &node, const QStringList &commands)
    {
        const DeviceKey key(QByteArray(32, 'n'));
        const QJsonObject params{{"minProtocol"_L1, 4},
                                 {"maxProtocol"_L1, 4},
                                 {"client"_L1, QJsonObject{{"id"_L1, u"node-host"_s},
                                                           {"mode"_L1, u"node"_s},
                                                           {"version"_L1, u"1"_s},
                                                           {"platform"_L1, u"macos"_s},
                                                           {"displayName"_L1, u"Desk"_s}}},
                                 {"role"_L1, u"node"_s},
                                 {"caps"_L1, QJsonArray{u"canvas"_s}},
                                 {"commands"_L1, QJsonArray::fromStringList(commands)},
                                 {"auth"_L1, QJsonObject{{"token"_L1, TestGateway::secret()}}}};
        node.request(u"connect"_s, ScriptedClient::proven(params, key, node.nonce()));
        return node.next();
    }

private slots:
    void places_data()
    {
        using Surface = CanvasPlace::Surface;
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("isOne");
        QTest::addColumn<int>("surface");
        QTest::addColumn<QString>("below");
        QTest::addColumn<QString>("token");
        const auto row = [](const char *path, Surface surface, const QString &below,
                            const QString &token = {}) {
            QTest::newRow(path) << QString::fromLatin1(path) << true << int(surface) << below << token;
        };
        row("/__ws-agent__/canvas", Surface::Canvas, u"/"_s);
        row("/__ws-agent__/canvas/a/b.css", Surface::Canvas, u"/a/b.css"_s);
        row("/__openclaw__/canvas/", Surface::Canvas, u"/"_s);
        row("/__ws-agent__/a2ui/x.js", Surface::A2ui, u"/x.js"_s);
        row("/__ws-agent__/ws", Surface::LiveReload, u"/"_s);
        row("/__ws-agent__/cap/T/__ws-agent__/canvas/a", Surface::Canvas, u"/a"_s, u"T"_s);
        row("/__openclaw__/cap/T/__ws-agent__/ws", Surface::LiveReload, u"/"_s, u"T"_s);
        for (const char *path :
             {"/", "/canvas", "/__ws-agent__/canvas2", "/__ws-agent__/cap/",
              "/__ws-agent__/cap//__ws-agent__/canvas/", "/__ws-agent__/cap/T", "/__ws-agent__/cap/T/canvas/",
              "/__ws-agent__/ws/x", "/__ws-agent__/cap/T/__ws-agent__/cap/T/__ws-agent__/canvas/"})
            QTest::newRow(path) << QString::fromLatin1(path) << false << 0 << QString() << QString();
    }
    void places()
    {
        QFETCH(QString, path);
        QFETCH(bool, isOne);
        const auto place = canvasPlace(path);
        QCOMPARE(bool(place), isOne);
        if (!place)
            return;
        QFETCH(int, surface);
        QFETCH(QString, below);
        QFETCH(QString, token);
        QCOMPARE(int(place->surface), surface);
        QCOMPARE(place->path, below);
        QCOMPARE(place->token, token);
    }

    void capabilitiesEnd()
    {
        SurfaceCapabilities capabilities;
        const QString token = capabilities.issue(u"a"_s, 0);
        const QString other = capabilities.issue(u"b"_s, 0);
        QCOMPARE(token.size(), 24);
        QVERIFY(token != other);
        QCOMPARE(capabilities.owner(token, 1), std::optional(u"a"_s));
        QCOMPARE(capabilities.owner(token, SurfaceCapabilities::lifetime), std::nullopt);
        QCOMPARE(capabilities.owner({}, 1), std::nullopt);
        capabilities.dropConnection(u"a"_s);
        QCOMPARE(capabilities.owner(token, 1), std::nullopt);
        QCOMPARE(capabilities.owner(other, 1), std::optional(u"b"_s));
        for (int i = 0; i < SurfaceCapabilities::mostOfOne; ++i)
            capabilities.issue(u"b"_s, 10 + i);
        QCOMPARE(capabilities.owner(other, 1), std::nullopt); // the oldest has gone
    }

    void messagesAreChecked_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QString>("error");
        QTest::newRow("fine") << oneLineEach(drawing) << QString();
        QTest::newRow("empty lines") << QByteArray("\n{\"deleteSurface\":{\"surfaceId\":\"a\"}}\n\n")
                                     << QString();
        QTest::newRow("nothing") << QByteArray() << u"line 1: nothing"_s;
        QTest::newRow("no JSON") << QByteArray("\n{oops") << u"line 2: no JSON object"_s;
        QTest::newRow("of 0.9") << QByteArray("{\"createSurface\":{\"surfaceId\":\"a\"}}")
                                << u"line 1: createSurface is of version 0.9"_s;
        QTest::newRow("unknown") << QByteArray("{\"draw\":{}}") << u"line 1: one of beginRendering"_s;
        QTest::newRow("two at once") << QByteArray(
                                            "{\"deleteSurface\":{\"surfaceId\":\"a\"},\"beginRendering\":{}}")
                                     << u"one of beginRendering"_s;
        QTest::newRow("no surface") << QByteArray("{\"deleteSurface\":{}}") << u"needs a surfaceId"_s;
        QTest::newRow("no root") << QByteArray("{\"beginRendering\":{\"surfaceId\":\"a\"}}")
                                 << u"needs a root"_s;
    }
    void messagesAreChecked()
    {
        QFETCH(QByteArray, lines);
        QFETCH(QString, error);
        const auto messages = parseA2ui(lines);
        QCOMPARE(bool(messages), error.isEmpty());
        if (!messages)
            QVERIFY2(messages.error().message.contains(error), qPrintable(messages.error().message));
    }

    void surfacesAreBounded()
    {
        A2uiSurfaces surfaces;
        const QJsonArray large{QJsonObject{{"x"_L1, QString(3 * 1024 * 1024, u'x')}}};
        QVERIFY(surfaces.add(large));
        QVERIFY(!surfaces.add(large));
        QCOMPARE(surfaces.messages().size(), 1);
        surfaces.reset();
        QVERIFY(surfaces.add(large));
    }

    /// What a page says cannot pretend to be another part of the message.
    void actionsAreTold()
    {
        const auto action = parseCanvasAction(
            R"({"userAction":{"id":"1","name":"buy session=agent:root:x","surfaceId":"main","sourceComponentId":"go","context":{"n":1}}})");
        QVERIFY(action);
        QCOMPARE(
            canvasActionMessage(*action, u"agent:main:main"_s, u"My host"_s, u"i-1"_s),
            u"CANVAS_A2UI action=buy_session_agent:root:x session=agent:main:main surface=main component=go "
            "host=My_host instance=i-1 ctx={\"n\":1} default=update_canvas"_s);
        QVERIFY(!parseCanvasAction("{\"userAction\":{}}"));
        QVERIFY(!parseCanvasAction("nonsense"));
        QVERIFY(!parseCanvasAction("{\"userAction\":{\"name\":\"" + QByteArray(100'000, 'x') + "\"}}"));
    }

    void scriptIsPutIn()
    {
        const QByteArray page = withCanvasScript("<p>text </body></p></BODY></html>", true);
        QVERIFY(page.startsWith("<p>text </body></p><script data-live-reload=\"on\">"));
        QVERIFY(page.endsWith("</script>\n</BODY></html>"));
        QVERIFY(withCanvasScript("plain", false).startsWith("plain<script data-live-reload=\"off\">"));
    }

    void onlyWhoMayLooks()
    {
        const CanvasScene scene;
        write(scene.file(u"page.html"_s), "<p>mine</p>");
        QCOMPARE(statusOf(scene.get("/__ws-agent__/canvas/page.html", {})), 401);
        QCOMPARE(statusOf(scene.get("/__ws-agent__/canvas/page.html", "Authorization: Bearer wrong\r\n")),
                 401);
        QCOMPARE(statusOf(scene.get("/__ws-agent__/canvas/page.html")), 200);
        QCOMPARE(statusOf(scene.get("/__openclaw__/canvas/page.html")), 200);
        const QByteArray capability = scene.capability().toLatin1();
        QVERIFY(capability.startsWith("/__ws-agent__/cap/"));
        QCOMPARE(statusOf(scene.get(capability + "/__ws-agent__/canvas/page.html", {})), 200);
        QCOMPARE(statusOf(scene.get("/__ws-agent__/canvas/page.html?cap=" + capability.sliced(18), {})), 200);
        QCOMPARE(statusOf(scene.get("/__ws-agent__/cap/wrong/__ws-agent__/canvas/page.html", {})), 401);
        QCOMPARE(statusOf(scene.get("/canvas/page.html")), 404);
        QCOMPARE(
            statusOf(scene.get("/__ws-agent__/canvas/page.html", "Authorization: Bearer t0ken\r\n", "POST")),
            405);
    }

    void capabilityEndsWithItsConnection()
    {
        CanvasScene scene;
        write(scene.file(u"page.html"_s), "<p>mine</p>");
        const QByteArray path = scene.capability().toLatin1() + "/__ws-agent__/canvas/page.html";
        QCOMPARE(statusOf(scene.get(path, {})), 200);
        Viewer viewer(scene.url(QString::fromLatin1(path).section(u'/', 0, 3) + "/__ws-agent__/ws"_L1));
        QTRY_VERIFY(viewer.isOpen());
        scene.client.reset();
        QTRY_COMPARE(statusOf(scene.get(path, {})), 401);
        QTRY_VERIFY(!viewer.isOpen()); // and what it has opened
    }

    /// A node has a capability of its own, in its greeting and anew when it asks, which ends with the node.
    void nodeHasACapability()
    {
        const CanvasScene scene;
        write(scene.file(u"page.html"_s), "<p>mine</p>");
        auto node = std::make_unique<ScriptedClient>(scene.gateway.port());
        const QJsonObject greeting = connectNode(*node, {u"canvas.present"_s});
        const QUrl told(greeting["payload"_L1]["pluginSurfaceUrls"_L1]["canvas"_L1].toString());
        QCOMPARE(told.port(), int(scene.gateway.port()));
        const QByteArray first = told.path().toLatin1() + "/__ws-agent__/canvas/page.html";
        QCOMPARE(statusOf(scene.get(first, {})), 200);
        const QJsonObject fresh =
            node->answer(u"node.pluginSurface.refresh"_s, QJsonObject{{"surface"_L1, u"canvas"_s}});
        const QUrl again(fresh["payload"_L1]["pluginSurfaceUrls"_L1]["canvas"_L1].toString());
        const QByteArray second = again.path().toLatin1() + "/__ws-agent__/a2ui/";
        QVERIFY(again != told);
        QCOMPARE(statusOf(scene.get(second, {})), 200);
        node.reset();
        QTRY_COMPARE(statusOf(scene.get(second, {})), 401);
        QCOMPARE(statusOf(scene.get(first, {})), 401);
    }

    /// What an agent does with the canvas of a node is a command of that node, with what it answers.
    void toolDrivesANode_data()
    {
        QTest::addColumn<QJsonObject>("arguments");
        QTest::addColumn<QString>("command");
        QTest::addColumn<QJsonObject>("params");
        const auto row = [](const QString &action, QJsonObject more, const QString &command,
                            const QJsonObject &params) {
            more.insert("action"_L1, action);
            more.insert("node"_L1, u"Desk"_s);
            QTest::newRow(qPrintable(action)) << more << command << params;
        };
        row(u"present"_s, {{"url"_L1, u"https://host/"_s}, {"x"_L1, 1}, {"width"_L1, 300}},
            u"canvas.present"_s,
            {{"url"_L1, u"https://host/"_s}, {"placement"_L1, QJsonObject{{"x"_L1, 1}, {"width"_L1, 300}}}});
        row(u"hide"_s, {}, u"canvas.hide"_s, {});
        row(u"navigate"_s, {{"url"_L1, u"https://host/"_s}}, u"canvas.navigate"_s,
            {{"url"_L1, u"https://host/"_s}});
        row(u"eval"_s, {{"javaScript"_L1, u"1"_s}}, u"canvas.eval"_s, {{"javaScript"_L1, u"1"_s}});
        row(u"snapshot"_s, {{"outputFormat"_L1, u"png"_s}, {"maxWidth"_L1, 100}}, u"canvas.snapshot"_s,
            {{"outputFormat"_L1, u"png"_s}, {"maxWidth"_L1, 100}});
        row(u"a2ui_reset"_s, {}, u"canvas.a2ui.reset"_s, {});
        const QString lines = u"{\"deleteSurface\":{\"surfaceId\":\"a\"}}"_s;
        row(u"a2ui_push"_s, {{"jsonl"_L1, lines}}, u"canvas.a2ui.pushJSONL"_s, {{"jsonl"_L1, lines}});
    }
    void toolDrivesANode()
    {
        QFETCH(QJsonObject, arguments);
        QFETCH(QString, command);
        QFETCH(QJsonObject, params);
        const CanvasScene scene;
        ScriptedClient node(scene.gateway.port());
        const QStringList commands{u"canvas.present"_s,       u"canvas.hide"_s,     u"canvas.navigate"_s,
                                   u"canvas.eval"_s,          u"canvas.snapshot"_s, u"canvas.a2ui.reset"_s,
                                   u"canvas.a2ui.pushJSONL"_s};
        QVERIFY(connectNode(node, commands)["ok"_L1].toBool());
        const QJsonValue pending = scene.client->answer(u"node.pair.list"_s)["payload"_L1]["pending"_L1][0];
        if (const QJsonObject id{{"requestId"_L1, pending["requestId"_L1]}}; pending.isObject())
            QVERIFY(scene.client->answer(u"node.pair.approve"_s, id)["ok"_L1].toBool());
        std::optional<ToolResult> result;
        const ToolContext context{.sessionKey = u"agent:main:main"_s};
        scene.gateway.gateway->tools().tools().start(u"canvas"_s, arguments, context,
                                                     [&result](const ToolResult &given) { result = given; });
        const QJsonObject request = node.next(u"node.invoke.request"_s);
        QCOMPARE(request["payload"_L1]["command"_L1].toString(), command);
        const QJsonValue told = request["payload"_L1]["params"_L1];
        const QByteArray text = request["payload"_L1]["paramsJSON"_L1].toString().toUtf8();
        QCOMPARE(told.isObject() ? told.toObject() : QJsonDocument::fromJson(text).object(), params);
        node.request(u"node.invoke.result"_s,
                     QJsonObject{{"id"_L1, request["payload"_L1]["id"_L1]},
                                 {"nodeId"_L1, DeviceKey(QByteArray(32, 'n')).id()},
                                 {"ok"_L1, true},
                                 {"payload"_L1, QJsonObject{{"seen"_L1, u"this"_s}}}});
        QTRY_VERIFY(result);
        QVERIFY2(!result->isError && result->plainText().contains(u"this"_s),
                 qPrintable(result->plainText()));
    }

    void filesAreServed()
    {
        const CanvasScene scene;
        write(scene.file(u"a/style.css"_s), "p {}");
        write(scene.file(u"a/index.html"_s), "<body>deep</body>");
        const QByteArray style = scene.get("/__ws-agent__/canvas/a/style.css");
        QCOMPARE(statusOf(style), 200);
        QCOMPARE(fieldOf(style, "Content-Type"), QByteArray("text/css; charset=utf-8"));
        QCOMPARE(fieldOf(style, "Cache-Control"), QByteArray("no-store"));
        QCOMPARE(fieldOf(style, "X-Content-Type-Options"), QByteArray("nosniff"));
        QVERIFY(!style.toLower().contains("access-control"));
        const QByteArray page = scene.get("/__ws-agent__/canvas/a");
        QVERIFY(bodyOf(page).contains("deep<script"));
        QVERIFY(fieldOf(page, "Content-Security-Policy").startsWith("sandbox "));
        QVERIFY(!fieldOf(page, "Content-Security-Policy").contains("allow-same-origin"));
        const QByteArray part = scene.get("/__ws-agent__/canvas/a/style.css",
                                          "Authorization: Bearer t0ken\r\nRange: bytes=1-2\r\n");
        QCOMPARE(statusOf(part), 206);
        QCOMPARE(bodyOf(part), QByteArray(" {"));
        const QByteArray beyond = scene.get("/__ws-agent__/canvas/a/style.css",
                                            "Authorization: Bearer t0ken\r\nRange: bytes=9-\r\n");
        QCOMPARE(statusOf(beyond), 416);
        const QByteArray head =
            scene.get("/__ws-agent__/canvas/a/style.css", "Authorization: Bearer t0ken\r\n", "HEAD");
        QCOMPARE(fieldOf(head, "Content-Length"), QByteArray("4"));
        QCOMPARE(bodyOf(head), QByteArray());
    }

    void typeOfANamelessFileIsSniffed_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("PNG") << "\x89PNG\r\n\x1a\n..."_ba
                             << "image/png"_ba;
        QTest::newRow("WebP") << "RIFF\1\2\3\4WEBPVP8 ..."_ba
                              << "image/webp"_ba;
        QTest::newRow("AVIF") << QByteArray("\0\0\0\x1c"
                                            "ftypavif",
                                            12)
                              << "image/avif"_ba;
        QTest::newRow("MP4") << QByteArray("\0\0\0\x1c"
                                           "ftypisom",
                                           12)
                             << "video/mp4"_ba;
        QTest::newRow("PDF") << "%PDF-1.7"_ba
                             << "application/pdf"_ba;
        QTest::newRow("a page is none") << "<!doctype html><script>"_ba
                                        << "application/octet-stream"_ba;
        QTest::newRow("nothing") << ""_ba
                                 << "application/octet-stream"_ba;
    }
    void typeOfANamelessFileIsSniffed()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, type);
        const CanvasScene scene;
        write(scene.file(u"nameless"_s), content);
        const QByteArray answer = scene.get("/__ws-agent__/canvas/nameless");
        QCOMPARE(fieldOf(answer, "Content-Type"), type);
        QCOMPARE(bodyOf(answer), content);
    }

    /// They run scripts when they are opened, as pages do.
    void picturesThatAreDocumentsHaveNoOrigin()
    {
        const CanvasScene scene;
        write(scene.file(u"a.svg"_s), "<svg xmlns='http://www.w3.org/2000/svg'/>");
        write(scene.file(u"a.xml"_s), "<a/>");
        write(scene.file(u"a.png"_s), "x");
        for (const QByteArray &name : {"a.svg"_ba, "a.xml"_ba}) {
            const QByteArray answer = scene.get("/__ws-agent__/canvas/" + name);
            QCOMPARE(statusOf(answer), 200);
            QVERIFY(fieldOf(answer, "Content-Security-Policy").startsWith("sandbox "));
        }
        QVERIFY(fieldOf(scene.get("/__ws-agent__/canvas/a.png"), "Content-Security-Policy").isEmpty());
    }

    void nothingElseIsServed_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path :
             {"../secret.txt", "a/../../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt",
              "%2e%2e%2fsecret.txt", "a%00.html", "a\\..\\secret.txt", "a%5c..%5csecret.txt", ".hidden",
              "a/.hidden/x", "link.txt", "linked/secret.txt", "hard.txt", "missing.txt", "fifo",
              "....//secret.txt", "%252e%252e/secret.txt"})
            QTest::newRow(path) << QByteArray(path);
    }
    void nothingElseIsServed()
    {
        QFETCH(QByteArray, path);
        const CanvasScene scene;
        const QString secret = scene.gateway.directory.filePath(u"secret.txt"_s);
        write(secret, "the secret");
        write(scene.file(u".hidden"_s), "the secret");
        write(scene.file(u"a/.hidden/x"_s), "the secret");
        QVERIFY(QFile::link(secret, scene.file(u"link.txt"_s)));
        QVERIFY(QFile::link(scene.gateway.directory.path(), scene.file(u"linked"_s)));
        QCOMPARE(::link(qPrintable(secret), qPrintable(scene.file(u"hard.txt"_s))), 0);
        QCOMPARE(::mkfifo(qPrintable(scene.file(u"fifo"_s)), 0600), 0);
        const QByteArray answer = scene.get("/__ws-agent__/canvas/" + path);
        QVERIFY2(statusOf(answer) == 404 || statusOf(answer) == 400, answer.left(40).constData());
        QVERIFY(!answer.contains("the secret"));
    }

    void beginsWithAPageThatIsWrittenOnce()
    {
        const CanvasScene scene;
        QVERIFY(bodyOf(scene.get("/__ws-agent__/canvas/")).contains("Send a test action"));
        write(scene.file(u"index.html"_s), "mine");
        QVERIFY(bodyOf(scene.get("/__ws-agent__/canvas/")).startsWith("mine<script"));
        QFile::remove(scene.file(u"index.html"_s));
        const QByteArray none = scene.get("/__ws-agent__/canvas/");
        QCOMPARE(statusOf(none), 404);
        QVERIFY(bodyOf(none).contains("index.html"));
    }

    void canBeSwitchedOff()
    {
        const CanvasScene scene("enabled: false");
        QCOMPARE(statusOf(scene.get("/__ws-agent__/canvas/")), 404);
        QCOMPARE(scene.client
                     ->answer(u"plugin.surface.refresh"_s,
                              QJsonObject{{"surface"_L1, u"canvas"_s}})["error"_L1]["message"_L1]
                     .toString(),
                 u"unknown method: plugin.surface.refresh"_s);
    }

    void rootAndLiveReloadAreSettings()
    {
        QTemporaryDir elsewhere;
        write(elsewhere.filePath(u"index.html"_s), "other");
        const CanvasScene scene("liveReload: false, root: '" + elsewhere.path().toUtf8() + "'");
        QVERIFY(
            bodyOf(scene.get("/__ws-agent__/canvas/")).startsWith("other<script data-live-reload=\"off\""));
        QCOMPARE(statusOf(scene.get("/__ws-agent__/ws")), 404);
    }

    void socketWantsAnUpgrade()
    {
        const CanvasScene scene;
        QCOMPARE(statusOf(scene.get("/__ws-agent__/ws")), 426);
        const QByteArray upgrade =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        RawClient raw(scene.gateway.port());
        raw.send("GET /__ws-agent__/ws HTTP/1.1\r\nHost: 127.0.0.1\r\n" + upgrade + "\r\n");
        QCOMPARE(statusOf(raw.readUntil("\r\n\r\n")), 401);
    }

    void pagesAreReloaded()
    {
        const CanvasScene scene;
        write(scene.file(u"index.html"_s), "one");
        Viewer viewer(scene.url(scene.capability() + "/__ws-agent__/ws"_L1));
        QTRY_VERIFY(viewer.isOpen());
        write(scene.file(u"new/deep.css"_s), "p {}");
        QTRY_COMPARE(viewer.heard.count(u"reload"_s), 1);
        write(scene.file(u"new/deep.css"_s), "p { color: red }"); // in a directory that was not there
        QTRY_COMPARE(viewer.heard.count(u"reload"_s), 2);
        write(scene.file(u".git/index"_s), "x");
        write(scene.file(u"index.html"_s), "other");
        QTRY_COMPARE(viewer.heard.count(u"reload"_s), 3);
    }

    void surfacesComeToWhoLooks()
    {
        const CanvasScene scene;
        const Tool *tool = scene.gateway.gateway->tools().tools().find(u"canvas"_s);
        QVERIFY(tool);
        const QString socket = scene.url(scene.capability() + "/__ws-agent__/ws"_L1);
        Viewer early(socket);
        QTRY_VERIFY(early.isOpen());
        const ToolResult pushed = use(
            scene, {{"action"_L1, u"a2ui_push"_s}, {"jsonl"_L1, QString::fromUtf8(oneLineEach(drawing))}});
        QVERIFY2(!pushed.isError, qPrintable(pushed.plainText()));
        QTRY_COMPARE(early.heard.size(), 1);
        QVERIFY(early.heard.first().startsWith(u"{\"a2ui\":[{\"surfaceUpdate\""_s));
        Viewer late(socket);
        QTRY_COMPARE(late.heard.size(), 1);
        QVERIFY(!use(scene, {{"action"_L1, u"a2ui_reset"_s}}).isError);
        QTRY_COMPARE(late.heard.last(), u"{\"a2ui\":[{\"reset\":true}]}"_s);
        const ToolResult wrong = use(scene, {{"action"_L1, u"a2ui_push"_s}, {"jsonl"_L1, u"{}"_s}});
        QVERIFY(wrong.isError && wrong.plainText().contains(u"line 1"_s));
    }

    void toolGivesAnAddress()
    {
        const CanvasScene scene;
        write(scene.file(u"chart.html"_s), "<p>chart</p>");
        const ToolResult shown = use(scene, {{"action"_L1, u"present"_s}, {"url"_L1, u"chart.html"_s}});
        const QUrl url(shown.details["url"_L1].toString());
        QVERIFY(bodyOf(scene.get(url.path().toLatin1(), {})).contains("chart"));
        const ToolResult alone = use(scene, {{"action"_L1, u"eval"_s}, {"javaScript"_L1, u"1"_s}});
        QVERIFY(alone.isError && alone.plainText().contains(u"no node with a screen"_s));
        const ToolResult nobody = use(scene, {{"action"_L1, u"hide"_s}, {"node"_L1, u"phone"_s}});
        QVERIFY(nobody.isError && nobody.plainText().contains(u"\"phone\" is not connected"_s));
    }

    /// From the page to the conversation.
    void actionsReachTheSession()
    {
        const CanvasScene scene;
        Viewer viewer(scene.url(scene.capability() + "/__ws-agent__/ws"_L1));
        QTRY_VERIFY(viewer.isOpen());
        viewer.say("nonsense");
        viewer.say(
            R"({"userAction":{"id":"a-1","name":"order","surfaceId":"main","sourceComponentId":"go","context":{"what":"tea"}}})");
        QTRY_VERIFY(!viewer.heard.isEmpty());
        QCOMPARE(viewer.heard.first(), u"{\"actionStatus\":{\"id\":\"a-1\",\"ok\":true}}"_s);
        const auto history = [&scene] {
            const QJsonObject answer =
                scene.client->answer(u"chat.history"_s, QJsonObject{{"sessionKey"_L1, u"main"_s}});
            return QJsonDocument(answer["payload"_L1].toObject()).toJson();
        };
        QTRY_VERIFY(
            history().contains("CANVAS_A2UI action=order session=agent:main:main surface=main component=go"));
    }

    void treeIsWatched()
    {
        QTemporaryDir root;
        write(root.filePath(u"a.txt"_s), "1");
        TreeWatcher watcher({.quiet = std::chrono::milliseconds(20)});
        QSignalSpy changed(&watcher, &TreeWatcher::changed);
        QVERIFY(watcher.watch(root.path()));
        write(root.filePath(u"node_modules/x/y.js"_s), "1");
        write(root.filePath(u".cache/x"_s), "1");
        write(root.filePath(u"b/c/d.txt"_s), "1");
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(QFile::rename(root.filePath(u"b/c/d.txt"_s), root.filePath(u"b/c/e.txt"_s)));
        QTRY_COMPARE(changed.count(), 2);
        QVERIFY(QFile::remove(root.filePath(u"a.txt"_s)));
        QTRY_COMPARE(changed.count(), 3);
    }

    /// Where not all of a tree can be watched, it is looked at.
    void treeThatCannotBeWatchedIsLookedAt()
    {
        QTemporaryDir root;
        write(root.filePath(u"a/b.txt"_s), "1");
        TreeWatcher watcher({.quiet = std::chrono::milliseconds(20),
                             .poll = std::chrono::milliseconds(50),
                             .mostWatched = 1});
        QSignalSpy changed(&watcher, &TreeWatcher::changed);
        QVERIFY(!watcher.watch(root.path()));
        write(root.filePath(u"a/b.txt"_s), "other");
        QTRY_COMPARE(changed.count(), 1);
    }

    /// In a real browser: the page reloads, the surface is drawn as text and not as markup, a press comes
    /// back.
    void realBrowserShowsIt()
    {
        if (installedBrowser().isEmpty())
            QSKIP("no browser of the Chromium family is installed (apt install chromium)");
        const CanvasScene scene;
        write(scene.file(u"index.html"_s), "<title>One</title><body>first</body>");
        BrowserHome browser;
        const QString capability = scene.url(scene.capability());
        const auto title = [&browser] {
            return browser
                .ask("POST", u"/act"_s, {{"kind"_L1, u"evaluate"_s}, {"fn"_L1, u"document.title"_s}})
                .body["result"_L1]
                .toString();
        };
        const BrowserAnswer opened =
            browser.ask("POST", u"/tabs/open"_s, {{"url"_L1, capability + "/__ws-agent__/canvas/"_L1}});
        QVERIFY2(opened.status == 200, qPrintable(opened.body["error"_L1].toString()));
        QCOMPARE(title(), u"One"_s);
        // The panel's storage is out of reach of a page of an agent.
        const BrowserAnswer storage = browser.ask(
            "POST", u"/act"_s, {{"kind"_L1, u"evaluate"_s}, {"fn"_L1, u"() => localStorage.length"_s}});
        QCOMPARE(storage.status, 500);
        QTRY_VERIFY(browser
                        .ask("POST", u"/act"_s,
                             {{"kind"_L1, u"evaluate"_s}, {"fn"_L1, u"() => WsAgent.postMessage({})"_s}})
                        .body["result"_L1]
                        .toBool());
        write(scene.file(u"index.html"_s), "<title>Two</title><body>second</body>");
        QTRY_COMPARE_WITH_TIMEOUT(title(), u"Two"_s, 10'000);

        use(scene, {{"action"_L1, u"a2ui_push"_s}, {"jsonl"_L1, QString::fromUtf8(oneLineEach(drawing))}});
        QCOMPARE(
            browser.ask("POST", u"/navigate"_s, {{"url"_L1, capability + "/__ws-agent__/a2ui/"_L1}}).status,
            200);
        QString snapshot;
        QTRY_VERIFY((snapshot = browser.ask("GET", u"/snapshot"_s).body["snapshot"_L1].toString())
                        .contains(u"button \"Order\""_s));
        QVERIFY2(snapshot.contains(u"heading \"<b>Hello</b>\" [level=1]"_s), qPrintable(snapshot));
        const QString ref = snapshot.section(u"button \"Order\" [ref="_s, 1).section(u']', 0, 0);
        QCOMPARE(browser.ask("POST", u"/act"_s, {{"kind"_L1, u"click"_s}, {"ref"_L1, ref}}).status, 200);
        QCOMPARE(browser.ask("POST", u"/act"_s, {{"kind"_L1, u"wait"_s}, {"text"_L1, u"delivered"_s}}).status,
                 200);
        const QJsonObject answer =
            scene.client->answer(u"chat.history"_s, QJsonObject{{"sessionKey"_L1, u"main"_s}});
        QVERIFY(QJsonDocument(answer["payload"_L1].toObject())
                    .toJson()
                    .contains("ctx={\\\"what\\\":\\\"tea\\\"}"));
    }

private:
    static ToolResult use(const CanvasScene &scene, const QJsonObject &arguments)
    {
        const ToolContext context{.sessionKey = u"agent:main:main"_s};
        return call(scene.gateway.gateway->tools().tools(), u"canvas"_s, arguments, context);
    }
};

WSAGENT_TEST_WITH(QCoreApplication, TestCanvas)
#include "tst_canvas.moc"
