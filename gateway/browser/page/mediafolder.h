#pragma once

#include "gateway/base/result.h"

#include <QString>

namespace wsagent {

/// Where pictures and documents of pages are put. Only the newest stay, so that it does not grow without end.
class MediaFolder
{
public:
    static constexpr int mostFiles = 100;

    explicit MediaFolder(QString path)
        : m_path(std::move(path))
    {}

    const QString &path() const { return m_path; }
    /// The path of the new file. `suffix` without a dot.
    Result<QString> store(const QByteArray &content, const QString &suffix) const;

private:
    QString m_path;
};

} // namespace wsagent
