#pragma once

#include <QJsonValue>
#include <QSet>
#include <QString>
#include <QStringList>

namespace wsagent {

/// Takes secrets out of text that somebody else is going to read: those it was told of, wherever they stand,
/// and whatever looks like one. It rather hides a harmless word than shows a secret.
class Scrubber
{
public:
    /// A text that must not be shown. Very short ones are passed over: they would be found everywhere.
    void addSecret(const QString &secret);
    /// A word that looks like a secret and is none, such as the id of the instance.
    void addHarmless(const QString &word) { m_harmless.insert(word); }

    QString scrubbed(const QString &text) const;
    /// Every text in the tree; the names of members stay.
    QJsonValue scrubbed(const QJsonValue &tree) const;

    qsizetype secretCount() const { return m_secrets.size(); }

private:
    QStringList m_secrets; ///< the longest first, so that none hides behind its own beginning
    QSet<QString> m_harmless;
};

/// Whether a word could be a token: long, and mixed as no word of a language is. Pure.
bool looksLikeToken(const QString &word);

} // namespace wsagent
