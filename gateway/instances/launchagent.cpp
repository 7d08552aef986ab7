#include "gateway/instances/servicedefinition.h"

#include <QXmlStreamReader>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

QStringList readStrings(QXmlStreamReader &xml)
{
    QStringList strings;
    while (xml.readNextStartElement())
        strings += xml.readElementText(QXmlStreamReader::SkipChildElements);
    return strings;
}

QHash<QString, QString> readPairs(QXmlStreamReader &xml)
{
    QHash<QString, QString> pairs;
    QString key;
    while (xml.readNextStartElement()) {
        const bool isKey = xml.name() == "key"_L1;
        const QString text = xml.readElementText(QXmlStreamReader::SkipChildElements);
        if (isKey)
            key = text;
        else
            pairs[key] = text;
    }
    return pairs;
}

} // namespace

ServiceDefinition parseLaunchAgent(const QByteArray &text)
{
    QXmlStreamReader xml(text);
    const bool isPropertyList = xml.readNextStartElement() && xml.name() == "plist"_L1 &&
                                xml.readNextStartElement() && xml.name() == "dict"_L1;
    ServiceDefinition definition;
    QString key;
    while (isPropertyList && xml.readNextStartElement()) {
        if (xml.name() == "key"_L1)
            key = xml.readElementText(QXmlStreamReader::SkipChildElements);
        else if (key == "EnvironmentVariables"_L1 && xml.name() == "dict"_L1)
            definition.environment = readPairs(xml);
        else if (key == "ProgramArguments"_L1 && xml.name() == "array"_L1)
            definition.command = readStrings(xml);
        else
            xml.skipCurrentElement();
    }
    return xml.hasError() ? ServiceDefinition() : definition;
}

} // namespace wsagent
