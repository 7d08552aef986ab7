#pragma once

#include "gateway/base/appendfile.h"

#include <QList>

namespace wsagent {

/// The lines of a file from its end to its beginning, read in blocks: whoever wants the last hundred of a
/// million reads little more than these.
class LinesBackwards
{
public:
    static constexpr qsizetype largestLine = 32 * 1024 * 1024; ///< longer ones come as empty

    struct Line
    {
        qint64 offset = 0;
        QByteArray text = {}; ///< without its end
    };

    explicit LinesBackwards(const AppendFile &file);

    /// Nothing at the beginning of the file, or when it cannot be read.
    std::optional<Line> next();
    bool failed() const { return m_failed; }

private:
    bool readBlock();
    void keep(const QByteArray &piece);
    Line take(qint64 offset);

    const AppendFile &m_file;
    QByteArray m_block;
    qint64 m_start = 0;         ///< of the block in the file
    qsizetype m_left = 0;       ///< bytes of the block that have not been looked at
    QList<QByteArray> m_pieces; ///< of the line that is being collected, the last one first
    qsizetype m_collected = 0;
    bool m_collecting = false;
    bool m_failed = false;
};

} // namespace wsagent
