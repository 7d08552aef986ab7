#include "gateway/config/retiredkeys.h"

#include "gateway/base/json5tree.h"

#include <QJsonArray>
#include <QUrl>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// One retired key that is present, and how it is mended.
struct Retired
{
    QString path;
    QString becomes;              ///< what the warning says
    QList<JsonEdit> edits = {};   ///< set the new keys, then remove the old one
    bool stillUnderstood = false; ///< the edits are also carried out when the config is read
    bool isError = false;         ///< reported by the schema instead
    bool isWritten = true;        ///< else it came to its place by an edit before this one
};

/// What is found is mended at once, so that one who looks later sees what became of the keys before: an old
/// key may have moved from another old one, and two may go to the same place.
class Finder
{
public:
    explicit Finder(const QJsonObject &config, const QStringList &agents = {})
        : m_config(config)
        , m_tree(config)
        , m_agents(agents)
    {}

    QList<Retired> find()
    {
        moved(u"gateway.token"_s, u"gateway.auth.token"_s);
        removed(u"canvasHost.port"_s, u"the canvas is served on the gateway port"_s);
        removed(u"bridge"_s, u"nodes use the gateway port"_s);
        bindHost();
        controlUrl();
        idleMinutes();
        agentEntries();
        movedMembers(u"agent"_s, u"agents.defaults"_s);
        routing();
        rootIdentity();
        rootChannels();
        directMessageKeys();
        queueModes();
        speechSwitch();
        sandboxScopes();
        return m_found;
    }

private:
    static JsonPath path(const QString &text) { return *parseJsonPath(text); }
    QJsonValue value(const QString &text) const { return valueAt(m_tree, path(text)); }
    bool has(const QString &text) const { return !value(text).isUndefined(); }

    Retired &keep(Retired retired)
    {
        retired.isWritten = !valueAt(m_config, path(retired.path)).isUndefined();
        for (const JsonEdit &edit : retired.edits)
            m_tree = withValueAt(m_tree, edit.path, edit.value);
        m_found.append(std::move(retired));
        return m_found.last();
    }

    Retired &add(const QString &from, const QString &becomes, QList<JsonEdit> edits)
    {
        edits.append({path(from), QJsonValue::Undefined});
        return keep({from, becomes, edits});
    }

    void removed(const QString &from, const QString &why)
    {
        if (has(from))
            add(from, u"is not used any more: "_s + why, {});
    }

    /// `converted` is the value for the new place; undefined when there is nothing to carry over.
    Retired *movedAs(const QString &from, const QString &to, const QJsonValue &converted)
    {
        if (!has(from))
            return nullptr;
        if (has(to))
            return &add(from, u"is called %1 now, which is set already"_s.arg(to), {});
        return &add(from, u"is called %1 now"_s.arg(to), {{path(to), converted}});
    }

    void moved(const QString &from, const QString &to) { movedAs(from, to, value(from)); }

    void movedMembers(const QString &from, const QString &to)
    {
        if (!has(from))
            return;
        QList<JsonEdit> edits;
        const QJsonObject members = value(from).toObject();
        for (auto it = members.begin(); it != members.end(); ++it) {
            const JsonPath target = path(to) + JsonPath{{it.key()}};
            if (valueAt(m_tree, target).isUndefined())
                edits.append({target, it.value()});
        }
        add(from, u"is called %1 now"_s.arg(to), edits);
    }

    void bindHost()
    {
        const QString bind = value(u"gateway.bind"_s).toString();
        const QString mode = bindModeFor(bind);
        if (mode.isEmpty())
            return;
        QList<JsonEdit> edits{{path(u"gateway.bind"_s), mode}};
        if (mode == "custom"_L1 && !has(u"gateway.customBindHost"_s))
            edits.append({path(u"gateway.customBindHost"_s), bind});
        keep({.path = u"gateway.bind"_s, .becomes = {}, .edits = edits, .isError = true});
    }

