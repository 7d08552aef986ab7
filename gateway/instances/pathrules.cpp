#include "gateway/instances/isolationrules.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

enum class Kind { Config, State, Workspace };

struct PlacedPath
{
    int instance = 0;
    Kind kind = Kind::State;
    QString text = {};
    ResolvedPath resolved = {};
};

/// Those that are equal in some way, as indexes, in the order of their coming. Most are alone: no list for
/// each.
class Groups
{
public:
    void add(const QString &key, int index)
    {
        m_next.resize(index + 1, none);
        Ends &ends = m_ends[key];
        if (ends.first == none)
            ends.first = index;
        else
            m_next[ends.last] = index;
        ends.last = index;
    }

    template <typename Visit>
    void each(const QString &key, const Visit &visit) const
    {
        const auto ends = m_ends.constFind(key);
        for (int index = ends == m_ends.constEnd() ? none : ends->first; index != none; index = m_next[index])
            visit(index);
    }

    /// All pairs of equal ones, the earlier one first.
    template <typename Visit>
    void eachPair(const Visit &visit) const
    {
        for (const Ends &ends : m_ends) {
            for (int i = ends.first; i != none; i = m_next[i]) {
                for (int j = m_next[i]; j != none; j = m_next[j])
                    visit(i, j);
            }
        }
    }

private:
    static constexpr int none = -1;
    struct Ends
    {
        int first = none;
        int last = none;
    };

    QHash<QString, Ends> m_ends;
    QList<int> m_next; ///< by index
};

QString viaOf(const PlacedPath &a, const PlacedPath &b)
{
    if (a.text == b.text)
        return {};
    if (a.resolved.path != b.resolved.path)
        return u"hardlink"_s;
    const auto plain = [](const PlacedPath &path) {
        return path.resolved.unfolded.isEmpty() ? path.resolved.path : path.resolved.unfolded;
    };
    return plain(a) == plain(b) ? u"symlink"_s : u"case"_s;
}

QString reached(const QString &via)
{
    return via.isEmpty() ? QString()
                         : u" (through a %1)"_s.arg(via == "symlink"_L1 ? u"link"_s
                                                    : via == "case"_L1  ? u"difference in case"_s
                                                                        : u"hard link"_s);
}

/// Collects all paths, finds equal and nested ones by walking each path's ancestors through a hash.
class PathRules
{
public:
    explicit PathRules(IsolationCheck &check)
        : m_check(check)
    {}

    void run()
    {
        for (const ClaimedInstance &instance : m_check.instances)
            place(instance);
        findShared();
        findNested();
        for (const PlacedPath &path : std::as_const(m_paths))
            checkOwn(m_check.instances[path.instance], path);
        findSharedData();
    }

private:
    QString variable(const char *name) const
    {
        return m_check.host.environment.value(QLatin1String(name)).trimmed();
    }

    QString stateDirOf(const ClaimedInstance &instance) const
    {
        if (!instance.facts.stateDir.isEmpty())
            return instance.facts.stateDir;
        const QString given = variable("WS_AGENT_STATE_DIR");
        return given.isEmpty() ? defaultStateDir(instance) : given;
    }

    QString defaultStateDir(const ClaimedInstance &instance) const
    {
        const QString suffix = instance.isDefault() ? QString() : u'-' + instance.name;
        return m_check.host.home + "/.ws-agent"_L1 + suffix;
    }

    QString configPathOf(const ClaimedInstance &instance) const
    {
        if (!instance.facts.configPath.isEmpty())
            return instance.facts.configPath;
        const QString given = variable("WS_AGENT_CONFIG_PATH");
        return given.isEmpty() ? stateDirOf(instance) + "/ws-agent.json"_L1 : given;
    }

    QString defaultWorkspace(const ClaimedInstance &instance) const
    {
        const bool suffixed = !instance.isDefault() && !instance.isCustom();
        return stateDirOf(instance) + "/workspace"_L1 + (suffixed ? u'-' + instance.name : QString());
    }

