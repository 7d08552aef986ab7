#include "app/services/installedservice.h"

#include "gateway/base/files.h"

#include <QRegularExpression>
#include <QXmlStreamReader>

#include <array>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestDefinition = 256 * 1024;

/// Keys that may be repeated and then add up; an empty one forgets what stood before.
bool isList(const QString &key)
{
    return key == "After"_L1 || key == "Wants"_L1 || key == "EnvironmentFile"_L1;
}

QHash<QString, QString> unitSettings(const QByteArray &text)
{
    QHash<QString, QString> settings;
    for (const QString &raw : QString::fromUtf8(text).split(u'\n')) {
        const QString line = raw.trimmed();
        const qsizetype equals = line.indexOf(u'=');
        if (equals < 1 || line.startsWith(u'#') || line.startsWith(u';') || line.startsWith(u'['))
            continue;
        const QString key = line.left(equals).trimmed();
        const QString value = line.mid(equals + 1).trimmed();
        const QString before = settings.value(key);
        settings[key] = isList(key) && !value.isEmpty() && !before.isEmpty() ? before + u' ' + value : value;
    }
    settings.remove(u"Environment"_s);
    settings.remove(u"ExecStart"_s);
    return settings;
}

/// The entries of the outer dictionary that are no lists: "true" and "false" for the two empty elements.
QHash<QString, QString> propertyListSettings(const QByteArray &text)
{
    QXmlStreamReader xml(text);
    const bool isDictionary = xml.readNextStartElement() && xml.readNextStartElement();
    QHash<QString, QString> settings;
    QString key;
    while (isDictionary && xml.readNextStartElement()) {
        const QString element = xml.name().toString();
        if (element == "dict"_L1 || element == "array"_L1) {
            xml.skipCurrentElement();
            continue;
        }
        const QString content = xml.readElementText(QXmlStreamReader::SkipChildElements);
        if (element == "key"_L1)
            key = content;
        else
            settings[key] = element == "true"_L1 || element == "false"_L1 ? element : content;
    }
    return settings;
}

QHash<QString, QString> scriptSettings(const QByteArray &text)
{
    static const QRegularExpression folder(uR"re(^cd /d "([^"]*)")re"_s, QRegularExpression::MultilineOption);
    const auto match = folder.match(QString::fromUtf8(text));
    if (!match.hasMatch())
        return {};
    return {{u"WorkingDirectory"_s, match.captured(1).replace("%%"_L1, "%"_L1)}};
}

} // namespace

QString InstalledService::executable() const
{
    const bool wrapped = !definition.environment.value(u"WS_AGENT_WRAPPER"_s).isEmpty();
    return definition.command.value(wrapped ? 1 : 0);
}

InstalledService parseService(Platform platform, const QByteArray &text, const QString &home)
{
    switch (platform) {
    case Platform::Linux:
        return {parseSystemdUnit(text, home), unitSettings(text), text};
    case Platform::MacOs:
        return {parseLaunchAgent(text), propertyListSettings(text), text};
    case Platform::Windows:
        return {parseTaskScript(text), scriptSettings(text), text};
    }
    Q_UNREACHABLE();
}

std::optional<InstalledService> readService(Platform platform, const QString &file, const QString &home)
{
    const auto text = readFile(file, largestDefinition);
    if (!text)
        return std::nullopt;
    InstalledService service = parseService(platform, *text, home);
    service.definition.file = file;
    return service;
}

std::optional<int> systemdSeconds(const QString &text)
{
    struct Unit
    {
        QLatin1StringView name;
        double seconds;
    };
    static constexpr std::array units{Unit{"ms"_L1, 0.001}, Unit{"s"_L1, 1},      Unit{"sec"_L1, 1},
                                      Unit{"min"_L1, 60},   Unit{"m"_L1, 60},     Unit{"h"_L1, 3600},
                                      Unit{"hr"_L1, 3600},  Unit{"d"_L1, 86'400}, Unit{""_L1, 1}};
    if (text.trimmed() == "infinity"_L1)
        return -1;
    static const QRegularExpression part(uR"(\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*)"_s);
    double total = 0;
    qsizetype at = 0;
    while (at < text.size()) {
        const auto match = part.match(text, at, QRegularExpression::NormalMatch,
                                      QRegularExpression::AnchorAtOffsetMatchOption);
        const auto unit = std::find_if(units.begin(), units.end(), [&match](const Unit &known) {
            return known.name == match.captured(2);
        });
        if (!match.hasMatch() || unit == units.end())
            return std::nullopt;
        total += match.captured(1).toDouble() * unit->seconds;
        at = match.capturedEnd();
    }
    return at > 0 ? std::optional(int(total)) : std::nullopt;
}

} // namespace wsagent
