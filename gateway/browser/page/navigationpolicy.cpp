#include "gateway/browser/page/navigationpolicy.h"

#include "gateway/base/publicaddress.h"

#include <QCoreApplication>
#include <QHostInfo>
#include <QRegularExpression>

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

using Verdict = NavigationJudgement::Verdict;

QString plainHost(const QUrl &url)
{
    QString host = url.host(QUrl::FullyDecoded).toLower();
    while (host.endsWith(u'.'))
        host.chop(1);
    return host;
}

/// "2130706433", "0x7f.1", "127.1": other spellings of an IPv4 address that browsers understand.
bool isOddNumber(const QString &host)
{
    static const QRegularExpression number(u"^(0x[0-9a-f]*|[0-9]+)$"_s);
    return number.match(host.section(u'.', -1)).hasMatch();
}

NavigationJudgement denied(const QString &why)
{
    return {.verdict = Verdict::Denied, .why = why};
}

BrowserError blocked(const QUrl &url, const QString &why)
{
    return {.status = 403,
            .message = u"navigation blocked: %1 (%2)"_s.arg(
                url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery).left(300), why),
            .code = u"navigation_blocked"_s};
}

} // namespace

bool isListedHost(const QString &host, const QStringList &patterns)
{
    return std::any_of(patterns.begin(), patterns.end(), [&host](const QString &pattern) {
        const QString lower = pattern.trimmed().toLower();
        return lower.startsWith("*."_L1) ? host.endsWith(lower.sliced(1)) : host == lower;
    });
}

bool isAddressAllowed(const QHostAddress &address, const NavigationRules &rules)
{
    if (rules.allowPrivateNetwork || isPublicAddress(address))
        return true;
    if (rules.allowRfc2544BenchmarkRange && address.isInSubnet(QHostAddress(u"198.18.0.0"_s), 15))
        return true;
    return rules.allowIpv6UniqueLocalRange && address.isInSubnet(QHostAddress(u"fc00::"_s), 7);
}

NavigationJudgement judgeNavigation(const QUrl &url, const NavigationRules &rules)
{
    if (url.scheme() == "about"_L1 && url.path() == "blank"_L1)
        return {};
    if (url.scheme() != "http"_L1 && url.scheme() != "https"_L1)
        return denied(u"only http, https and about:blank are opened, not %1:"_s.arg(url.scheme().left(40)));
    const QString host = plainHost(url);
    if (!url.isValid() || host.isEmpty())
        return denied(u"it names no host"_s);
    if (isListedHost(host, rules.blockedHostnames))
        return denied(u"browser.ssrfPolicy.blockedHostnames"_s);
    if (rules.allowPrivateNetwork || isListedHost(host, rules.allowedHostnames))
        return {};
    if (const QHostAddress address(host); !address.isNull())
        return isAddressAllowed(address, rules) ? NavigationJudgement() : denied(u"no public address"_s);
    if (isOddNumber(host))
        return denied(u"an address in an unusual spelling"_s);
    if (host == "localhost"_L1 || host.endsWith(".localhost"_L1))
        return denied(u"no public address; browser.ssrfPolicy.allowedHostnames makes exceptions"_s);
    return {.verdict = Verdict::NeedsLookUp, .host = host};
}

Later<BrowserResult<void>> checkNavigation(const QUrl &url, const NavigationRules &rules)
{
    Later<BrowserResult<void>> later;
    const NavigationJudgement judgement = judgeNavigation(url, rules);
    if (judgement.verdict == Verdict::Allowed)
        later.settle(BrowserResult<void>());
    else if (judgement.verdict == Verdict::Denied)
        later.settle(blocked(url, judgement.why));
    if (later.isSettled())
        return later;
    // The application is there until the answer is, so that whoever waits goes on in any case.
    QObject *context = QCoreApplication::instance();
    QHostInfo::lookupHost(judgement.host, context, [later, url, rules](const QHostInfo &info) {
        const auto addresses = info.addresses();
        if (addresses.isEmpty())
            return later.settle(BrowserError{.status = 502,
                                             .message = u"the host %1 is not found"_s.arg(url.host()),
                                             .code = u"navigation_check_failed"_s});
        for (const QHostAddress &address : addresses) {
            if (!isAddressAllowed(address, rules))
                return later.settle(blocked(url, u"its host has no public address"_s));
        }
        later.settle(BrowserResult<void>());
    });
    return later;
}

} // namespace wsagent
