#include "gateway/sessions/linesbackwards.h"

#include <algorithm>

namespace wsagent {

namespace {

constexpr qint64 blockSize = 64 * 1024;

} // namespace

LinesBackwards::LinesBackwards(const AppendFile &file)
    : m_file(file)
    , m_start(file.size())
{}

bool LinesBackwards::readBlock()
{
    const qint64 size = std::min(blockSize, m_start);
    if (size == 0)
        return false;
    auto block = m_file.read(m_start - size, size);
    m_failed = !block || block->size() != size;
    if (m_failed)
        return false;
    m_block = *std::move(block);
    m_start -= size;
    m_left = size;
    return true;
}

void LinesBackwards::keep(const QByteArray &piece)
{
    m_collecting = true;
    m_collected += piece.size();
    if (m_collected <= largestLine)
        m_pieces += piece;
    else
        m_pieces.clear();
}

LinesBackwards::Line LinesBackwards::take(qint64 offset)
{
    Line line{.offset = offset};
    for (auto piece = m_pieces.crbegin(); piece != m_pieces.crend(); ++piece)
        line.text += *piece;
    m_pieces.clear();
    m_collected = 0;
    m_collecting = false;
    return line;
}

std::optional<LinesBackwards::Line> LinesBackwards::next()
{
    for (;;) {
        if (m_left == 0 && !readBlock()) {
            if (m_collecting && !m_failed)
                return take(0);
            return std::nullopt;
        }
        const qsizetype end = m_block.lastIndexOf('\n', m_left - 1);
        const qsizetype begin = end + 1;
        const bool more = begin < m_left;
        if (more)
            keep(m_block.sliced(begin, m_left - begin));
        if (end < 0) {
            m_left = 0;
            continue;
        }
        m_left = end;
        // The end of the file itself ends no line.
        const bool wasEnd = !m_collecting && m_start + end + 1 == m_file.size();
        if (!wasEnd)
            return take(m_start + begin);
    }
}

} // namespace wsagent