    QStringList workspacesOf(const ClaimedInstance &instance) const
    {
        return instance.facts.workspaces.isEmpty() ? QStringList{defaultWorkspace(instance)}
                                                   : instance.facts.workspaces;
    }

    void place(const ClaimedInstance &instance)
    {
        place(instance.index, Kind::State, stateDirOf(instance));
        place(instance.index, Kind::Config, configPathOf(instance));
        for (const QString &workspace : workspacesOf(instance))
            place(instance.index, Kind::Workspace, workspace);
    }

    void place(int instance, Kind kind, const QString &text)
    {
        m_paths += PlacedPath{instance, kind, text, m_check.host.resolve(text)};
        const int index = int(m_paths.size()) - 1;
        m_byPath.add(m_paths.last().resolved.path, index);
        if (kind == Kind::Config && !m_paths.last().resolved.fileId.isEmpty())
            m_byFile.add(m_paths.last().resolved.fileId, index);
    }

    static quint64 pairKey(int a, int b)
    {
        const auto [low, high] = std::minmax(a, b);
        return quint64(quint32(low)) << 32 | quint32(high);
    }

    const ClaimedInstance &instance(const PlacedPath &path) const { return m_check.instances[path.instance]; }

    /// Once for each pair and code, however many paths say so.
    bool isFirst(const QString &code, int a, int b)
    {
        const QString id = code + u'|' + QString::number(a) + u'|' + QString::number(b);
        if (m_reported.contains(id))
            return false;
        m_reported += id;
        return true;
    }

    void findShared()
    {
        const auto compare = [this](int i, int j) {
            const PlacedPath &a = m_paths[i];
            const PlacedPath &b = m_paths[j];
            if (a.kind == b.kind && a.instance != b.instance)
                reportShared(a, b);
        };
        m_byPath.eachPair(compare);
        m_byFile.eachPair(compare);
    }

    void reportShared(const PlacedPath &a, const PlacedPath &b)
    {
        static constexpr QLatin1String codes[] = {"path.config.shared"_L1, "path.state.shared"_L1,
                                                  "path.workspace.shared"_L1};
        const QString code = codes[int(a.kind)];
        if (!isFirst(code, std::min(a.instance, b.instance), std::max(a.instance, b.instance)))
            return;
        Finding finding = pairFinding(code, Severity::Error, instance(a), instance(b));
        finding.via = viaOf(a, b);
        const QString where = a.text + reached(finding.via);
        const QString &first = finding.profiles[0];
        const QString &second = finding.profiles[1];
        const ClaimedInstance &subject = m_check.advisor.subject(instance(a), instance(b));
        switch (a.kind) {
        case Kind::Config:
            m_sharedConfigs += pairKey(a.instance, b.instance);
            m_sharingConfig += a.instance;
            m_sharingConfig += b.instance;
            finding.message = u"%1 and %2 use the same config file %3."_s.arg(first, second, where);
            finding.advice =
                u"give %1 the config %2/ws-agent.json"_s.arg(subject.name, defaultStateDir(subject));
            break;
        case Kind::State:
            m_stateTies += pairKey(a.instance, b.instance);
            finding.message = u"%1 and %2 share the state directory %3."_s.arg(first, second, where);
            finding.advice = u"give %1 the state directory %2"_s.arg(subject.name, defaultStateDir(subject));
            break;
        case Kind::Workspace:
            m_sharedWorkspaces += pairKey(a.instance, b.instance);
            finding.message = u"%1 and %2 work in the same directory %3."_s.arg(first, second, where);
            finding.fix = ownWorkspace(subject);
            break;
        }
        m_check.findings += finding;
    }

    FindingFix ownWorkspace(const ClaimedInstance &owner) const
    {
        return {owner.name, u"agents.defaults.workspace"_s, defaultWorkspace(owner)};
    }

