#include "app/commandline.h"
#include "gateway/instances/instancepaths.h"

#include <cstdint>
#include <cstdlib>

using namespace wsagent;
using namespace Qt::StringLiterals;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// Lines that start with "WS_AGENT_" are variables, the others arguments.
void split(const QByteArray &input, QStringList &arguments, QProcessEnvironment &environment)
{
    for (const QByteArray &line : input.split('\n')) {
        const QString text = QString::fromUtf8(line);
        if (text.startsWith("WS_AGENT_"_L1) && text.contains(u'='))
            environment.insert(text.section(u'=', 0, 0), text.section(u'=', 1));
        else
            arguments += text;
    }
}

} // namespace

/// Whatever is typed and inherited: a selection has a lawful name and absolute paths, or there is a sentence.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    QStringList arguments;
    QProcessEnvironment environment;
    split(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)), arguments, environment);

    const auto options = takeRootOptions(
        arguments, [](const QStringList &, const QString &option) { return option.size() % 2 == 0; });
    if (!options) {
        require(!options.error().message.isEmpty() && options.error().kind == ErrorKind::Usage);
        return 0;
    }
    require(options->rest.size() <= arguments.size());

    const auto selection = selectInstance(options->profile, environment, u"/home/u"_s, u"/tmp"_s);
    if (!selection) {
        require(!selection.error().message.isEmpty());
        return 0;
    }
    const QString name = selection->profile.display();
    require(!name.isEmpty() && name == name.toLower() && name.size() <= 64);
    require(!name.contains(u'/') && !name.contains(u'.'));
    require(selection->paths.stateDir.startsWith(u'/'));
    require(selection->paths.configPath.startsWith(u'/'));
    require(selection->paths.defaultWorkspace.startsWith(u'/'));
    return 0;
}
