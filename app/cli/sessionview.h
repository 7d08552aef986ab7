#pragma once

#include "app/cli/output.h"

class QDateTime;
class QJsonArray;

namespace wsagent {

// How people see what the methods of sessions answer.

void showSessions(const Output &out, const QJsonObject &list, const QDateTime &now);
void showConversation(const Output &out, const QJsonObject &session, const QJsonArray &rows);
void showCleanup(const Output &out, const QJsonObject &answer, const QString &command);

QByteArray markdown(const QJsonObject &session, const QJsonArray &rows);
QByteArray jsonLines(const QJsonArray &rows);

} // namespace wsagent
