#include "gateway/config/keydistance.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace wsagent {

int editDistance(QStringView a, QStringView b)
{
    const qsizetype width = b.size() + 1;
    std::vector<int> beforeLast(width);
    std::vector<int> last(width);
    std::vector<int> current(width);
    for (qsizetype j = 0; j < width; ++j)
        last[j] = int(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        current[0] = int(i);
        for (qsizetype j = 1; j < width; ++j) {
            const int replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                current[j] = std::min(current[j], beforeLast[j - 2] + 1);
        }
        std::swap(beforeLast, last);
        std::swap(last, current);
    }
    return last[width - 1];
}

QString mostSimilar(const QString &word, const QStringList &candidates)
{
    constexpr int longestKey = 64; // longer ones are no slips, and would only cost time
    if (word.isEmpty() || word.size() > longestKey)
        return {};
    const QString folded = word.toLower();
    int best = std::clamp(int(word.size()) / 3, 1, 3) + 1;
    QString nearest;
    for (const QString &candidate : candidates) {
        if (std::abs(candidate.size() - word.size()) >= best)
            continue;
        const int distance = editDistance(folded, candidate.toLower());
        if (distance < best) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

} // namespace wsagent
