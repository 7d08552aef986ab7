#include "app/cli/findingsview.h"

#include "app/profiles/newinstance.h"

#include <QJsonArray>

#include <algorithm>
#include <cstdio>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

Style styleOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return Style::Bad;
    case Severity::Warning:
        return Style::Warning;
    case Severity::Info:
        return Style::Dim;
    }
    Q_UNREACHABLE();
}

bool canAsk(const Output &out)
{
#ifdef Q_OS_UNIX
    return !out.json() && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
#else
    return false;
#endif
}

} // namespace

QString describeFinding(const Output &out, const Finding &finding)
{
    QStringList ports;
    for (const int port : finding.ports)
        ports += QString::number(port);
    QString line = out.styled(severityName(finding.severity).leftJustified(7), styleOf(finding.severity)) +
                   "  "_L1 + out.styled(finding.code, Style::Bold) + "  "_L1 + finding.profiles.join(", "_L1);
    if (!ports.isEmpty())
        line += "  "_L1 + ports.join(u',');
    line += "\n         "_L1 + finding.message;
    if (finding.fix)
        line += "\n         fix: "_L1 + finding.fix->profile + ": "_L1 + finding.fix->describe();
    else if (!finding.advice.isEmpty())
        line += "\n         "_L1 + finding.advice;
    return line;
}

QJsonArray toJson(const QList<Finding> &findings)
{
    QJsonArray array;
    for (const Finding &finding : findings)
        array += toJson(finding);
    return array;
}

int countOf(const QList<Finding> &findings, Severity severity)
{
    return int(std::count_if(findings.begin(), findings.end(),
                             [severity](const Finding &finding) { return finding.severity == severity; }));
}

int failNewInstance(const Output &out, const NewInstanceError &refused)
{
    if (!out.json()) {
        for (const Finding &finding : refused.findings)
            out.note(describeFinding(out, finding));
    }
    return out.fail(refused.error, {{"findings"_L1, toJson(refused.findings)}});
}

bool confirm(const Output &out, const QString &question, bool yes)
{
    if (yes || !canAsk(out))
        return true;
    out.raw((question + " [y/N] "_L1).toUtf8());
    std::fflush(stdout);
    const int answer = std::getchar();
    for (int rest = answer; rest != '\n' && rest != EOF;) // or it would answer the next question
        rest = std::getchar();
    return answer == 'y' || answer == 'Y';
}

} // namespace wsagent