    /// State directories first: what lies in shared or nested ones says nothing new (4.3, rule 4).
    void findNested()
    {
        for (const bool statesOnly : {true, false}) {
            for (const PlacedPath &inner : std::as_const(m_paths)) {
                eachAncestor(inner, [&](const PlacedPath &outer) {
                    const bool states = inner.kind == Kind::State && outer.kind == Kind::State;
                    if (states == statesOnly && outer.kind != Kind::Config &&
                        outer.instance != inner.instance)
                        reportNested(inner, outer);
                });
            }
        }
    }

    /// Calls `visit` for each placed path that is a parent of this one; for files also its directory.
    template <typename Visit>
    void eachAncestor(const PlacedPath &path, const Visit &visit)
    {
        const QList<int> above = placedAbove(path.resolved.path);
        for (const int index : above)
            visit(m_paths[index]);
    }

    /// What is placed above a path, nearest first. Remembered, since most paths have their parents in common.
    QList<int> placedAbove(const QString &path)
    {
        const qsizetype slash = path.lastIndexOf(u'/');
        if (slash < 0 || path.size() == 1)
            return {};
        const QString parent = path.left(std::max<qsizetype>(slash, 1));
        if (const auto known = m_placedAt.constFind(parent); known != m_placedAt.constEnd())
            return *known;
        QList<int> placed;
        m_byPath.each(parent, [&placed](int index) { placed += index; });
        placed += placedAbove(parent);
        return *m_placedAt.insert(parent, placed);
    }

    void reportNested(const PlacedPath &inner, const PlacedPath &outer)
    {
        const ClaimedInstance &a = instance(inner);
        const ClaimedInstance &b = instance(outer);
        const bool tied = m_stateTies.contains(pairKey(a.index, b.index));
        if (inner.kind == Kind::State && outer.kind == Kind::State) {
            if (!tied)
                add(u"path.state.nested"_s, Severity::Error, a, b,
                    u"The state directory of %1 is inside that of %2."_s.arg(a.name, b.name), {},
                    u"give %1 the state directory %2"_s.arg(a.name, defaultStateDir(a)));
            m_stateTies += pairKey(a.index, b.index);
            return;
        }
        if (inner.kind == Kind::Workspace && outer.kind == Kind::Workspace) {
            if (!m_sharedWorkspaces.contains(pairKey(a.index, b.index)))
                add(u"path.workspace.nested"_s, Severity::Warning, a, b,
                    u"The workspace of %1 is inside that of %2; the agent of %2 can change it."_s.arg(a.name,
                                                                                                      b.name),
                    ownWorkspace(m_check.advisor.subject(a, b)));
            return;
        }
        if (tied)
            return;
        if (inner.kind == Kind::State && outer.kind == Kind::Workspace)
            add(u"path.state.in_foreign_workspace"_s, Severity::Error, a, b,
                u"The agent of %1 can read the credentials of %2: %3 is inside %4."_s.arg(
                    b.name, a.name, inner.text, outer.text),
                ownWorkspace(b));
        else if (inner.kind == Kind::Workspace && outer.kind == Kind::State &&
                 !sharesWorkspaceOf(inner, outer))
            add(u"path.workspace.in_foreign_state"_s, Severity::Warning, a, b,
                u"Resetting or backing up %1 includes the workspace of %2."_s.arg(b.name, a.name),
                ownWorkspace(a));
        else if (inner.kind == Kind::Config && outer.kind == Kind::State &&
                 !m_sharedConfigs.contains(pairKey(a.index, b.index)))
            add(u"path.config.in_foreign_state"_s, Severity::Warning, a, b,
                u"The config of %1 lies in the state directory of %2; resetting %2 removes it."_s.arg(a.name,
                                                                                                      b.name),
                {}, u"move it into the state directory of %1"_s.arg(a.name));
    }

    /// Two that share a workspace are told so; that it lies with one of them is no news.
    bool sharesWorkspaceOf(const PlacedPath &inner, const PlacedPath &outer) const
    {
        return m_sharedWorkspaces.contains(pairKey(inner.instance, outer.instance));
    }

