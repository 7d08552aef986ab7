#include "app/services/definitionwriter.h"

#include <algorithm>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

/// Inside double quotes cmd.exe leaves everything alone but the percent sign, and knows no way to write a
/// quote.
Result<QString> quoted(const QString &text)
{
    if (text.contains(u'"'))
        return Error{u"%1 holds a quotation mark, which a batch file cannot hold"_s.arg(text),
                     u"use a path without quotation marks"_s, ErrorKind::Usage};
    return u'"' + QString(text).replace(u'%', "%%"_L1) + u'"';
}

/// A word of the command line; bare when it needs no quotes.
Result<QString> word(const QString &text)
{
    const bool plain = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.isLetterOrNumber() || u"-_.:\\/"_s.contains(c);
    });
    return plain ? Result<QString>(text) : quoted(text);
}

Result<QString> line(const QString &before, const Result<QString> &value)
{
    if (!value)
        return value.error();
    return before + *value;
}

constexpr auto taskSettings = R"(  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>10</Count>
    </RestartOnFailure>
  </Settings>
)"_L1;

} // namespace

Result<QByteArray> taskScript(const ServiceSpec &spec)
{
    if (const auto clean = checkWritable(spec); !clean)
        return clean.error();
    QList<Result<QString>> lines{u"@echo off"_s, u"rem "_s + spec.description,
                                 line(u"cd /d "_s, quoted(spec.workingDirectory))};
    for (const auto &[name, value] : spec.environment)
        lines += line(u"set "_s, quoted(name + u'=' + value));
    QStringList command;
    for (const QString &argument : spec.command) {
        const auto written = word(argument);
        if (!written)
            return written.error();
        command += *written;
    }
    lines += command.join(u' ');

    QString text;
    for (const Result<QString> &written : lines) {
        if (!written)
            return written.error();
        text += *written + u"\r\n"_s;
    }
    return text.toUtf8();
}

Result<QByteArray> taskXml(const ServiceSpec &spec, const QString &account, const QString &script)
{
    for (const QString &value : {account, script, spec.workingDirectory}) {
        if (const auto clean = checkWritable(value, u"the task"_s); !clean)
            return clean.error();
    }
    QString text =
        u"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n"_s;
    text += u"  <RegistrationInfo>\n    <Description>%1</Description>\n  </RegistrationInfo>\n"_s.arg(
        xmlEscaped(spec.description));
    text += u"  <Triggers>\n    <LogonTrigger>\n      <Enabled>true</Enabled>\n      <UserId>%1</UserId>\n"
            "    </LogonTrigger>\n  </Triggers>\n"_s.arg(xmlEscaped(account));
    text += u"  <Principals>\n    <Principal id=\"Author\">\n      <UserId>%1</UserId>\n"
            "      <LogonType>InteractiveToken</LogonType>\n      <RunLevel>LeastPrivilege</RunLevel>\n"
            "    </Principal>\n  </Principals>\n"_s.arg(xmlEscaped(account));
    text += taskSettings;
    text += u"  <Actions Context=\"Author\">\n    <Exec>\n      <Command>%1</Command>\n"
            "      <WorkingDirectory>%2</WorkingDirectory>\n    </Exec>\n  </Actions>\n</Task>\n"_s.arg(
                xmlEscaped(script), xmlEscaped(spec.workingDirectory));
    return text.toUtf8();
}

} // namespace wsagent
