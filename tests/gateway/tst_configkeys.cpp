#include "gateway/config/configschema.h"
#include "tests/support/testprogram.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

QStringList typesFor(QChar letter)
{
    static const QHash<QChar, QStringList> types{
        {u's', {u"string"_s}},
        {u'i', {u"integer"_s}},
        {u'n', {u"number"_s}},
        {u'b', {u"boolean"_s}},
        {u'a', {u"array"_s}},
        {u'o', {u"object"_s}},
        {u'r', {u"string"_s, u"object"_s}}, // a secret or a reference, a model or its alternatives
        {u'd', {u"string"_s, u"number"_s}}, // an id
        {u'v', {u"string"_s, u"boolean"_s}},
        {u'*', {}},
    };
    return types.value(letter);
}

QJsonValue parsed(const QString &json)
{
    return json.isEmpty() ? QJsonValue(QJsonValue::Undefined)
                          : QJsonDocument::fromJson("[" + json.toUtf8() + "]").array().at(0);
}

} // namespace

/// Every key of the specification, written down a second time: `key:type=default`, types as above.
class TestConfigKeys : public QObject
{
    Q_OBJECT

private slots:
    void keys_data()
    {
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<QString>("keys");
        const auto row = [](const char *prefix, const char *keys) {
            QTest::newRow(prefix) << QString::fromLatin1(prefix) << QString::fromLatin1(keys);
        };

        row("gateway", "mode:s port:i bind:s=\"loopback\" customBindHost:s trustedProxies:a=[] "
                       "allowRealIpFallback:b=false publicNames:a=[] "
                       "channelHealthCheckMinutes:i=5");
        row("gateway.auth", "mode:s=\"token\" token:r password:r allowTailscale:b");
        row("gateway.auth.rateLimit",
            "maxAttempts:i=10 windowMs:i=60000 lockoutMs:i=300000 exemptLoopback:b=true");
        row("gateway.auth.trustedProxy", "userHeader:s allowUsers:a requiredHeaders:a allowLoopback:b=false");
        row("gateway.tls", "enabled:b=false autoGenerate:b=true certPath:s keyPath:s caPath:s");
        row("gateway.tailscale", "mode:s=\"off\" resetOnExit:b=false");
        row("gateway.controlUi",
            "enabled:b=true basePath:s=\"\" root:s allowedOrigins:a=[] allowInsecureAuth:b=false "
            "dangerouslyDisableDeviceAuth:b=false environment.label:s environment.color:s");
        row("gateway.remote",
            "url:s transport:s token:r password:r tlsFingerprint:s sshTarget:s sshIdentity:s remotePort:i");
        row("gateway.reload", "mode:s=\"hybrid\" debounceMs:i=300");
        row("gateway.http.endpoints", "chatCompletions.enabled:b=false responses.enabled:b=false "
                                      "responses.maxBodyBytes:i=20971520 responses.maxUrlParts:i");
        row("gateway.http.endpoints.responses.files",
            "allowUrl:b=true allowedMimes:a maxBytes:i=5242880 maxChars:i=200000 maxRedirects:i=3 "
            "timeoutMs:i=10000 "
            "pdf.maxPages:i=4 pdf.maxPixels:i=4000000 pdf.minTextChars:i=200");
        row("gateway.http.endpoints.responses.images",
            "allowUrl:b=true allowedMimes:a=[\"image/jpeg\",\"image/png\",\"image/gif\",\"image/webp\"] "
            "maxBytes:i=10485760 maxRedirects:i=3 timeoutMs:i=10000");
        row("gateway.http.securityHeaders", "strictTransportSecurity:*");
        row("gateway.tools", "allow:a deny:a");
        row("gateway.nodes", "browser.mode:s=\"auto\" browser.node:s pairing.autoApproveLocal:b=true "
                             "pairing.autoApproveCidrs:a=[] allowCommands:a=[] denyCommands:a=[]");
        row("gateway.protocol", "acceptV3:b=false");

        row("agents.defaults",
            "workspace:s repoRoot:s skipBootstrap:b=false bootstrapMaxChars:i=20000 "
            "bootstrapTotalMaxChars:i=60000 "
            "userTimezone:s timeFormat:s=\"auto\" envelopeTimestamp:s=\"on\" envelopeElapsed:s=\"on\" "
            "contextTokens:i "
            "mediaMaxMb:n=5 typingMode:s typingIntervalSeconds:i=6 blockStreamingDefault:s=\"off\" "
            "blockStreamingBreak:s=\"text_end\" model:r imageModel:r models:o thinkingDefault:s "
            "verboseDefault:s=\"off\" "
            "elevatedDefault:s=\"on\" timeoutSeconds:i=600 maxConcurrent:i=4");
        row("agents.defaults.models[\"a/b\"]", "alias:s params:o");
        row("agents.defaults.model", "primary:s fallbacks:a");
        row("agents.defaults.subagents", "maxConcurrent:i=8 archiveAfterMinutes:i=60 model:r");
        row("agents.defaults.blockStreamingChunk",
            "minChars:i=800 maxChars:i=1200 breakPreference:s=\"paragraph\"");
        row("agents.defaults.blockStreamingCoalesce", "idleMs:i=1000 minChars:i maxChars:i");
        row("agents.defaults.humanDelay", "mode:s=\"off\" minMs:i=800 maxMs:i=2500");
        row("agents.defaults.heartbeat",
            "every:s=\"30m\" activeHours.start:s activeHours.end:s activeHours.timezone:s model:s session:s "
            "target:s=\"last\" to:s prompt:s ackMaxChars:i=300 includeReasoning:b=false");
        row("agents.defaults.contextPruning",
            "mode:s=\"off\" ttl:s=\"5m\" keepLastAssistants:i=3 softTrimRatio:n=0.3 hardClearRatio:n=0.5 "
            "minPrunableToolChars:i=50000 softTrim.maxChars:i=4000 softTrim.headChars:i=1500 "
            "softTrim.tailChars:i=1500 "
            "hardClear.enabled:b=true tools.allow:a=[] tools.deny:a=[]");
        row("agents.defaults.compaction",
            "mode:s=\"default\" reserveTokensFloor:i=20000 maxHistoryShare:n memoryFlush.enabled:b=true "
            "memoryFlush.softThresholdTokens:i=4000 memoryFlush.prompt:s memoryFlush.systemPrompt:s");
        row("agents.defaults.sandbox", "mode:s=\"off\" scope:s=\"agent\" workspaceAccess:s=\"none\" "
                                       "workspaceRoot:s prune.idleHours:i=24 "
                                       "prune.maxAgeDays:i=7");
        row("agents.defaults.sandbox.docker", "image:s=\"ws-agent-sandbox:bookworm-slim\" containerPrefix:s "
                                              "workdir:s=\"/workspace\" readOnlyRoot:b=true "
                                              "tmpfs:a=[\"/tmp\",\"/var/tmp\",\"/run\"] network:s=\"none\" "
                                              "user:s=\"1000:1000\" capDrop:a=[\"ALL\"] env:o "
                                              "setupCommand:s pidsLimit:i memory:s memorySwap:s cpus:n "
                                              "ulimits:o seccompProfile:s apparmorProfile:s dns:a "
                                              "extraHosts:a binds:a");
        row("agents.defaults.sandbox.browser",
            "enabled:b=false containerPrefix:s cdpPort:i=9222 vncPort:i=5900 noVncPort:i=6080 "
            "headless:b=false "
            "enableNoVnc:b=true allowHostControl:b=false autoStart:b=true autoStartTimeoutMs:i=12000");
        row("agents.defaults.memorySearch",
            "enabled:b=true sources:a=[\"memory\"] extraPaths:a=[] provider:s model:s fallback:s "
            "remote.baseUrl:s "
            "remote.apiKey:r remote.headers:o remote.batch.enabled:b=true remote.batch.wait:b "
            "remote.batch.concurrency:i=2 "
            "remote.batch.pollIntervalMs:i remote.batch.timeoutMinutes:i store.path:s chunking.tokens:i=400 "
            "chunking.overlap:i=80 sync.onSessionStart:b sync.onSearch:b sync.watch:b "
            "sync.watchDebounceMs:i=1500 "
            "sync.intervalMinutes:i=0 sync.sessions.deltaBytes:i=100000 sync.sessions.deltaMessages:i=50 "
            "query.maxResults:i=6 query.minScore:n=0.35 query.hybrid.enabled:b=true "
            "query.hybrid.vectorWeight:n=0.7 "
            "query.hybrid.textWeight:n=0.3 query.hybrid.candidateMultiplier:i=4 cache.enabled:b=true "
            "cache.maxEntries:i");
        row("agents.list[0]",
            "id:s default:b name:s workspace:s agentDir:s model:r identity.name:s identity.theme:s "
            "identity.emoji:s "
            "identity.avatar:s groupChat.mentionPatterns:a groupChat.historyLimit:i heartbeat.every:s "
            "humanDelay.mode:s "
            "subagents.allowAgents:a subagents.model:r sandbox.mode:s tools.allow:a memorySearch.enabled:b");

        row("bindings[0]",
            "agentId:s match.channel:s match.accountId:s match.peer.kind:s match.peer.id:d match.guildId:d "
            "match.teamId:d");
        row("broadcast", "strategy:s peer:a");
        row("session",
            "scope:s=\"per-sender\" dmScope:s=\"main\" identityLinks:o mainKey:s=\"main\" "
            "reset.mode:s=\"daily\" "
            "reset.atHour:i=4 reset.idleMinutes:i resetByType.dm.mode:s resetByType.group.atHour:i "
            "resetByType.thread.idleMinutes:i resetByChannel.irc.mode:s "
            "resetTriggers:a=[\"/new\",\"/reset\"] store:s "
            "typingMode:s typingIntervalSeconds:i sendPolicy.default:s=\"allow\" "
            "sendPolicy.rules[0].action:s "
            "sendPolicy.rules[0].match.channel:s sendPolicy.rules[0].match.chatType:s "
            "sendPolicy.rules[0].match.keyPrefix:s agentToAgent.maxPingPongTurns:i=5");
        row("messages", "responsePrefix:s ackReaction:s ackReactionScope:s=\"group-mentions\" "
                        "removeAckAfterReply:b=false "
                        "groupChat.mentionPatterns:a groupChat.historyLimit:i=50 queue.mode:s=\"collect\" "
                        "queue.byChannel.irc:s "
                        "queue.debounceMs:i=1000 queue.debounceMsByChannel.irc:i queue.cap:i=20 "
                        "queue.drop:s=\"summarize\" "
                        "inbound.debounceMs:i=2000 inbound.byChannel.irc:i");
        row("messages.tts", "auto:s=\"off\" mode:s=\"final\" provider:s maxTextLength:i=4000 "
                            "timeoutMs:i=30000 summaryModel:s prefsPath:s "
                            "elevenlabs.apiKey:r openai.apiKey:r edge.apiKey:r");
        row("commands",
            "native:v=\"auto\" nativeSkills:v=\"auto\" text:b=true bash:b=false bashForegroundMs:i=2000 "
            "config:b=false debug:b=false restart:b=false useAccessGroups:b=true ownerAllowFrom:a=[]");

        for (const char *channel :
             {"channels.telegram", "channels.discord", "channels.slack", "channels.matrix", "channels.irc",
              "channels.signal", "channels.mattermost", "channels.xmpp", "channels.webchat"})
            row(channel,
                "enabled:b=true name:s capabilities:* configWrites:b=true markdown.tables:s "
                "dmPolicy:s=\"pairing\" "
                "allowFrom:a=[] groupPolicy:s groupAllowFrom:a groups.g.enabled:b "
                "groups.g.requireMention:b=true "
                "groups.g.allowFrom:a groups.g.tools:o groups.g.toolsBySender:o groups.g.skills:a "
                "groups.g.systemPrompt:s "
                "dmHistoryLimit:i dms.u.historyLimit:i textChunkLimit:i chunkMode:s=\"length\" "
                "blockStreaming:b=false "
                "blockStreamingCoalesce.idleMs:i mediaMaxMb:n replyToMode:s reactionNotifications:s=\"own\" "
                "reactionLevel:s=\"minimal\" actions.pin:b heartbeat.showOk:b=false "
                "heartbeat.showAlerts:b=true "
                "heartbeat.useIndicator:b=true retry.attempts:i=3 retry.minDelayMs:i "
                "retry.maxDelayMs:i=30000 "
                "retry.jitter:n=0.1");
        row("channels.irc.accounts.work", "enabled:b dmPolicy:s allowFrom:a nick:s password:r");
        row("channels.defaults", "groupPolicy:s=\"allowlist\"");
        row("channels.telegram.",
            "botToken:r tokenFile:s customCommands:a groups.g.topics.t.requireMention:b=true "
            "linkPreview:b=true streamMode:s=\"partial\" draftChunk.minChars:i=200 "
            "draftChunk.maxChars:i=800 proxy:s network.autoSelectFamily:b timeoutSeconds:i=500 "
            "webhookUrl:s webhookSecret:r webhookPath:s=\"/telegram-webhook\" historyLimit:i=50");
        row("channels.discord.",
            "token:r dm.enabled:b dm.policy:s dm.allowFrom:a dm.groupEnabled:b=false "
            "dm.groupChannels:a guilds.g.slug:s guilds.g.requireMention:b guilds.g.users:a "
            "guilds.g.reactionNotifications:s guilds.g.channels.c.allow:b "
            "guilds.g.channels.c.requireMention:b=true guilds.g.channels.c.users:a "
            "guilds.g.channels.c.autoThread:b allowBots:b=false maxLinesPerMessage:i=17 "
            "intents.presence:b=false intents.guildMembers:b=false execApprovals.enabled:b=false "
            "execApprovals.approvers:a historyLimit:i=20");
        row("channels.slack.",
            "mode:s=\"socket\" botToken:r appToken:r userToken:r signingSecret:r "
            "webhookPath:s=\"/slack/events\" dm.policy:s channels.c.allow:b "
            "thread.historyScope:s=\"thread\" thread.inheritParent:b=false "
            "replyToModeByChatType.direct:s slashCommand.enabled:b=false slashCommand.name:s "
            "slashCommand.sessionPrefix:s=\"slack:slash\" slashCommand.ephemeral:b=true "
            "userTokenReadOnly:b=true");
        row("channels.matrix.",
            "homeserver:s userId:s accessToken:r password:r encryption:b=false dm.policy:s "
            "dm.allowFrom:a groups.g.allow:b groups.g.users:a autoJoin:s autoJoinAllowlist:a=[] "
            "threadReplies:s");
        row("channels.irc.", "host:s port:i tls:b=true nick:s username:s realname:s password:r channels:a=[] "
                             "nickserv.enabled:b nickserv.service:s=\"NickServ\" nickserv.password:r "
                             "nickserv.register:b=false dangerouslyAllowNameMatching:b=false");
        row("channels.signal.",
            "account:s httpUrl:s httpHost:s httpPort:i cliPath:s=\"signal-cli\" autoStart:b "
            "startupTimeoutMs:i=30000 receiveMode:s ignoreAttachments:b ignoreStories:b "
            "sendReadReceipts:b reactionAllowlist:a");
        row("channels.mattermost.", "botToken:r baseUrl:s chatmode:s oncharPrefixes:a=[\">\",\"!\"]");
        row("channels.xmpp.", "jid:s password:r host:s port:i resource:s tls:s=\"required\" rooms.r.nick:s "
                              "rooms.r.requireMention:b=true");

        row("models", "mode:s=\"merge\" providers.p.baseUrl:s providers.p.apiKey:r providers.p.auth:s "
                      "providers.p.api:s "
                      "providers.p.headers:o providers.p.authHeader:b");
        row("models.providers.p.models[0]",
            "id:s name:s api:s reasoning:b=false input:a=[\"text\"] cost.input:n=0 cost.output:n=0 "
            "cost.cacheRead:n=0 "
            "cost.cacheWrite:n=0 contextWindow:i=200000 maxTokens:i headers:o compat.supportsStore:b "
            "compat.supportsDeveloperRole:b compat.supportsReasoningEffort:b compat.maxTokensField:s");
        row("auth", "profiles.p.provider:s profiles.p.mode:s profiles.p.email:s order.p:a "
                    "cooldowns.billingBackoffHours:n=5 "
                    "cooldowns.billingBackoffHoursByProvider.p:n cooldowns.billingMaxHours:n=24 "
                    "cooldowns.failureWindowHours:n=24");
        row("tools",
            "profile:s allow:a alsoAllow:a deny:a byProvider.p.allow:a elevated.enabled:b=true "
            "elevated.allowFrom.irc:a "
            "agentToAgent.enabled:b=false agentToAgent.allow:a=[] sandbox.tools.allow:a sandbox.tools.deny:a "
            "subagents.tools.allow:a subagents.tools.deny:a message.crossContext.allowWithinProvider:b=true "
            "message.crossContext.allowAcrossProviders:b=false message.crossContext.marker:* "
            "fs.workspaceOnly:b");
        row("tools.exec",
            "host:s=\"sandbox\" security:s ask:s=\"on-miss\" node:s pathPrepend:a=[] safeBins:a "
            "backgroundMs:i=10000 "
            "timeoutSec:i=1800 cleanupMs:i=1800000 notifyOnExit:b=true approvalRunningNoticeMs:i=10000 "
            "applyPatch.enabled:b=false applyPatch.allowModels:a=[]");
        row("tools.web", "search.enabled:b search.provider:s search.apiKey:r search.maxResults:i=5 "
                         "search.timeoutSeconds:i=30 search.cacheTtlMinutes:i=15 fetch.enabled:b=true "
                         "fetch.maxChars:i=50000 fetch.timeoutSeconds:i=30 fetch.cacheTtlMinutes:i=15 "
                         "fetch.maxRedirects:i=3 fetch.userAgent:s fetch.ssrfPolicy:o");
        row("tools.web.search", "baseUrl:s");
        row("agents.defaults.sandbox", "backend:s=\"landlock\"");
        row("mcp.servers.s",
            "enabled:b=true command:s args:a env:o cwd:s url:s headers:o timeoutSeconds:i=60");
        row("tools.media", "concurrency:i=2 models:a image.maxBytes:i=10485760 image.maxChars:i=500 "
                           "image.timeoutSeconds:i=60 audio.maxBytes:i=20971520 audio.timeoutSeconds:i=60 "
                           "video.maxBytes:i=52428800 video.maxChars:i=500 video.timeoutSeconds:i=120 "
                           "image.models[0].provider:s image.models[0].command:s image.attachments.mode:s "
                           "image.scope.default:s");
        row("approvals.exec",
            "enabled:b mode:s agentFilter:a sessionFilter:a targets[0].channel:s targets[0].to:d "
            "targets[0].accountId:s targets[0].threadId:d");
        row("skills",
            "allowBundled:a load.extraDirs:a=[] load.watch:b=true load.watchDebounceMs:i=250 "
            "install.preferBrew:b=true install.nodeManager:s=\"npm\" entries.s.enabled:b entries.s.apiKey:r "
            "entries.s.env:o entries.s.config:o");
        row("hooks", "enabled:b=false token:s path:s=\"/hooks\" maxBodyBytes:i=262144 allowedAgentIds:a "
                     "allowRequestSessionKey:b=false allowedSessionKeyPrefixes:a=[] defaultSessionKey:s "
                     "internal.enabled:b internal.entries.h.enabled:b internal.entries.h.env:o "
                     "internal.load.extraDirs:a");
        row("hooks.mappings[0]",
            "id:s match.path:s match.source:s action:s wakeMode:s name:s sessionKey:s "
            "messageTemplate:s textTemplate:s deliver:b channel:s to:d model:s thinking:s "
            "timeoutSeconds:i allowUnsafeExternalContent:b=false");
        row("cron",
            "enabled:b=true store:s maxConcurrentRuns:i=1 skipMissedJobs:b=false sessionRetention:s=\"24h\" "
            "webhookToken:r failureAlert.enabled:b failureAlert.after:i=2 failureAlert.cooldownMs:i=3600000 "
            "failureAlert.mode:s failureAlert.channel:s failureAlert.to:d");
        row("canvasHost", "enabled:b=true root:s liveReload:b=true");
        row("browser",
            "enabled:b=true controlPort:i evaluateEnabled:b=true defaultProfile:s=\"ws-agent\" cdpUrl:s "
            "headless:b=false noSandbox:b=false attachOnly:b=false executablePath:s extraArgs:a=[] "
            "color:s=\"#FF4500\" remoteCdpTimeoutMs:i=1500 remoteCdpHandshakeTimeoutMs:i "
            "snapshotDefaults.mode:s tabCleanup.enabled:b=true ssrfPolicy:o idleStopMinutes:i=120");
        row("browser.profiles.p",
            "cdpPort:i cdpUrl:s driver:s color:s attachOnly:b headless:b executablePath:s "
            "userDataDir:s");
        row("logging", "level:s=\"info\" consoleLevel:s=\"info\" file:s maxFileBytes:i=104857600 "
                       "consoleStyle:s=\"pretty\" redactSensitive:s=\"tools\" redactPatterns:a");
        row("diagnostics", "enabled:b=true flags:a=[] metrics.enabled:b=false "
                           "metrics.path:s=\"/api/diagnostics/prometheus\"");
        row("discovery", "mdns.mode:s=\"minimal\" wideArea.enabled:b=false");
        row("ui", "seamColor:s assistant.name:s assistant.avatar:s");
        row("env", "vars.A:s shellEnv.enabled:b=false shellEnv.timeoutMs:i=15000 A:s");
        row("update", "channel:s=\"stable\" checkOnStart:b=true");
        row("meta", "lastTouchedVersion:s lastTouchedAt:s");
        row("wizard", "anything:*");
        row("attachments", "ttlHours:n=24");
        row("secrets",
            "providers.p.source:s providers.p.timeoutMs:i=5000 providers.p.maxOutputBytes:i=1048576 "
            "providers.p.passEnv:a providers.p.jsonOnly:b providers.p.command:s providers.p.path:s "
            "defaults.env:s defaults.file:s defaults.exec:s");
        row("rescue", "watch:a=[]");
    }