    void add(const QString &code, Severity severity, const ClaimedInstance &a, const ClaimedInstance &b,
             const QString &message, std::optional<FindingFix> fix, const QString &advice = {})
    {
        if (isFirst(code, a.index, b.index))
            m_check.findings += Finding{.code = code,
                                        .severity = severity,
                                        .profiles = {a.name, b.name},
                                        .message = message,
                                        .advice = advice,
                                        .fix = std::move(fix)};
    }

    void checkOwn(const ClaimedInstance &instance, const PlacedPath &path)
    {
        if (path.kind == Kind::Config && path.resolved.isLink && !m_sharingConfig.contains(instance.index))
            addOwn(instance, u"path.config.symlink"_s,
                   u"%1 is a link; the next write replaces the link."_s.arg(path.text), {},
                   u"point WS_AGENT_CONFIG_PATH at %1"_s.arg(path.resolved.path));
        if (path.kind == Kind::State)
            checkStateInOwnWorkspace(instance, path);
    }

    void checkStateInOwnWorkspace(const ClaimedInstance &instance, const PlacedPath &state)
    {
        const auto holds = [&](const PlacedPath &outer) {
            if (outer.kind == Kind::Workspace && outer.instance == instance.index &&
                isFirst(u"path.state.in_own_workspace"_s, instance.index, instance.index))
                addOwn(instance, u"path.state.in_own_workspace"_s,
                       u"The workspace of %1 contains its own state directory (credentials, sessions)."_s.arg(
                           instance.name),
                       ownWorkspace(instance));
        };
        m_byPath.each(state.resolved.path, [&](int same) { holds(m_paths[same]); });
        eachAncestor(state, holds);
    }

    void addOwn(const ClaimedInstance &instance, const QString &code, const QString &message,
                std::optional<FindingFix> fix, const QString &advice = {})
    {
        m_check.findings += Finding{.code = code,
                                    .severity = Severity::Warning,
                                    .profiles = {instance.name},
                                    .message = message,
                                    .advice = advice,
                                    .fix = std::move(fix)};
    }

    void findSharedData()
    {
        QHash<QString, QList<int>> byKeyAndPath;
        for (const ClaimedInstance &instance : m_check.instances) {
            const auto &paths = instance.facts.dataPaths;
            for (auto path = paths.begin(); path != paths.end(); ++path)
                byKeyAndPath[path.key() + u'\n' + m_check.host.resolve(*path).path] += instance.index;
        }
        for (auto group = byKeyAndPath.begin(); group != byKeyAndPath.end(); ++group) {
            for (qsizetype i = 0; i < group->size(); ++i) {
                for (qsizetype j = i + 1; j < group->size(); ++j)
                    reportSharedData(group.key().section(u'\n', 0, 0), m_check.instances[group->at(i)],
                                     m_check.instances[group->at(j)]);
            }
        }
    }

    void reportSharedData(const QString &key, const ClaimedInstance &a, const ClaimedInstance &b)
    {
        const bool mild = key == "logging.file"_L1 || key == "canvasHost.root"_L1;
        Finding finding =
            pairFinding(u"path.data.shared"_s, mild ? Severity::Warning : Severity::Error, a, b);
        finding.via = key;
        finding.message = u"%1 and %2 write to the same %3: %4."_s.arg(
            finding.profiles[0], finding.profiles[1], key, a.facts.dataPaths.value(key));
        finding.fix = FindingFix{m_check.advisor.subject(a, b).name, key};
        m_check.findings += finding;
    }

    IsolationCheck &m_check;
    QList<PlacedPath> m_paths;
    Groups m_byPath;
    Groups m_byFile;
    QHash<QString, QList<int>> m_placedAt; ///< a directory or above it
    QSet<quint64> m_stateTies;             ///< shared or nested state directories
    QSet<quint64> m_sharedWorkspaces;
    QSet<quint64> m_sharedConfigs;
    QSet<int> m_sharingConfig;
    QSet<QString> m_reported;
};

} // namespace

void checkPaths(IsolationCheck &check)
{
    PathRules(check).run();
}

} // namespace wsagent
