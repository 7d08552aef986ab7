#include "app/services/definitionwriter.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<void> checkWritable(const QString &text, const QString &what)
{
    const bool isClean = std::none_of(text.begin(), text.end(), [](QChar character) {
        return character.category() == QChar::Other_Control || character.isNonCharacter();
    });
    if (isClean)
        return {};
    return Error{u"%1 holds a character that a service definition cannot hold"_s.arg(what),
                 u"use a path without line breaks and control characters"_s, ErrorKind::Usage};
}

Result<void> checkWritable(const ServiceSpec &spec)
{
    for (const QString &word : spec.command) {
        if (const auto clean = checkWritable(word, u"the command"_s); !clean)
            return clean;
    }
    for (const auto &[name, value] : spec.environment) {
        if (const auto clean = checkWritable(value, name); !clean)
            return clean;
    }
    for (const QString &path : {spec.workingDirectory, spec.environmentFile, spec.logDirectory}) {
        if (const auto clean = checkWritable(path, u"the state directory"_s); !clean)
            return clean;
    }
    return {};
}

QString xmlEscaped(const QString &text)
{
    return text.toHtmlEscaped().replace(u'\'', "&apos;"_L1);
}

} // namespace wsagent
