#include "app/doctor/doctorcheck.h"

namespace wsagent {

using namespace Qt::StringLiterals;

QString statusName(DoctorCheck::Status status)
{
    switch (status) {
    case DoctorCheck::Status::Ok:
        return u"ok"_s;
    case DoctorCheck::Status::Info:
        return u"info"_s;
    case DoctorCheck::Status::Warning:
        return u"warning"_s;
    case DoctorCheck::Status::Error:
        return u"error"_s;
    }
    Q_UNREACHABLE();
}

QJsonObject toJson(const DoctorCheck &check)
{
    QJsonObject json{
        {"id"_L1, check.id}, {"status"_L1, statusName(check.status)}, {"message"_L1, check.message}};
    if (!check.fix.isEmpty())
        json["fix"_L1] = check.fix;
    return json;
}

} // namespace wsagent
