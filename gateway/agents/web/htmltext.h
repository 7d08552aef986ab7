#pragma once

#include <QString>

namespace wsagent {

enum class HtmlAs { Markdown, Text };

/// What a page says: headings, lists, links, code and tables in Markdown, or only the text. Scripts, styles
/// and what is hidden are left out. `title`: of the page, when asked for.
QString textOfHtml(const QString &html, HtmlAs as, QString *title = nullptr);

} // namespace wsagent
