#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace wsagent {

/// A table for people: columns aligned, a bold header on a terminal. Cells may hold any text without line
/// breaks.
struct Table
{
    QStringList header;
    QList<QStringList> rows;
};

enum class Style { Plain, Bold, Dim, Good, Warning, Bad };

/// What a command says: text or JSON on standard output, diagnostics on standard error.
class Output
{
public:
    Output(bool json, bool colour, QString home)
        : m_json(json)
        , m_colour(colour)
        , m_home(std::move(home))
    {}

    bool json() const { return m_json; }

    void line(const QString &text = {}) const; ///< nothing with --json
    void note(const QString &text) const;      ///< a diagnostic on standard error
    void print(const Table &table) const;
    void document(const QJsonObject &document) const; ///< the one JSON document of a --json run
    void raw(const QByteArray &text) const;           ///< as it is, on standard output

    /// Says what went wrong and how to go on, in the form that was asked for; returns the exit code. `more`
    /// joins the error object of the JSON form.
    int fail(const Error &error, const QJsonObject &more = {}) const;

    QString styled(const QString &text, Style style) const;
    QString shortPath(const QString &path) const; ///< "~" for the home directory; text for people only

private:
    bool m_json = false;
    bool m_colour = false;
    QString m_home;
};

/// The kinds of `cli.md` 1.2.
QString errorType(ErrorKind kind);
int exitCodeFor(ErrorKind kind);

/// Colour only on a terminal that wants it: NO_COLOR, FORCE_COLOR, TERM=dumb.
bool wantsColour(bool noColorOption);

} // namespace wsagent
