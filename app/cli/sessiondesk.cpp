#include "app/cli/sessiondesk.h"

#include "app/cli/secretaccess.h"
#include "gateway/instances/runtimefile.h"
#include "gateway/instances/statelock.h"
#include "gateway/methods/methodtable.h"
#include "gateway/methods/sessionmethods.h"

#include <QEventLoop>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

SessionStoreOptions storeOptions(const CommandContext &context, const LoadedConfig &config)
{
    const InstancePaths &paths = context.selection.paths;
    const QString store = config.effective["session"_L1]["store"_L1].toString();
    return {.stateDir = paths.stateDir,
            .storeTemplate = store.isEmpty() ? store : absolutePath(store, paths.home, paths.home),
            .rules = sessionKeyRules(config.effective),
            .report = [out = context.out](const QString &text) {
                out.note(text);
            }};
}

} // namespace

/// What stands behind the methods when no gateway does.
struct SessionDesk::Local
{
    Local(StateLock held, SessionStoreOptions options)
        : lock(std::move(held))
        , store(std::move(options))
    {
        const SessionServices services{
            .store = &store,
            .subscriptions = &subscriptions,
            .runs = &runs,
            .worker = &worker,
            .announce = [](QLatin1StringView, const QString &, const QJsonObject &) {
            }};
        addSessionMethods(table, services);
        addSessionChangeMethods(table, services);
        addSessionCleanupMethod(table, services);
        addChatHistoryMethods(table, services);
    }

    CommandApplication application;
    StateLock lock;
    SessionStore store;
    SessionSubscriptions subscriptions;
    SessionRuns runs;
    MethodTable table;
    Worker worker;
};

SessionDesk::SessionDesk(CommandContext &context, RpcOptions options)
    : m_context(context)
    , m_options(std::move(options))
{}

SessionDesk::SessionDesk(SessionDesk &&other) noexcept = default;
SessionDesk::~SessionDesk() = default;

Result<SessionDesk> SessionDesk::open(CommandContext &context, const RpcOptions &options)
{
    SessionDesk desk(context, options);
    const auto runtime = readRuntimeFile(context.selection.paths.stateDir);
    const bool isRemote = !options.url.empty() || !options.port.empty();
    if (isRemote || (runtime && isAlive(*runtime)))
        return desk;
    const auto config = context.loadValid();
    if (!config)
        return config.error();
    auto lock = StateLock::acquire(context.selection.paths, StateLock::Role::Maintenance);
    if (!lock)
        return lock.error();
    desk.m_local = std::make_unique<Local>(*std::move(lock), storeOptions(context, *config));
    return desk;
}

Result<QJsonObject> SessionDesk::ask(const QString &method, const QJsonObject &params)
{
    if (!m_local) {
        const auto answer = callGateway(m_context, m_options, method, params);
        return answer ? Result(answer->payload.toObject()) : answer.error();
    }
    QByteArray frame;
    QEventLoop loop;
    const Caller owner{.role = u"operator"_s, .scopes = {u"operator.admin"_s}, .local = true};
    m_local->table.dispatch({.id = u"1"_s, .method = method, .params = params}, owner, 0,
                            Reply(u"1"_s, [&](const QByteArray &text) {
                                frame = text;
                                loop.quit();
                            }));
    if (frame.isEmpty())
        loop.exec(); // some read much, on a thread of their own
    const QJsonObject answer = QJsonDocument::fromJson(frame).object();
    if (answer["ok"_L1].toBool())
        return answer["payload"_L1].toObject();
    return Error{answer["error"_L1]["message"_L1].toString(), m_context.hint(u"sessions list"_s)};
}

} // namespace wsagent
