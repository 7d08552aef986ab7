#include "app/cli/diagnosticscommand.h"

#include "app/backup/archive.h"
#include "app/cli/commandtree.h"
#include "app/cli/secretaccess.h"
#include "app/doctor/diagnostics.h"
#include "gateway/base/exitcodes.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

struct DiagnosticsOptions
{
    std::string output;
    bool preview = false;
    int lines = 200;
};

constexpr auto notice =
    "Made by ws-agent diagnostics. Secrets were taken out; have a look before you pass it on.\n";

QString outputFor(const DiagnosticsOptions &options, const QString &root)
{
    const QString given = text(options.output);
    const QString name = root + ".tar.gz"_L1;
    if (given.isEmpty())
        return QDir::current().filePath(name);
    return QFileInfo(given).isDir() ? QDir(given).absoluteFilePath(name)
                                    : QFileInfo(given).absoluteFilePath();
}

QJsonArray toJson(const QList<BundleFile> &files, bool withContent)
{
    QJsonArray array;
    for (const BundleFile &file : files) {
        QJsonObject json{{"name"_L1, file.name}, {"bytes"_L1, file.content.size()}};
        if (withContent)
            json["content"_L1] = QString::fromUtf8(file.content);
        array += json;
    }
    return array;
}

int preview(const Output &out, const QList<BundleFile> &files)
{
    if (out.json())
        out.document({{"ok"_L1, true}, {"files"_L1, toJson(files, true)}});
    for (const BundleFile &file : files) {
        out.line(out.styled(u"== "_s + file.name, Style::Bold));
        out.line(QString::fromUtf8(file.content));
    }
    return ExitSuccess;
}

int diagnostics(CommandContext &context, const DiagnosticsOptions &options)
{
    const CommandApplication application;
    const Output &out = context.out;
    const DoctorFacts facts = collectDoctorFacts({context.selection, context.source()}, context.schema());
    const QList<BundleFile> files =
        collectDiagnostics(facts, context.source(), context.schema(), options.lines);
    if (options.preview)
        return preview(out, files);

    const auto tool = loadArchiveTool();
    if (!tool)
        return out.fail(tool.error());
    const QString time = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss'Z'"_s);
    const QString root = u"ws-agent-diagnostics-%1-%2"_s.arg(facts.profile.display(), time);
    QList<ArchiveItem> items;
    for (const BundleFile &file : files)
        items += {.name = root + u'/' + file.name, .content = file.content};
    const QString output = outputFor(options, root);
    const auto written = tool->write(output, items, [&root](const ArchiveDigests &) {
        return ArchiveItem{.name = root + "/README.txt"_L1, .content = notice};
    });
    if (!written)
        return out.fail(written.error());
    if (out.json())
        out.document({{"ok"_L1, true}, {"archive"_L1, output}, {"files"_L1, toJson(files, false)}});
    out.line(out.shortPath(output));
    out.note(u"Secrets were taken out; have a look before you pass it on: %1"_s.arg(
        context.hint(u"diagnostics --preview"_s)));
    return ExitSuccess;
}

} // namespace

void addDiagnosticsCommand(CLI::App &root, Action &chosen)
{
    const auto options = std::make_shared<DiagnosticsOptions>();
    CLI::App *command =
        root.add_subcommand("diagnostics", "Collect what somebody who helps needs, without secrets");
    command->add_option("--output", options->output, "The archive, or a folder for it")->type_name("FILE");
    command->add_flag("--preview", options->preview, "Show all of it, and write nothing");
    command->add_option("--lines", options->lines, "How many lines of each log (200)")
        ->type_name("N")
        ->check(CLI::Range(0, 10'000));
    onChosen(command, chosen, options, diagnostics);
}

} // namespace wsagent
