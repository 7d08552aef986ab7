#include "gateway/instances/servicedefinition.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QChar unescaped(QChar c)
{
    switch (c.unicode()) {
    case u'n':
        return u'\n';
    case u't':
        return u'\t';
    case u's':
        return u' ';
    default:
        return c; // quotes, backslash, and what needs no escape
    }
}

/// Splits as systemd.syntax(7) says: words apart by white space, quotes of both kinds, C escapes.
QStringList words(const QString &text)
{
    QStringList result;
    QString word;
    bool inWord = false;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'\\' && i + 1 < text.size()) {
            word += unescaped(text[++i]);
            inWord = true;
        } else if (!quote.isNull() && c == quote) {
            quote = {};
        } else if (quote.isNull() && (c == u'"' || c == u'\'')) {
            quote = c;
            inWord = true;
        } else if (quote.isNull() && c.isSpace()) {
            if (inWord)
                result += word;
            word.clear();
            inWord = false;
        } else {
            word += c;
            inWord = true;
        }
    }
    if (inWord)
        result += word;
    return result;
}

/// %% is a percent sign and %h the home; what else there is does not occur in what we write.
QString withSpecifiers(const QString &text, const QString &home)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool specifier = text[i] == u'%' && i + 1 < text.size();
        if (specifier && text[i + 1] == u'%')
            result += text[++i];
        else if (specifier && text[i + 1] == u'h' && ++i)
            result += home;
        else
            result += text[i];
    }
    return result;
}

/// The lines, those that end in a backslash joined with the next.
QStringList logicalLines(const QByteArray &text)
{
    QStringList lines;
    QString joined;
    for (const QString &line : QString::fromUtf8(text).split(u'\n')) {
        const QString trimmed = line.trimmed();
        if (trimmed.startsWith(u'#') || trimmed.startsWith(u';'))
            continue; // also between joined lines
        joined += trimmed;
        if (joined.endsWith(u'\\')) {
            joined.back() = u' ';
            continue;
        }
        lines += joined;
        joined.clear();
    }
    return joined.isEmpty() ? lines : lines + QStringList{joined};
}

void readEnvironment(const QString &value, const QString &home, ServiceDefinition &definition)
{
    if (value.isEmpty()) // an empty assignment forgets what stood before
        definition.environment.clear();
    for (const QString &word : words(value)) {
        const qsizetype equals = word.indexOf(u'=');
        if (equals > 0)
            definition.environment[word.left(equals)] = withSpecifiers(word.mid(equals + 1), home);
    }
}

void readCommand(const QString &value, const QString &home, ServiceDefinition &definition)
{
    definition.command.clear();
    for (const QString &word : words(value))
        definition.command += withSpecifiers(word, home).replace("$$"_L1, "$"_L1);
    QString *program = definition.command.isEmpty() ? nullptr : &definition.command.first();
    while (program && !program->isEmpty() && u"@-:+!"_s.contains(program->front()))
        program->remove(0, 1);
}

} // namespace

ServiceDefinition parseSystemdUnit(const QByteArray &text, const QString &home)
{
    ServiceDefinition definition;
    bool inService = false;
    for (const QString &line : logicalLines(text)) {
        if (line.startsWith(u'[')) {
            inService = line == "[Service]"_L1;
            continue;
        }
        const QString key = line.section(u'=', 0, 0).trimmed();
        const QString value = line.section(u'=', 1).trimmed();
        if (inService && key == "Environment"_L1)
            readEnvironment(value, home, definition);
        else if (inService && key == "ExecStart"_L1)
            readCommand(value, home, definition);
    }
    return definition;
}

} // namespace wsagent
