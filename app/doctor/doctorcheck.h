#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

namespace wsagent {

/// One thing the doctor looked at, and how it found it.
struct DoctorCheck
{
    enum class Status { Ok, Info, Warning, Error };

    QString id; ///< "config.unknown_key", "port.conflict"; a plain group such as "config" when all is well
    Status status = Status::Ok;
    QString message;
    QString fix = {}; ///< the one command or action that mends it

    bool operator==(const DoctorCheck &) const = default;
};

QString statusName(DoctorCheck::Status status); ///< "ok", "info", "warning", "error"
QJsonObject toJson(const DoctorCheck &check);

} // namespace wsagent
