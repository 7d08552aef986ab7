#include "gateway/agents/exec/safebins.h"

#include <QRegularExpression>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// What a filter may be given. Letters and long names that are not here are refused.
struct Rule
{
    QString name;
    QString flags;     ///< letters without a value
    QString values;    ///< letters with a value, in the same word or the next
    QStringList long_; ///< long options; a value follows "="
    int positionals = 0;
};

const QList<Rule> &rules()
{
    static const QList<Rule> all{
        {u"jq"_s,
         u"acCeijMnrsS"_s,
         {},
         {u"compact-output"_s, u"raw-output"_s, u"slurp"_s, u"sort-keys"_s, u"null-input"_s,
          u"exit-status"_s},
         1},
        {u"grep"_s,
         u"abcEFGHhilLnoqsTvwxyzZP"_s,
         u"ABCme"_s,
         {u"ignore-case"_s, u"invert-match"_s, u"count"_s, u"only-matching"_s, u"max-count"_s,
          u"line-number"_s, u"extended-regexp"_s, u"fixed-strings"_s, u"word-regexp"_s},
         1},
        {u"cut"_s,
         u"nsz"_s,
         u"bcdf"_s,
         {u"delimiter"_s, u"fields"_s, u"complement"_s, u"only-delimited"_s, u"output-delimiter"_s,
          u"characters"_s, u"bytes"_s},
         0},
        {u"sort"_s,
         u"bcCdfghiMnrRsuVz"_s,
         u"kt"_s,
         {u"key"_s, u"field-separator"_s, u"numeric-sort"_s, u"reverse"_s, u"unique"_s,
          u"human-numeric-sort"_s, u"version-sort"_s},
         0},
        {u"uniq"_s, u"cdDiuz"_s, u"fsw"_s, {u"count"_s, u"repeated"_s, u"unique"_s, u"ignore-case"_s}, 0},
        {u"head"_s, u"qvz0123456789"_s, u"cn"_s, {u"lines"_s, u"bytes"_s, u"quiet"_s}, 0},
        {u"tail"_s, u"qvz0123456789"_s, u"cn"_s, {u"lines"_s, u"bytes"_s, u"quiet"_s}, 0},
        {u"tr"_s, u"cCdst"_s, {}, {u"complement"_s, u"delete"_s, u"squeeze-repeats"_s}, 2},
        {u"wc"_s, u"clLmw"_s, {}, {u"bytes"_s, u"chars"_s, u"lines"_s, u"words"_s, u"max-line-length"_s}, 0},
    };
    return all;
}

bool looksLikePath(const QString &text)
{
    static const QRegularExpression path(uR"(^(~|\.{0,2}/)|^\.{1,2}$|^[A-Za-z]:[\\/]|(^|/)\.\.(/|$)|^@)"_s);
    return path.match(text).hasMatch();
}

/// jq can read the environment, other files and modules by words of its language.
bool reachesOut(const QString &filter)
{
    static const QRegularExpression word(
        uR"(\benv\b|ENV|\b(import|include|input_filename|input|inputs|modulemeta|get_search_list|debug|stderr|halt_error)\b|\$__)"_s);
    return word.match(filter).hasMatch();
}

} // namespace

const QStringList &defaultSafeBins()
{
    static const QStringList names = [] {
        QStringList result;
        for (const Rule &rule : rules())
            result += rule.name;
        return result;
    }();
    return names;
}

QString safeBinObjection(const QString &name, const QStringList &arguments)
{
    Rule rule;
    for (const Rule &each : rules()) {
        if (each.name == name)
            rule = each;
    }
    int positionals = 0;
    bool hasPattern = false; // grep -e: the positional would be a file
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        if (argument == "--"_L1 || argument == "-"_L1)
            return u"%1 may not take \"%2\""_s.arg(name, argument);
        if (argument.startsWith("--"_L1)) {
            const QString option = argument.mid(2).section(u'=', 0, 0);
            if (!rule.long_.contains(option) || looksLikePath(argument.section(u'=', 1)))
                return u"%1 may not take --%2"_s.arg(name, option);
            continue;
        }
        if (argument.startsWith(u'-')) {
            for (qsizetype j = 1; j < argument.size(); ++j) {
                if (rule.values.contains(argument[j])) {
                    hasPattern = hasPattern || argument[j] == u'e';
                    i += j + 1 == argument.size() ? 1 : 0; // the value is the next word
                    break;
                }
                if (!rule.flags.contains(argument[j]))
                    return u"%1 may not take -%2"_s.arg(name, argument[j]);
            }
            continue;
        }
        ++positionals;
        if (looksLikePath(argument))
            return u"%1 may not take a path"_s.arg(name);
        if (name == "jq"_L1 && reachesOut(argument))
            return u"this filter of jq reaches beyond its input"_s;
    }
    if (positionals > rule.positionals - (hasPattern && rule.positionals > 0 ? 1 : 0))
        return u"%1 may not take a file"_s.arg(name);
    return {};
}

} // namespace wsagent
