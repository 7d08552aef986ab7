#include "gateway/instances/findings.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace wsagent {

using namespace Qt::StringLiterals;

QString FindingFix::describe() const
{
    if (newSecret)
        return u"%1 → a new random one"_s.arg(key);
    if (value.isUndefined())
        return u"remove %1"_s.arg(key);
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return u"%1 → %2"_s.arg(key, QString::fromUtf8(text.mid(1, text.size() - 2)));
}

QString severityName(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"error"_s;
    case Severity::Warning:
        return u"warning"_s;
    case Severity::Info:
        return u"info"_s;
    }
    Q_UNREACHABLE();
}

QJsonObject toJson(const Finding &finding)
{
    QJsonObject json{{"code"_L1, finding.code},
                     {"severity"_L1, severityName(finding.severity)},
                     {"profiles"_L1, QJsonArray::fromStringList(finding.profiles)},
                     {"message"_L1, finding.message}};
    if (!finding.ports.isEmpty()) {
        QJsonArray ports;
        for (const int port : finding.ports)
            ports += port;
        json["ports"_L1] = ports;
    }
    if (!finding.via.isEmpty())
        json["via"_L1] = finding.via;
    if (!finding.advice.isEmpty())
        json["advice"_L1] = finding.advice;
    if (finding.fix)
        json["fix"_L1] =
            QJsonObject{{"profile"_L1, finding.fix->profile},
                        {"key"_L1, finding.fix->key},
                        {"value"_L1, finding.fix->value.isUndefined() ? QJsonValue() : finding.fix->value},
                        {"newSecret"_L1, finding.fix->newSecret},
                        {"text"_L1, finding.fix->describe()}};
    return json;
}

} // namespace wsagent
