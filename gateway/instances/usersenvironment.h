#pragma once

#include <QProcessEnvironment>

namespace wsagent {

/// What a program for another instance of the same user is started with: without the variables of this
/// instance, and without what a service manager tells this process alone.
QProcessEnvironment usersEnvironment(const QProcessEnvironment &own);

} // namespace wsagent
