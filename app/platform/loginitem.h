#pragma once

#include "gateway/base/result.h"

#include <QProcessEnvironment>

#include <memory>

namespace wsagent {

/// Whether the desktop application starts when the user logs in. Has nothing to do with the services of
/// gateways.
class LoginItem
{
public:
    virtual ~LoginItem() = default;

    virtual bool isEnabled() const = 0;
    virtual Result<void> setEnabled(bool enabled) = 0;
};

/// `program`: absolute path of the desktop application. Null where the system has no such list that is known
/// here.
std::unique_ptr<LoginItem> loginItem(const QString &home, const QProcessEnvironment &environment,
                                     const QString &program);

} // namespace wsagent
