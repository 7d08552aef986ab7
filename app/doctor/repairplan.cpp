#include "app/doctor/repair.h"

#include "app/profiles/fixfindings.h"
#include "gateway/config/crossfieldgateway.h"
#include "gateway/config/retiredkeys.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QString pathList(const QList<PrivatePath> &paths)
{
    constexpr qsizetype mostNamed = 3;
    QStringList names;
    for (const PrivatePath &path : paths.first(qMin(mostNamed, paths.size())))
        names += path.path;
    const qsizetype more = paths.size() - names.size();
    return names.join(", "_L1) + (more > 0 ? u" and %1 more"_s.arg(more) : QString());
}

QString keyList(const QList<JsonEdit> &edits)
{
    QStringList keys;
    for (const JsonEdit &edit : edits)
        keys += toString(edit.path);
    return keys.join(", "_L1);
}

bool isUnreadable(const LoadedConfig &loaded)
{
    return loaded.exists && !loaded.document &&
           std::any_of(loaded.errors.begin(), loaded.errors.end(),
                       [](const ConfigIssue &issue) { return issue.code == "config.syntax"_L1; });
}

/// Wrong values that were right in the older file. Who gets in is never decided by an older file.
QList<JsonEdit> olderValues(const DoctorFacts &facts)
{
    QList<JsonEdit> edits;
    for (const ConfigIssue &issue : facts.loaded.errors) {
        const auto path = parseJsonPath(issue.path);
        if (!path || path->isEmpty() || !issue.file.isEmpty() || concernsAccess(issue))
            continue;
        const QJsonValue older = valueAt(facts.restorePoint.source, *path);
        if (older != valueAt(facts.loaded.source, *path))
            edits += JsonEdit{*path, older};
    }
    return edits;
}

class Planner
{
public:
    Planner(const DoctorFacts &facts, const RepairWishes &wishes)
        : m_facts(facts)
        , m_wishes(wishes)
    {}

    QList<Repair> plan()
    {
        if (m_wishes.everything) {
            tighten();
            removeLeftovers();
            restore();
            migrate();
            isolate();
        }
        if (!m_wishes.newToken.isEmpty())
            generateToken();
        if (m_wishes.onlySafe)
            m_plan.removeIf([](const Repair &repair) { return !repair.isSafe; });
        return m_plan;
    }

private:
    void tighten()
    {
        QList<PrivatePath> loose = m_facts.privatePaths;
        loose.removeIf(
            [](const PrivatePath &path) { return !path.isOwn || !(path.permissions & othersPermissions); });
        if (!loose.isEmpty())
            m_plan += Repair{.kind = Repair::Kind::Tighten,
                             .id = u"permissions"_s,
                             .message = u"closed to others: %1"_s.arg(pathList(loose)),
                             .isSafe = true,
                             .paths = loose};
    }

    void removeLeftovers()
    {
        QList<PrivatePath> files;
        for (const Leftover &leftover : m_facts.leftovers) {
            if (leftover.kind != Leftover::Kind::PutAside)
                files += PrivatePath{leftover.path};
        }
        if (!files.isEmpty())
            m_plan += Repair{.kind = Repair::Kind::RemoveFiles,
                             .id = u"state"_s,
                             .message = u"removed: %1"_s.arg(pathList(files)),
                             .isSafe = true,
                             .paths = files};
    }

    void restore()
    {
        if (!m_facts.restorePoint)
            return;
        if (isUnreadable(m_facts.loaded)) {
            m_plan += Repair{.kind = Repair::Kind::RestoreConfig,
                             .id = u"config.syntax"_s,
                             .message = u"%1 is now what %2 was; the damaged text is kept beside it"_s.arg(
                                 m_facts.paths.configPath, m_facts.restorePoint.path)};
            return;
        }
        if (const QList<JsonEdit> edits = olderValues(m_facts); !edits.isEmpty())
            m_plan += Repair{.id = u"config.invalid"_s,
                             .message = u"%1 as in %2"_s.arg(keyList(edits), m_facts.restorePoint.path),
                             .edits = edits};
    }

    void migrate()
    {
        const LoadedConfig &loaded = m_facts.loaded;
        const bool newer =
            std::any_of(loaded.warnings.begin(), loaded.warnings.end(),
                        [](const ConfigIssue &issue) { return issue.code == "config.newer"_L1; });
        const QList<JsonEdit> edits = retiredKeyEdits(loaded.assembled, agentsInOrder(loaded.document));
        if (newer || edits.isEmpty())
            return;
        QList<JsonEdit> old = edits;
        old.removeIf([](const JsonEdit &edit) { return !edit.value.isUndefined(); });
        m_plan +=
            Repair{.id = u"config.retired_key"_s,
                   .message = u"written in today's form: %1"_s.arg(keyList(old.isEmpty() ? edits : old)),
                   .isSafe = true,
                   .edits = edits};
    }

    /// One move often ends several findings, so each key is moved once.
    void isolate()
    {
        for (const Finding &finding : m_facts.fleet.findings) {
            const bool own = finding.fix && finding.fix->profile == m_facts.name;
            const auto edit = own ? editFor(*finding.fix) : Error{};
            if (!own || finding.severity == Severity::Info || !edit)
                continue;
            m_plan += Repair{.id = finding.code, .message = finding.fix->describe(), .edits = {*edit}};
        }
    }

    /// A token that another gateway accepts, too, gives way to a new one; any other stays.
    void generateToken()
    {
        const QJsonObject gateway = m_facts.loaded.effective["gateway"_L1].toObject();
        const QJsonObject auth = gateway["auth"_L1].toObject();
        const QJsonValue token = auth["token"_L1];
        const bool present = token.isObject() || !token.toString().trimmed().isEmpty();
        const bool wanted = m_facts.loaded.document && effectiveAuthMode(auth) == "token"_L1;
        if (!wanted || hasRetiredToken(m_facts.loaded))
            return;
        if (present) {
            if (sharesSecret())
                replaceToken();
            return;
        }
        m_plan += Repair{.id = u"auth.token_missing"_s,
                         .message = u"gateway.auth.token is a new random one"_s,
                         .isSafe = true,
                         .edits = {{*parseJsonPath(u"gateway.auth.mode"_s), u"token"_s},
                                   {*parseJsonPath(u"gateway.auth.token"_s), m_wishes.newToken}}};
    }

    bool sharesSecret() const
    {
        const QList<Finding> &findings = m_facts.fleet.findings;
        return std::any_of(findings.begin(), findings.end(), [this](const Finding &finding) {
            return finding.code == "gateway.auth.shared_token"_L1 && finding.profiles.contains(m_facts.name);
        });
    }

    void replaceToken()
    {
        const QString key = u"gateway.auth.token"_s;
        const Repair repair{.id = u"gateway.auth.shared_token"_s,
                            .message =
                                FindingFix{.profile = m_facts.name, .key = key, .newSecret = true}.describe(),
                            .edits = {{*parseJsonPath(key), m_wishes.newToken}}};
        const bool isPlanned = std::any_of(m_plan.begin(), m_plan.end(), [&repair](const Repair &planned) {
            return planned.sameAs(repair);
        });
        if (!isPlanned)
            m_plan += repair;
    }

    const DoctorFacts &m_facts;
    const RepairWishes &m_wishes;
    QList<Repair> m_plan;
};

} // namespace

QList<Repair> planRepairs(const DoctorFacts &facts, const RepairWishes &wishes)
{
    return Planner(facts, wishes).plan();
}

} // namespace wsagent
