#pragma once

#include <QHash>

#include <list>

namespace wsagent {

/// A map of at most `Most` keys: a new one takes the place of the one that was touched longest ago.
template <typename Key, typename Value, qsizetype Most>
class RecentMap
{
public:
    struct Entry
    {
        Key key;
        Value value;
    };

    RecentMap() = default;
    ~RecentMap() = default;
    Q_DISABLE_COPY_MOVE(RecentMap) // the places would point into the other one's list

    qsizetype size() const { return m_places.size(); }
    /// Oldest first.
    const std::list<Entry> &entries() const { return m_entries; }

    /// Null when the key is not there. Does not touch it.
    const Value *find(const Key &key) const
    {
        const auto place = m_places.constFind(key);
        return place == m_places.constEnd() ? nullptr : &(*place)->value;
    }
    Value *find(const Key &key)
    {
        const auto place = m_places.constFind(key);
        return place == m_places.constEnd() ? nullptr : &(*place)->value;
    }

    /// Makes the key the newest one, and adds it when it is not there.
    Value &touch(const Key &key)
    {
        if (const auto place = m_places.constFind(key); place != m_places.constEnd()) {
            m_entries.splice(m_entries.end(), m_entries, *place);
            return m_entries.back().value;
        }
        if (m_places.size() >= Most)
            removeOldest();
        m_entries.push_back({key, Value()});
        m_places.insert(key, std::prev(m_entries.end()));
        return m_entries.back().value;
    }

    bool remove(const Key &key)
    {
        const auto place = m_places.constFind(key);
        if (place == m_places.constEnd())
            return false;
        m_entries.erase(*place);
        m_places.erase(place);
        return true;
    }

    /// Removes from the oldest on until the first that is not over. Tells whether there was one.
    template <typename Predicate>
    bool removeOldestWhile(Predicate isOver)
    {
        const qsizetype before = size();
        while (!m_entries.empty() && isOver(m_entries.front().value))
            removeOldest();
        return size() != before;
    }

private:
    void removeOldest()
    {
        m_places.remove(m_entries.front().key);
        m_entries.pop_front();
    }

    std::list<Entry> m_entries;
    QHash<Key, typename std::list<Entry>::iterator> m_places;
};

} // namespace wsagent
