#pragma once

#include "tests/support/browserhome.h"
#include "tests/support/pageserver.h"

#include <QTest>

namespace wsagent::test {

/// Pages in a real browser, and what tests do to them. What goes wrong fails the test.
class ShownPages
{
protected:
    /// In initTestCase: nothing is tested where there is no browser.
    void begin()
    {
        if (installedBrowser().isEmpty())
            QSKIP("no browser of the Chromium family is installed (apt install chromium)");
        m_home = std::make_unique<BrowserHome>();
        m_pages = std::make_unique<PageServer>();
        const BrowserAnswer started = m_home->ask("POST", QStringLiteral("/start"));
        QVERIFY2(started.status == 200, qPrintable(said(started)));
    }

    static QString said(const BrowserAnswer &answer)
    {
        return answer.body[QLatin1StringView("error")].toString();
    }

    void show(const QString &page) const
    {
        const BrowserAnswer answer = m_home->ask("POST", QStringLiteral("/navigate"),
                                                 {{QLatin1StringView("url"), m_pages->url(page)}});
        if (answer.status != 200)
            QTest::qFail(qPrintable(page + QLatin1StringView(": ") + said(answer)), __FILE__, __LINE__);
    }
    void open(const QString &page)
    {
        const BrowserAnswer answer = m_home->ask("POST", QStringLiteral("/tabs/open"),
                                                 {{QLatin1StringView("url"), m_pages->url(page)}});
        if (answer.status != 200)
            QTest::qFail(qPrintable(page + QLatin1StringView(": ") + said(answer)), __FILE__, __LINE__);
        m_opened = answer.body[QLatin1StringView("targetId")].toString();
    }
    /// The one that was opened last.
    void closeTab() const
    {
        QCOMPARE(m_home->ask("DELETE", QLatin1StringView("/tabs/") + m_opened).status, 200);
    }
    QJsonObject act(const QJsonObject &action) const
    {
        const BrowserAnswer answer = m_home->ask("POST", QStringLiteral("/act"), action);
        if (answer.status != 200)
            QTest::qFail(qPrintable(action[QLatin1StringView("kind")].toString() + QLatin1StringView(": ") +
                                    said(answer)),
                         __FILE__, __LINE__);
        return answer.body;
    }
    QJsonValue script(const QString &expression) const
    {
        return act({{QLatin1StringView("kind"), QStringLiteral("evaluate")},
                    {QLatin1StringView("fn"), expression}})[QLatin1StringView("result")];
    }
    QString value(const QString &selector) const
    {
        return script(QStringLiteral("document.querySelector('%1').value").arg(selector)).toString();
    }
    QString snapshotText() const
    {
        return m_home->ask("GET", QStringLiteral("/snapshot")).body[QLatin1StringView("snapshot")].toString();
    }
    /// Of a new snapshot.
    QString ref(const QString &role, const QString &name) const
    {
        const QJsonObject refs =
            m_home->ask("GET", QStringLiteral("/snapshot")).body[QLatin1StringView("refs")].toObject();
        for (auto it = refs.begin(); it != refs.end(); ++it) {
            if (it->toObject()[QLatin1StringView("role")] == role &&
                it->toObject()[QLatin1StringView("name")] == name)
                return it.key();
        }
        return QStringLiteral("no %1 \"%2\"").arg(role, name);
    }
    QStringList titles() const
    {
        QStringList list;
        const QJsonArray tabs =
            m_home->ask("GET", QStringLiteral("/tabs")).body[QLatin1StringView("tabs")].toArray();
        for (const QJsonValue &tab : tabs)
            list += tab[QLatin1StringView("title")].toString();
        return list;
    }

    std::unique_ptr<BrowserHome> m_home;
    std::unique_ptr<PageServer> m_pages;
    QString m_opened; ///< tab
};

} // namespace wsagent::test
