#include "app/cli/output.h"

#include "gateway/base/exitcodes.h"

#include <QJsonDocument>

#include <cstdio>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

void write(std::FILE *to, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, size_t(text.size()), to);
}

const char *escape(Style style)
{
    switch (style) {
    case Style::Plain:
        return "";
    case Style::Bold:
        return "\x1b[1m";
    case Style::Dim:
        return "\x1b[2m";
    case Style::Good:
        return "\x1b[32m";
    case Style::Warning:
        return "\x1b[33m";
    case Style::Bad:
        return "\x1b[31m";
    }
    Q_UNREACHABLE();
}

/// The width on a terminal: colour sequences take none.
qsizetype visibleLength(const QString &text)
{
    qsizetype length = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'\x1b')
            i = text.indexOf(u'm', i);
        else if (!text[i].isLowSurrogate())
            ++length;
    }
    return length;
}

} // namespace

void Output::line(const QString &text) const
{
    if (!m_json)
        write(stdout, (text + u'\n').toUtf8());
}

void Output::note(const QString &text) const
{
    write(stderr, (text + u'\n').toUtf8());
}

void Output::print(const Table &table) const
{
    QList<qsizetype> widths(table.header.size(), 0);
    const auto measure = [&widths](const QStringList &row) {
        for (qsizetype i = 0; i < row.size() && i < widths.size(); ++i)
            widths[i] = qMax(widths[i], visibleLength(row[i]));
    };
    const auto print = [this, &widths](const QStringList &row, Style style) {
        QString text;
        for (qsizetype i = 0; i < row.size(); ++i) {
            const bool last = i + 1 == row.size();
            text += styled(row[i], style);
            if (!last)
                text += QString(widths.value(i) - visibleLength(row[i]) + 2, u' ');
        }
        line(text);
    };

    measure(table.header);
    for (const QStringList &row : table.rows)
        measure(row);
    print(table.header, Style::Bold);
    for (const QStringList &row : table.rows)
        print(row, Style::Plain);
}

void Output::document(const QJsonObject &document) const
{
    write(stdout, QJsonDocument(document).toJson(QJsonDocument::Indented));
}

void Output::raw(const QByteArray &text) const
{
    write(stdout, text);
}

int Output::fail(const Error &error, const QJsonObject &more) const
{
    if (m_json) {
        QJsonObject details = more;
        details["type"_L1] = errorType(error.kind);
        details["message"_L1] = error.message;
        if (!error.fix.isEmpty())
            details["fix"_L1] = error.fix;
        document({{"ok"_L1, false}, {"error"_L1, details}});
    } else {
        note(styled(u"ws-agent: "_s, Style::Bad) + error.message);
        if (!error.fix.isEmpty())
            note(u"  try: "_s + error.fix);
    }
    return exitCodeFor(error.kind);
}

QString Output::styled(const QString &text, Style style) const
{
    if (!m_colour || style == Style::Plain || text.isEmpty())
        return text;
    return QLatin1String(escape(style)) + text + "\x1b[0m"_L1;
}

QString Output::shortPath(const QString &path) const
{
    if (m_home.isEmpty() || (path != m_home && !path.startsWith(m_home + u'/')))
        return path;
    return u'~' + path.mid(m_home.size());
}

QString errorType(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage:
        return u"usage"_s;
    case ErrorKind::ConfigInvalid:
        return u"config_invalid"_s;
    case ErrorKind::NotFound:
        return u"not_found"_s;
    case ErrorKind::Conflict:
        return u"conflict"_s;
    case ErrorKind::Isolation:
        return u"isolation_error"_s;
    case ErrorKind::Unreachable:
        return u"gateway_transport_error"_s;
    case ErrorKind::Failed:
    case ErrorKind::Io:
        return u"cli_error"_s;
    }
    Q_UNREACHABLE();
}

int exitCodeFor(ErrorKind kind)
{
    return kind == ErrorKind::Usage ? ExitUsage : ExitFailure;
}

bool wantsColour(bool noColorOption)
{
    if (noColorOption || qEnvironmentVariableIsSet("NO_COLOR"))
        return false;
    if (qgetenv("FORCE_COLOR") == "1")
        return true;
#ifdef Q_OS_UNIX
    return isatty(STDOUT_FILENO) && qgetenv("TERM") != "dumb";
#else
    return false;
#endif
}

} // namespace wsagent