    void keys()
    {
        QFETCH(QString, prefix);
        QFETCH(QString, keys);
        if (prefix.endsWith(u'.'))
            prefix.chop(1);

        for (const QString &entry : keys.split(u' ')) {
            const qsizetype colon = entry.indexOf(u':');
            const QString path = prefix + u'.' + entry.first(colon);
            const auto info = m_schema.find(*parseJsonPath(path));

            QVERIFY2(info, qPrintable(path));
            QVERIFY2(info->types == typesFor(entry[colon + 1]),
                     qPrintable(path + u": "_s + info->types.join(u',')));
            const QJsonValue expected = parsed(entry.sliced(qMin(colon + 3, entry.size())));
            QVERIFY2(info->defaultValue == expected, qPrintable(path));
        }
    }

    void everyKeyCanBeShown() { check({}, m_schema.json()); }

    void theDocumentStandsAlone()
    {
        const QByteArray text = QJsonDocument(m_schema.json()).toJson(QJsonDocument::Compact);

        QCOMPARE(m_schema.json()["$schema"_L1], QJsonValue(u"http://json-schema.org/draft-07/schema#"_s));
        QVERIFY(!text.contains("$ref"));
        QVERIFY(!text.contains("x-ws-override"));
        QVERIFY(!text.contains("x-ws-accounts"));
    }

