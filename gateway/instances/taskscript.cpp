#include "gateway/instances/servicedefinition.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Words apart by blanks; double quotes keep blanks. Percent signs are doubled in batch files.
QStringList words(const QString &line)
{
    QStringList result;
    QString word;
    bool quoted = false;
    for (const QChar c : line) {
        if (c == u'"')
            quoted = !quoted;
        else if (c == u' ' && !quoted)
            result += std::exchange(word, {});
        else
            word += c;
    }
    result += word;
    result.removeAll(QString());
    return result.replaceInStrings(u"%%"_s, u"%"_s);
}

} // namespace

ServiceDefinition parseTaskScript(const QByteArray &text)
{
    ServiceDefinition definition;
    for (const QString &raw : QString::fromUtf8(text).split(u'\n')) {
        const QString line = raw.trimmed();
        const QString first = line.section(u' ', 0, 0).toLower();
        if (first == "set"_L1) {
            const QString assignment = words(line).value(1);
            const qsizetype equals = assignment.indexOf(u'=');
            if (equals > 0)
                definition.environment[assignment.left(equals)] = assignment.mid(equals + 1);
        } else if (!line.isEmpty() && first != "rem"_L1 && first != "cd"_L1 && first != "@echo"_L1) {
            definition.command = words(line);
        }
    }
    return definition;
}

} // namespace wsagent