    void controlUrl()
    {
        const QUrl url(value(u"browser.controlUrl"_s).toString());
        const bool loopback = bindModeFor(url.host()) == "loopback"_L1;
        if (loopback && url.port() > 0)
            movedAs(u"browser.controlUrl"_s, u"browser.controlPort"_s, url.port());
        else
            removed(u"browser.controlUrl"_s, u"browser control runs inside the gateway"_s);
    }

    void idleMinutes()
    {
        const QJsonValue minutes = value(u"session.idleMinutes"_s);
        const QJsonObject idleOnly{{u"mode"_s, u"idle"_s}, {u"idleMinutes"_s, minutes}};
        Retired *retired = has(u"session.reset"_s)
                               ? movedAs(u"session.idleMinutes"_s, u"session.reset.idleMinutes"_s, minutes)
                               : movedAs(u"session.idleMinutes"_s, u"session.reset"_s, idleOnly);
        if (retired)
            retired->stillUnderstood = true;
    }

    void agentEntries()
    {
        if (!has(u"agents.entries"_s))
            return;
        QJsonArray list = value(u"agents.list"_s).toArray();
        const QJsonObject entries = value(u"agents.entries"_s).toObject();
        const QString ofSystem = value(u"agents.defaults.systemAgent.agentId"_s).toString();
        const QStringList ids = agentIds(entries);
        for (const QString &id : ids) {
            QJsonObject agent = entries[id].toObject();
            agent.insert("id"_L1, id);
            if (id == ofSystem)
                agent.insert("default"_L1, true);
            list.append(agent);
        }
        QList<JsonEdit> edits{{path(u"agents.list"_s), list}};
        if (entries.contains(ofSystem))
            edits.append({path(u"agents.defaults.systemAgent"_s), QJsonValue::Undefined});
        add(u"agents.entries"_s, u"is called agents.list now, a list whose entries have an id"_s, edits);
    }

    QStringList agentIds(const QJsonObject &entries) const
    {
        QStringList ids = m_agents;
        ids.removeIf([&entries](const QString &id) { return !entries.contains(id); });
        for (auto it = entries.begin(); it != entries.end(); ++it) {
            if (!ids.contains(it.key()))
                ids += it.key();
        }
        return ids;
    }

    void routing()
    {
        if (!has(u"routing"_s))
            return;
        static constexpr std::pair<const char16_t *, const char16_t *> places[] = {
            {u"routing.bindings", u"bindings"},
            {u"routing.groupChat", u"messages.groupChat"},
            {u"routing.queue", u"messages.queue"},
            {u"routing.agentToAgent", u"tools.agentToAgent"},
        };
        QList<JsonEdit> edits;
        for (const auto &[from, to] : places) {
            const QString target = QString::fromUtf16(to);
            if (const QString old = QString::fromUtf16(from); has(old) && !has(target))
                edits.append({path(target), value(old)});
        }
        add(u"routing"_s,
            u"is called bindings and messages.groupChat now; other keys below it have no successor"_s, edits);
    }

    void rootIdentity()
    {
        if (has(u"agents.list[0]"_s))
            moved(u"identity"_s, u"agents.list[0].identity"_s);
        else if (has(u"identity"_s))
            add(u"identity"_s, u"is called agents.list[0].identity now"_s,
                {{path(u"agents.list"_s),
                  QJsonArray{QJsonObject{{u"id"_s, u"main"_s}, {u"identity"_s, value(u"identity"_s)}}}}});
    }

    void rootChannels()
    {
        for (const auto channel : {"telegram"_L1, "discord"_L1, "slack"_L1, "matrix"_L1, "irc"_L1,
                                   "signal"_L1, "mattermost"_L1, "xmpp"_L1, "webchat"_L1})
            moved(channel, "channels."_L1 + channel);
    }

    void directMessageKeys()
    {
        for (const auto channel : {"discord"_L1, "slack"_L1, "matrix"_L1}) {
            const QString base = "channels."_L1 + channel;
            directMessageKeys(base);
            const QStringList accounts = value(base + u".accounts"_s).toObject().keys();
            for (const QString &account : accounts)
                directMessageKeys(toString(path(base + u".accounts"_s) + JsonPath{{account}}));
        }
    }