    void hints()
    {
        const auto info = m_schema.find(*parseJsonPath(u"channels.irc.accounts.work.nickserv.password"_s));

        QVERIFY(info);
        QCOMPARE(info->label, u"Password"_s);
        QCOMPARE(info->group, u"Channels"_s);
        QCOMPARE(info->component, u"channel"_s);
        QCOMPARE(info->restart, KeyInfo::Restart::Hot);
        QVERIFY(info->sensitive && info->advanced && !info->isPath);

        const auto port = m_schema.find(*parseJsonPath(u"gateway.port"_s));
        QVERIFY(port && port->isolation && port->restart == KeyInfo::Restart::Gateway);
        QCOMPARE(port->minimum, std::optional(1.0));
        QCOMPARE(port->maximum, std::optional(65535.0));
        QVERIFY(m_schema.find(*parseJsonPath(u"agents.defaults.workspace"_s))->isPath);
        QCOMPARE(m_schema.keysBelow(*parseJsonPath(u"gateway"_s)).first(3),
                 QStringList({u"mode"_s, u"port"_s, u"bind"_s}));
    }

private:
    /// A dialog can be made from every node, and no pattern takes a stack as deep as the text is long.
    void check(const QString &path, const QJsonObject &schema)
    {
        static const QRegularExpression unbounded(u"[*+]|\\{[0-9]+,\\}"_s);
        QVERIFY2(!schema["pattern"_L1].toString().contains(unbounded), qPrintable(path));
        const QJsonObject properties = schema["properties"_L1].toObject();
        for (auto it = properties.begin(); it != properties.end(); ++it) {
            const QString below = path + u'.' + it.key();
            QVERIFY2(!it.value()["title"_L1].toString().isEmpty(), qPrintable(below));
            QVERIFY2(!it.value()["description"_L1].toString().isEmpty(), qPrintable(below));
            QVERIFY2(!it.value()["x-ws-hints"_L1]["restart"_L1].toString().isEmpty(), qPrintable(below));
            check(below, it.value().toObject());
        }
        for (const auto word : {"additionalProperties"_L1, "items"_L1}) {
            if (schema[word].isObject())
                check(path + u"[*]"_s, schema[word].toObject());
        }
    }

    ConfigSchema m_schema;
};

WSAGENT_TEST(TestConfigKeys)
#include "tst_configkeys.moc"
