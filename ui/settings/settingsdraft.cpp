#include "ui/settings/settingsdraft.h"

#include "app/profiles/fixfindings.h"
#include "gateway/instances/blockingfindings.h"
#include "gateway/instances/usersenvironment.h"
#include "gateway/instances/validator.h"

#include <algorithm>
#include <array>
#include <utility>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct FieldRule
{
    QLatin1StringView prefix;
    SettingsField field;
};

constexpr std::array keyFields{
    FieldRule{"gateway.port"_L1, SettingsField::Base},
    FieldRule{"gateway.auth"_L1, SettingsField::Secret},
    FieldRule{"browser.controlPort"_L1, SettingsField::Control},
    FieldRule{"browser."_L1, SettingsField::BrowserEndpoint},
    FieldRule{"agents."_L1, SettingsField::Workspace},
    FieldRule{"channels."_L1, SettingsField::Channel},
};

constexpr std::array codeFields{
    FieldRule{"profile.name"_L1, SettingsField::Name},
    FieldRule{"path.config"_L1, SettingsField::Config},
    FieldRule{"path.state"_L1, SettingsField::StateDir},
    FieldRule{"path.workspace"_L1, SettingsField::Workspace},
    FieldRule{"cdp."_L1, SettingsField::BrowserEndpoint},
    FieldRule{"channel."_L1, SettingsField::Channel},
    FieldRule{"gateway.auth"_L1, SettingsField::Secret},
    FieldRule{"compat.openclaw"_L1, SettingsField::Base},
    FieldRule{"port."_L1, SettingsField::Base},
};

template <typename Rules>
SettingsField match(const Rules &rules, const QString &text)
{
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&text](const FieldRule &rule) { return text.startsWith(rule.prefix); });
    return found == rules.end() ? SettingsField::Other : found->field;
}

/// What the config says of the member, and for the rest what was known of it.
InstanceFacts factsOf(const FleetMember &member, const LoadedConfig &loaded)
{
    InstanceFacts facts = factsFromConfig(member.profile, member.paths, loaded.effective);
    facts.name = member.name;
    facts.stateDir = member.facts.stateDir;
    facts.configPath = member.facts.configPath;
    facts.servicePort = member.facts.servicePort;
    facts.running = member.facts.running;
    facts.registryOrder = member.facts.registryOrder;
    return facts;
}

bool isBelow(const JsonPath &path, const JsonPath &ancestor)
{
    return path.size() >= ancestor.size() && path.first(ancestor.size()) == ancestor;
}

/// The uppermost section that would be left empty, unless it was there before anything was changed.
JsonPath withoutEmptyParents(JsonPath path, const QJsonObject &config, const QJsonObject &before)
{
    while (path.size() > 1) {
        const JsonPath parent = path.first(path.size() - 1);
        const QJsonValue section = valueAt(config, parent);
        if (!section.isObject() || section.toObject().size() > 1 || !valueAt(before, parent).isUndefined())
            break;
        path = parent;
    }
    return path;
}

/// The message of the first finding that forbids to save the profile; empty: none.
QString blockingMessage(const QList<Finding> &findings, const QString &profile)
{
    const QList<Finding> blocking =
        blockingFindings(findings, {.profile = profile, .undertaking = Undertaking::Edit});
    return blocking.isEmpty() ? QString() : blocking.first().message;
}

} // namespace

SettingsField fieldOf(const Finding &finding, const QString &profile)
{
    if (finding.fix && finding.fix->profile == profile) {
        const SettingsField byKey = match(keyFields, finding.fix->key);
        if (byKey != SettingsField::Other)
            return byKey;
    }
    return match(codeFields, finding.code);
}

SettingsDraft::SettingsDraft(Fleet fleet, InstanceSelection user, std::shared_ptr<const ConfigSchema> schema)
    : m_fleet(std::move(fleet))
    , m_user(std::move(user))
    , m_schema(std::move(schema))
{
    for (const FleetMember &member : std::as_const(m_fleet.members))
        begin(member);
}

QStringList SettingsDraft::profiles() const
{
    QStringList names;
    for (const FleetMember &member : m_fleet.members)
        names += member.name;
    return names;
}

const FleetMember &SettingsDraft::saved(const QString &profile) const
{
    const FleetMember *member = m_fleet.find(profile);
    Q_ASSERT(member);
    return *member;
}

