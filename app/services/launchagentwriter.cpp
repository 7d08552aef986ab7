#include "app/services/definitionwriter.h"

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr auto prologue = R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
)"_L1;

constexpr auto epilogue = "</dict>\n</plist>\n"_L1;

QString entry(const QString &key, const QString &value, const QString &indent = u"\t"_s)
{
    return u"%1<key>%2</key>\n%1<string>%3</string>\n"_s.arg(indent, xmlEscaped(key), xmlEscaped(value));
}

QString number(const QString &key, int value)
{
    return u"\t<key>%1</key>\n\t<integer>%2</integer>\n"_s.arg(key).arg(value);
}

QString on(const QString &key)
{
    return u"\t<key>%1</key>\n\t<true/>\n"_s.arg(key);
}

} // namespace

Result<QByteArray> launchAgent(const ServiceSpec &spec)
{
    if (const auto clean = checkWritable(spec); !clean)
        return clean.error();
    QString text =
        prologue + entry(u"Label"_s, spec.names.launchdLabel) + entry(u"Comment"_s, spec.description);
    text += u"\t<key>ProgramArguments</key>\n\t<array>\n"_s;
    for (const QString &argument : spec.command)
        text += u"\t\t<string>%1</string>\n"_s.arg(xmlEscaped(argument));
    text += u"\t</array>\n"_s + entry(u"WorkingDirectory"_s, spec.workingDirectory);
    text += u"\t<key>EnvironmentVariables</key>\n\t<dict>\n"_s;
    for (const auto &[name, value] : spec.environment)
        text += entry(name, value, u"\t\t"_s);
    text += u"\t</dict>\n"_s + on(u"RunAtLoad"_s) + on(u"KeepAlive"_s) + number(u"ThrottleInterval"_s, 10);
    // The drain of a gateway under launchd fits into this.
    text += number(u"ExitTimeOut"_s, 20) + entry(u"ProcessType"_s, u"Interactive"_s) + number(u"Umask"_s, 63);
    text += entry(u"StandardInPath"_s, u"/dev/null"_s);
    text += entry(u"StandardOutPath"_s, spec.logDirectory + "/gateway.log"_L1);
    text += entry(u"StandardErrorPath"_s, spec.logDirectory + "/gateway.err.log"_L1) + epilogue;
    return text.toUtf8();
}

} // namespace wsagent
