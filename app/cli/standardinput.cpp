#include "app/cli/standardinput.h"

#include <QFile>

#include <cstdio>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<QByteArray> readStandardInput(qint64 limit)
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered))
        return Error{u"standard input cannot be read"_s, {}, ErrorKind::Io};
    QByteArray content;
    while (content.size() <= limit) {
        // A pipe gives what is in it now, which need not be all.
        const QByteArray part = input.read(limit + 1 - content.size());
        if (part.isEmpty())
            return content;
        content += part;
    }
    return Error{u"standard input holds more than %1 KiB"_s.arg(limit / 1024), {}, ErrorKind::Usage};
}

} // namespace wsagent