const LoadedConfig &SettingsDraft::config(const QString &profile) const
{
    return edited(profile).loaded;
}

QByteArray SettingsDraft::text(const QString &profile) const
{
    return edited(profile).text;
}

InstanceFacts SettingsDraft::facts(const QString &profile) const
{
    const FleetMember &member = saved(profile);
    return isChanged(profile) ? factsOf(member, config(profile)) : member.facts;
}

QList<InstanceFacts> SettingsDraft::facts() const
{
    QList<InstanceFacts> all;
    for (const FleetMember &member : m_fleet.members)
        all += facts(member.name);
    return all;
}

QJsonValue SettingsDraft::written(const QString &profile, const QString &path) const
{
    const auto steps = parseJsonPath(path);
    return steps ? valueAt(config(profile).assembled, *steps) : QJsonValue(QJsonValue::Undefined);
}

QJsonValue SettingsDraft::effective(const QString &profile, const QString &path) const
{
    const auto steps = parseJsonPath(path);
    return steps ? valueAt(config(profile).effective, *steps) : QJsonValue(QJsonValue::Undefined);
}

Result<void> SettingsDraft::set(const QString &profile, const QString &path, const QJsonValue &value)
{
    auto steps = parseJsonPath(path);
    if (!steps)
        return steps.error();
    Edited &edit = edited(profile);
    if (valueAt(edit.loaded.source, *steps) == value)
        return {};
    if (value.isUndefined())
        *steps = withoutEmptyParents(*steps, edit.loaded.source, saved(profile).loaded.source);
    auto text = editJson5(edit.text, {{*steps, value}});
    if (!text)
        return text.error();
    edit.text = std::move(*text);
    edit.edits.removeIf([&steps](const JsonEdit &known) { return isBelow(known.path, *steps); });
    edit.edits += {*steps, value};
    evaluate(profile);
    return {};
}

void SettingsDraft::setText(const QString &profile, const QByteArray &text)
{
    Edited &edit = edited(profile);
    if (edit.text == text)
        return;
    edit.text = text;
    edit.edits.clear();
    edit.asText = true;
    evaluate(profile);
}

void SettingsDraft::discard(const QString &profile)
{
    begin(saved(profile));
}

bool SettingsDraft::isChanged(const QString &profile) const
{
    const Edited &edit = edited(profile);
    if (edit.asText || !edit.loaded.document)
        return edit.text != edit.base;
    return edit.loaded.source != saved(profile).loaded.source;
}

QStringList SettingsDraft::changedProfiles() const
{
    QStringList names = profiles();
    names.removeIf([this](const QString &name) { return !isChanged(name); });
    return names;
}

const QList<Finding> &SettingsDraft::findings() const
{
    if (!m_findings)
        m_findings = checkIsolation(m_fleet.host, facts());
    return *m_findings;
}

QList<Finding> SettingsDraft::findingsOf(const QString &profile) const
{
    QList<Finding> own = findings();
    own.removeIf([&profile](const Finding &finding) { return !finding.profiles.contains(profile); });
    return own;
}

QList<Finding> SettingsDraft::findingsAt(const QSet<SettingsField> &fields, const QString &profile) const
{
    QList<Finding> here;
    for (const ConfigIssue &issue : config(profile).errors) {
        if (fields.contains(match(keyFields, issue.path)))
            here += Finding{.code = issue.code, .profiles = {profile}, .message = issue.message};
    }
    for (const Finding &finding : findingsOf(profile)) {
        if (fields.contains(fieldOf(finding, profile)))
            here += finding;
    }
    return here;
}

bool SettingsDraft::apply(const Finding &finding)
{
    if (!finding.fix || !m_edited.contains(finding.fix->profile))
        return false;
    const auto edit = editFor(*finding.fix);
    return edit && set(finding.fix->profile, finding.fix->key, edit->value);
}

QString SettingsDraft::objection() const
{
    const QStringList changed = changedProfiles();
    for (const QString &profile : changed) {
        const QList<ConfigIssue> errors = config(profile).errors;
        if (!errors.isEmpty())
            return profile + u": "_s + toString(errors.first());
    }
    for (const QString &profile : changed) {
        if (const QString message = blockingMessage(findings(), profile); !message.isEmpty())
            return message;
    }
    return {};
}

