#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>

#include <optional>

namespace wsagent {

/// Why the browser service does not do what it is asked for: a status of HTTP, a sentence, sometimes a code
/// (`browser.md` 1.2).
struct BrowserError
{
    int status = 500;
    QString message = {};
    QString code = {};
    QJsonObject details = {};
    QJsonObject more = {}; ///< members of the answer besides

    bool operator==(const BrowserError &) const = default;
};

template <typename T>
using BrowserResult = Result<T, BrowserError>;

/// What is asked of the browser service, whichever way it came.
struct BrowserRequest
{
    QByteArray method = {};
    QString path = {};
    QJsonObject query = {};
    QJsonObject body = {};

    /// From the body, else from the query.
    QJsonValue value(QLatin1StringView name) const;
    QString text(QLatin1StringView name) const;
    /// Nothing when it is absent or is no truth: `true/1/yes`, `false/0/no`.
    std::optional<bool> flag(QLatin1StringView name) const;
    bool has(QLatin1StringView name) const { return flag(name).value_or(false); }
    /// A number of either, at least `least` and at most `most`; `usual` when it is absent.
    int number(QLatin1StringView name, int usual, int least, int most) const;
};

struct BrowserAnswer
{
    int status = 200;
    QJsonObject body = {};
};

/// `ok: true` joins what came out; an error becomes `{error, code?, details?}`.
BrowserAnswer toAnswer(const BrowserResult<QJsonObject> &result);

BrowserError badRequest(const QString &message);
BrowserError timedOut(const QString &what);

} // namespace wsagent
