#pragma once

#include "gateway/base/result.h"

#include <QStringList>

#include <functional>

class QWidget;

namespace wsagent {

struct UserQuestion
{
    QString text;
    QString detail = {};
    QStringList answers = {}; ///< the first one is what most people want
};

/// Asks over `parent` without waiting. `answered` gets the index of the answer; it is not called when the
/// user goes back, or `parent` is gone.
void ask(QWidget *parent, const UserQuestion &question, std::function<void(int)> answered);

/// Says what went wrong, and what to do about it.
void tell(QWidget *parent, const Error &error);

} // namespace wsagent
