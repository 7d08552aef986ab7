#include "app/cli/doctorview.h"

#include <QJsonArray>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;
using Status = DoctorCheck::Status;

namespace {

QString mark(const Output &out, Status status)
{
    switch (status) {
    case Status::Ok:
        return out.styled(u"✓"_s, Style::Good);
    case Status::Info:
        return out.styled(u"·"_s, Style::Dim);
    case Status::Warning:
        return out.styled(u"!"_s, Style::Warning);
    case Status::Error:
        return out.styled(u"✗"_s, Style::Bad);
    }
    Q_UNREACHABLE();
}

/// Paths below the home directory, wherever they stand in the text, as people write them. A quoted one stays:
/// a shell expands no "~" there.
QString withShortPaths(const Output &out, const QString &text)
{
    QStringList words = text.split(u' ');
    for (QString &word : words)
        word = out.shortPath(word);
    return words.join(u' ');
}

int countOf(const QList<DoctorCheck> &checks, Status status)
{
    return int(std::count_if(checks.begin(), checks.end(),
                             [status](const DoctorCheck &check) { return check.status == status; }));
}

QString plural(int count, const QString &word)
{
    return u"%1 %2%3"_s.arg(count).arg(word, count == 1 ? QString() : u"s"_s);
}

QString summary(const Output &out, const QList<DoctorCheck> &checks, const DoctorFacts &facts)
{
    const int errors = countOf(checks, Status::Error);
    const int warnings = countOf(checks, Status::Warning);
    if (errors + warnings == 0)
        return out.styled(u"All is well."_s, Style::Good);
    QStringList parts;
    if (errors > 0)
        parts += out.styled(plural(errors, u"error"_s), Style::Bad);
    if (warnings > 0)
        parts += out.styled(plural(warnings, u"warning"_s), Style::Warning);
    const QString counted = parts.join(", "_L1) + u'.';
    const bool mendable = !planRepairs(facts, {}).isEmpty();
    return mendable ? u"%1 What can be mended: %2"_s.arg(counted, facts.hint(u"doctor --fix"_s)) : counted;
}

/// Many of a kind are counted after the first few; a command that mends several stands below the last.
void printColumns(const Output &out, const QList<DoctorCheck> &checks, qsizetype width)
{
    constexpr int mostOfAKind = 5;
    const QString margin(width + 6, u' ');
    int ofThisKind = 0;
    for (qsizetype i = 0; i < checks.size(); ++i) {
        const DoctorCheck &check = checks[i];
        const bool more = i + 1 < checks.size() && checks[i + 1].id == check.id;
        if (++ofThisKind <= mostOfAKind)
            out.line(u"  %1 %2  %3"_s.arg(mark(out, check.status), check.id.leftJustified(width),
                                          withShortPaths(out, check.message)));
        else if (!more)
            out.line(margin + u"and %1 more"_s.arg(ofThisKind - mostOfAKind));
        const bool sameFix = more && checks[i + 1].fix == check.fix;
        if (!check.fix.isEmpty() && !sameFix && (ofThisKind <= mostOfAKind || !more))
            out.line(margin + out.styled(u"→ "_s, Style::Dim) + withShortPaths(out, check.fix));
        ofThisKind = more ? ofThisKind : 0;
    }
}

QJsonArray toJson(const QList<Repair> &repairs)
{
    QJsonArray array;
    for (const Repair &repair : repairs)
        array += QJsonObject{{"id"_L1, repair.id}, {"message"_L1, repair.message}};
    return array;
}

QJsonArray toJson(const QList<DriftRow> &rows)
{
    QJsonArray array;
    for (const DriftRow &row : rows)
        array += QJsonObject{{"what"_L1, row.what},           {"unit"_L1, row.unit},
                             {"arguments"_L1, row.arguments}, {"environment"_L1, row.environment},
                             {"config"_L1, row.config},       {"process"_L1, row.process},
                             {"drifted"_L1, row.hasDrifted()}};
    return array;
}

void printDrift(const Output &out, const QList<DriftRow> &rows)
{
    if (rows.isEmpty())
        return;
    const auto cell = [&out](const QString &value) {
        return value.isEmpty() ? u"-"_s : out.shortPath(value);
    };
    Table table;
    table.header = {QString(),        u"CONFIG"_s,  u"SERVICE"_s, u"ARGUMENTS"_s,
                    u"ENVIRONMENT"_s, u"GATEWAY"_s, QString()};
    for (const DriftRow &row : rows)
        table.rows += {row.what,
                       cell(row.config),
                       cell(row.unit),
                       cell(row.arguments),
                       cell(row.environment),
                       cell(row.process),
                       row.hasDrifted() ? out.styled(u"differs"_s, Style::Warning) : QString()};
    out.print(table);
}

} // namespace

QJsonObject doctorDocument(bool ok, const QList<DoctorCheck> &checks, const QList<DriftRow> &drift,
                           const RepairReport *repairs)
{
    QJsonArray array;
    for (const DoctorCheck &check : checks)
        array += toJson(check);
    QJsonObject document{{"ok"_L1, ok}, {"checks"_L1, array}};
    if (!drift.isEmpty())
        document["drift"_L1] = toJson(drift);
    if (!repairs)
        return document;

    QJsonArray failed;
    for (const RepairReport::Failure &failure : repairs->failed)
        failed += QJsonObject{{"id"_L1, failure.repair.id}, {"message"_L1, failure.error.message}};
    document["fixed"_L1] = toJson(repairs->done);
    document["declined"_L1] = toJson(repairs->declined);
    document["failed"_L1] = failed;
    return document;
}

void printRepairs(const Output &out, const RepairReport &report)
{
    for (const Repair &repair : report.done)
        out.line(out.styled(u"fixed"_s, Style::Good) + u"    "_s + withShortPaths(out, repair.message));
    for (const Repair &repair : report.declined)
        out.line(out.styled(u"left"_s, Style::Dim) + u"     "_s + repair.id);
    for (const RepairReport::Failure &failure : report.failed) {
        out.note(out.styled(u"not fixed"_s, Style::Bad) +
                 u" %1: %2"_s.arg(failure.repair.id, failure.error.message));
        if (!failure.error.fix.isEmpty())
            out.note(u"  try: "_s + failure.error.fix);
    }
}

void printChecks(const Output &out, const DoctorFacts &facts, const QList<DoctorCheck> &checks)
{
    out.line(out.styled(u"Profile %1"_s.arg(out.shortPath(facts.name)), Style::Bold) + u"  "_s +
             out.shortPath(facts.paths.stateDir));

    qsizetype width = 0;
    for (const DoctorCheck &check : checks)
        width = qMax(width, check.id.size());
    printColumns(out, checks, width);
    printDrift(out, facts.drift);
    out.line(summary(out, checks, facts));
}

} // namespace wsagent
