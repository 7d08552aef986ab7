#pragma once

#include <QProcessEnvironment>

namespace wsagent {

/// What another instance of the same user starts from, and is read with: without the variables of this
/// instance, and without what a service manager tells this process alone. What says something of all of the
/// user's instances stays: where they are registered, and that no config may be written.
QProcessEnvironment usersEnvironment(const QProcessEnvironment &own);

} // namespace wsagent
