// How long it takes to open a long session, to list many, and to write down what is said.
#include "gateway/sessions/sessionstore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

constexpr int runs = 21;

QJsonObject message(int i)
{
    return {
        {"role"_L1, i % 2 == 0 ? u"user"_s : u"assistant"_s},
        {"content"_L1, u"message %1, as long as such messages are: about two hundred characters, so that the "
                       "whole has a size like that of a session somebody has worked in for years."_s.arg(i)}};
}

template <typename Work>
void measure(const char *what, Work work, int times = runs)
{
    std::vector<double> milliseconds;
    for (int run = 0; run < times; ++run) {
        QElapsedTimer clock;
        clock.start();
        work();
        milliseconds.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](double share) {
        return milliseconds[std::size_t(share * double(times - 1))];
    };
    std::printf("| %s | %.2f ms | %.2f ms | %.2f ms |\n", what, at(0.5), at(0.99), milliseconds.back());
}

[[noreturn]] void fail(const QString &why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    std::exit(1);
}

void makeTranscript(const QString &path, int lines)
{
    auto transcript = Transcript::open(path, u"s-1"_s);
    for (int i = 0; transcript && i < lines; ++i) {
        if (!transcript->appendMessage(message(i)))
            fail(u"the transcript cannot be written"_s);
    }
}

void longSessions(const QTemporaryDir &directory)
{
    for (const int lines : {1000, 100'000}) {
        const QString path = directory.filePath(u"%1.jsonl"_s.arg(lines));
        makeTranscript(path, lines);
        const auto open = [&path] {
            const auto transcript = Transcript::open(path, u"s-1"_s);
            const auto page = transcript->page({.limit = 200});
            if (page->rows.size() != 200)
                fail(u"the page is incomplete"_s);
        };
        measure(qPrintable(u"open a session of %1 lines, read the last 200"_s.arg(lines)), open);
    }
}

void manySessions(const QTemporaryDir &directory)
{
    constexpr int sessions = 10'000;
    const SessionStoreOptions options{.stateDir = directory.path()};
    {
        SessionStore store(options);
        for (int i = 0; i < sessions; ++i) {
            const auto made = store.change({.agentId = u"main"_s, .rest = u"dashboard:%1"_s.arg(i)},
                                           [i](SessionEntry &entry) {
                                               entry.updatedAt = i;
                                               entry.label = u"session %1"_s.arg(i);
                                           },
                                           {.durable = Durable::No});
            if (!made)
                fail(made.error().message);
        }
    }
    const auto read = [&options] {
        if (SessionStore(options).sessions()->size() != sessions)
            fail(u"the index is incomplete"_s);
    };
    measure("read the index of 10 000 sessions", read, 5);
    SessionStore store(options);
    measure("list the newest 200 of 10 000", [&store] {
        const SessionSelection selection = selectSessions(*store.sessions(), {.limit = 200});
        if (selection.page.size() != 200 || selection.total != sessions)
            fail(u"the list is incomplete"_s);
    });
    measure("find one of 10 000 by its label", [&store] {
        if (selectSessions(*store.sessions(), {.search = u"session 7777"_s}).total != 1)
            fail(u"the session is not found"_s);
    });
    const SessionKey key{.agentId = u"main"_s, .rest = u"dashboard:1"_s};
    int i = 0;
    measure(
        "append a message, on the disk",
        [&] {
            if (!store.append(key, message(++i), {}, Durable::Yes))
                fail(u"the message is not written"_s);
        },
        301);
    measure(
        "append a message, to the system",
        [&] {
            if (!store.append(key, message(++i), {}, Durable::No))
                fail(u"the message is not written"_s);
        },
        301);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir directory;
    std::puts("| Sessions | Median | 99 of 100 | Worst |\n| --- | ---: | ---: | ---: |");
    longSessions(directory);
    manySessions(directory);
}