QList<Finding> SettingsDraft::newWarnings() const
{
    const QStringList changed = changedProfiles();
    QList<Finding> fresh = findings();
    fresh.removeIf([&](const Finding &finding) {
        const bool concerns = std::any_of(changed.begin(), changed.end(), [&finding](const QString &profile) {
            return finding.profiles.contains(profile);
        });
        return finding.severity != Severity::Warning || !concerns || m_fleet.findings.contains(finding);
    });
    return fresh;
}

Result<int> SettingsDraft::suggestedBase(const QString &profile) const
{
    return suggestBase(profile, m_fleet.host, facts());
}

ReloadPlan SettingsDraft::plan(const QString &profile) const
{
    return planReload(saved(profile).loaded.effective, config(profile).effective, *m_schema);
}

SaveEffect SettingsDraft::effect(const QString &profile) const
{
    if (!isChanged(profile) || !saved(profile).facts.running)
        return SaveEffect::Nothing;
    const ReloadPlan changes = plan(profile);
    if (changes.isEmpty())
        return SaveEffect::Nothing;
    return changes.restartGateway ? SaveEffect::Restart : SaveEffect::AtOnce;
}

Result<void> SettingsDraft::save(const QString &profile, bool overwrite)
{
    const FleetMember &member = saved(profile);
    const Edited &edit = edited(profile);
    ConfigChange change;
    if (edit.asText)
        change.text = edit.text;
    else
        change.edits = edit.edits;
    if (!overwrite)
        change.base = edit.base;
    change.otherReader = [this, &member](const QString &file) {
        return m_fleet.otherReader(member.paths.configPath, file);
    };
    // What others wrote meanwhile is merged with what is changed here: that may collide again.
    change.guard = [&](const LoadedConfig &, const LoadedConfig &candidate) -> Result<void> {
        QList<InstanceFacts> all = facts();
        const auto own = std::find_if(
            all.begin(), all.end(), [&profile](const InstanceFacts &known) { return known.name == profile; });
        *own = factsOf(member, candidate);
        const QString message = blockingMessage(checkIsolation(m_fleet.host, all), profile);
        if (!message.isEmpty())
            return Error{message, u"take over what was changed meanwhile, and choose another value"_s,
                         ErrorKind::Isolation};
        return {};
    };
    const auto written = writeConfig(sourceOf(member), *m_schema, change);
    if (!written)
        return written.error();

    const auto known = std::find_if(m_fleet.members.begin(), m_fleet.members.end(),
                                    [&profile](const FleetMember &other) { return other.name == profile; });
    known->loaded = written->after;
    known->facts = factsOf(*known, known->loaded);
    begin(*known);
    m_fleet.findings = findings();
    return {};
}

ConfigSource SettingsDraft::sourceOf(const FleetMember &member) const
{
    ConfigSource source = member.source();
    source.environment = environmentOf(member);
    return source;
}

/// Variables that select an instance are about that one only.
QProcessEnvironment SettingsDraft::environmentOf(const FleetMember &member) const
{
    const bool isSelected =
        member.paths.stateDir == m_user.paths.stateDir && member.paths.configPath == m_user.paths.configPath;
    return isSelected ? m_user.environment : usersEnvironment(m_user.environment);
}

InstanceSelection SettingsDraft::instance(const QString &profile) const
{
    const FleetMember &member = saved(profile);
    return {member.profile, environmentOf(member), member.paths};
}

SettingsDraft::Edited &SettingsDraft::edited(const QString &profile)
{
    const auto found = m_edited.find(profile);
    Q_ASSERT(found != m_edited.end());
    return *found;
}

const SettingsDraft::Edited &SettingsDraft::edited(const QString &profile) const
{
    const auto found = m_edited.constFind(profile);
    Q_ASSERT(found != m_edited.constEnd());
    return *found;
}

void SettingsDraft::evaluate(const QString &profile)
{
    Edited &edit = edited(profile);
    edit.loaded = evaluateConfig(edit.text, sourceOf(saved(profile)), *m_schema);
    m_findings.reset();
}

void SettingsDraft::begin(const FleetMember &member)
{
    m_edited.insert(member.name,
                    {.base = member.loaded.raw, .text = member.loaded.raw, .loaded = member.loaded});
    m_findings.reset();
}

} // namespace wsagent