    void directMessageKeys(const QString &base)
    {
        for (const auto &[nested, flat] :
             {std::pair(u".dm.policy"_s, u".dmPolicy"_s), std::pair(u".dm.allowFrom"_s, u".allowFrom"_s)}) {
            if (has(base + flat) && value(base + flat) != value(base + nested))
                continue; // which one is meant is for a person to say; a cross-field error asks
            if (Retired *retired = movedAs(base + nested, base + flat, value(base + nested)))
                retired->stillUnderstood = true;
        }
    }

    void queueMode(const QString &at)
    {
        if (value(at) == "queue"_L1)
            keep({at, u"has the mode queue, which is called steer now"_s, {{path(at), u"steer"_s}}, true});
    }

    void queueModes()
    {
        queueMode(u"messages.queue.mode"_s);
        const QString byChannel = u"messages.queue.byChannel"_s;
        const QStringList channels = value(byChannel).toObject().keys();
        for (const QString &channel : channels)
            queueMode(toString(path(byChannel) + JsonPath{{channel}}));
    }

    void speechSwitch()
    {
        const bool on = value(u"messages.tts.enabled"_s).toBool();
        movedAs(u"messages.tts.enabled"_s, u"messages.tts.auto"_s, on ? u"always"_s : u"off"_s);
    }

    void sandboxScope(const QString &base)
    {
        const bool perSession = value(base + u".perSession"_s).toBool();
        movedAs(base + u".perSession"_s, base + u".scope"_s, perSession ? u"session"_s : u"shared"_s);
    }

    void sandboxScopes()
    {
        sandboxScope(u"agents.defaults.sandbox"_s);
        for (qsizetype i = 0; i < value(u"agents.list"_s).toArray().size(); ++i)
            sandboxScope(u"agents.list[%1].sandbox"_s.arg(i));
    }

    const QJsonObject &m_config;
    QJsonValue m_tree;
    const QStringList &m_agents; ///< as written
    QList<Retired> m_found;
};

} // namespace

QList<ConfigIssue> retiredKeys(const QJsonObject &config)
{
    QList<ConfigIssue> issues;
    for (const Retired &retired : Finder(config).find()) {
        if (!retired.isError && retired.isWritten)
            issues.append({.level = ConfigIssue::Level::Warning,
                           .code = u"config.retired_key"_s,
                           .path = retired.path,
                           .message = retired.becomes});
    }
    return issues;
}

QList<JsonEdit> retiredKeyEdits(const QJsonObject &config, const QStringList &agents)
{
    QList<JsonEdit> edits;
    for (const Retired &retired : Finder(config, agents).find())
        edits.append(retired.edits);
    return edits;
}

QStringList agentsInOrder(const std::optional<Json5Document> &file)
{
    return file ? json5KeysAt(*file, *parseJsonPath(u"agents.entries"_s)) : QStringList();
}

QJsonObject withoutRetiredKeys(const QJsonObject &config)
{
    QJsonValue tree = config;
    for (const Retired &retired : Finder(config).find()) {
        if (retired.isError || !retired.isWritten)
            continue;
        for (const JsonEdit &edit : retired.edits) {
            if (retired.stillUnderstood || edit.value.isUndefined())
                tree = withValueAt(tree, edit.path, edit.value);
        }
    }
    return tree.toObject();
}

QString bindModeFor(const QString &host)
{
    const QString folded = host.trimmed().toLower();
    if (folded == "0.0.0.0"_L1 || folded == "::"_L1 || folded == "*"_L1 || folded == "[::]"_L1)
        return u"lan"_s;
    if (folded == "localhost"_L1 || folded == "::1"_L1 || folded == "[::1]"_L1 ||
        folded.startsWith("127."_L1))
        return u"loopback"_s;
    if (folded == "tailscale"_L1)
        return u"tailnet"_s;
    const QStringList parts = folded.split(u'.');
    for (const QString &part : parts) {
        bool isNumber = false;
        if (part.toUShort(&isNumber) > 255 || !isNumber)
            return {};
    }
    return parts.size() == 4 ? u"custom"_s : QString();
}

} // namespace wsagent
