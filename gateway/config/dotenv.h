#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace wsagent {

/// The variables of a `.env` file in their order: `NAME=value`, with or without `export`, quotes and
/// comments. Nothing is expanded. Lines that say nothing sensible are skipped.
QList<std::pair<QString, QString>> parseDotEnv(const QByteArray &utf8);

} // namespace wsagent
