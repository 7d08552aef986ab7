#include "gateway/browser/cdp/cdpdiscovery.h"
#include "tests/support/foreignbrowser.h"
#include "tests/support/pageserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QNetworkAccessManager>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace wsagent;
using namespace wsagent::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 15;
constexpr int clicks = 200;
constexpr int rows = 8334; // of a table: six nodes of the document each

double median(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return times.at(times.size() / 2);
}

/// How much of a call is ours: the time from what the browser says to what we say next, and nothing of the
/// time that the browser takes.
class OwnTime
{
public:
    explicit OwnTime(Forwarder &forwarder)
    {
        forwarder.onBytes = [this](bool fromTarget) {
            if (!fromTarget)
                end();
            else
                begin();
        };
    }
    /// From when it is our turn.
    void begin()
    {
        m_clock.start();
        m_isOurs = true;
    }
    void end()
    {
        if (m_isOurs)
            m_sum += double(m_clock.nsecsElapsed()) / 1e6;
        m_isOurs = false;
    }
    /// ms since it was asked last
    double take()
    {
        end();
        return std::exchange(m_sum, 0);
    }

private:
    QElapsedTimer m_clock;
    double m_sum = 0;
    bool m_isOurs = false;
};

/// Attached to a browser through a port that sees all that passes.
class BrowserBench
{
public:
    BrowserBench()
    {
        while (m_browser.port() == 0)
            QTest::qWait(20);
        m_forwarder = std::make_unique<Forwarder>(m_browser.port(), QHostAddress::LocalHost);
        m_own = std::make_unique<OwnTime>(*m_forwarder);
        QJsonObject config = browserConfig();
        const QString url = u"http://127.0.0.1:%1"_s.arg(m_forwarder->serverPort());
        config.insert("profiles"_L1,
                      QJsonObject{{"bench"_L1, QJsonObject{{"cdpUrl"_L1, url}, {"attachOnly"_L1, true}}}});
        config.insert("defaultProfile"_L1, u"bench"_s);
        m_home.configure(config);
    }

    void snapshots()
    {
        open(u"table?rows=%1"_s.arg(rows));
        const int nodes = ask("POST", u"/act"_s,
                              {{"kind"_L1, u"evaluate"_s},
                               {"fn"_L1, u"document.createTreeWalker(document, NodeFilter.SHOW_ALL) && "
                                         "(() => { let n = 0, w = document.createTreeWalker(document); "
                                         "while (w.nextNode()) ++n; return n; })()"_s}})["result"_L1]
                              .toInt();
        std::vector<double> whole;
        std::vector<double> usual;
        std::vector<double> alone;
        for (int i = 0; i < rounds; ++i) {
            alone.push_back(treeAlone());
            whole.push_back(timed([this] { ask("GET", u"/snapshot"_s, {{"maxChars"_L1, 0}}); }));
            usual.push_back(timed([this] { ask("GET", u"/snapshot"_s); }));
        }
        std::printf("| page of %d nodes: `Accessibility.getFullAXTree` alone, read | %.0f ms |\n", nodes,
                    median(alone));
        std::printf("| the same page: whole snapshot | %.0f ms (%.2f ×) |\n", median(whole),
                    median(whole) / median(alone));
        std::printf("| the same page: snapshot of 80 000 characters | %.0f ms (%.2f ×) |\n", median(usual),
                    median(usual) / median(alone));
    }

    void acts()
    {
        open(u"forms.html"_s);
        const QJsonObject refs = ask("GET", u"/snapshot"_s)["refs"_L1].toObject();
        QString button;
        for (auto it = refs.begin(); it != refs.end(); ++it)
            button = it->toObject()["name"_L1] == "Counter"_L1 ? it.key() : button;
        std::vector<double> own;
        std::vector<double> all;
        for (int i = 0; i < clicks; ++i) {
            m_own->take();
            m_own->begin();
            all.push_back(timed([this, button] {
                ask("POST", u"/act"_s, {{"kind"_L1, u"click"_s}, {"ref"_L1, button}});
            }));
            own.push_back(m_own->take());
        }
        std::printf(
            "| a click: all of it | %.1f ms |\n| a click: beyond what the browser takes | %.2f ms |\n",
            median(all), median(own));
    }

private:
    template <typename Work>
    static double timed(const Work &work)
    {
        QElapsedTimer clock;
        clock.start();
        work();
        return double(clock.nsecsElapsed()) / 1e6;
    }

    QJsonObject ask(const QByteArray &method, const QString &path, const QJsonObject &values = {}) const
    {
        const BrowserAnswer answer = m_home.ask(method, path, values);
        if (answer.status != 200)
            qFatal("%s: %s", qPrintable(path), qPrintable(answer.body["error"_L1].toString()));
        return answer.body;
    }

    void open(const QString &page) { ask("POST", u"/tabs/open"_s, {{"url"_L1, m_pages.url(page)}}); }

    /// What any client needs for the tree: the question, the answer, and reading it.
    double treeAlone()
    {
        const auto browser = m_home.service->known(u"bench"_s);
        const auto tabs = browser->session()->tabs();
        const TabPtr tab = *std::max_element(tabs.begin(), tabs.end(), [](const TabPtr &a, const TabPtr &b) {
            return a->lastUsed < b->lastUsed;
        });
        return timed([&tab] {
            const Later<CdpAnswer> answer =
                tab->call("Accessibility.getFullAXTree"_L1, {}, std::chrono::seconds(60));
            while (!answer.isSettled())
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            if (!answer.await_resume())
                qFatal("no tree");
        });
    }

    ForeignBrowser m_browser;
    PageServer m_pages;
    BrowserHome m_home;
    std::unique_ptr<Forwarder> m_forwarder;
    std::unique_ptr<OwnTime> m_own;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (installedBrowser().isEmpty()) {
        std::fprintf(stderr,
                     "skipped: no browser of the Chromium family is installed (apt install chromium)\n");
        return 0;
    }
    BrowserBench bench;
    std::printf("| What | Median |\n| --- | ---: |\n");
    bench.snapshots();
    bench.acts();
    return 0;
}
