#include "app/cli/networkloader.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibrary>

namespace wsagent {

using namespace Qt::StringLiterals;

Result<Network> loadNetwork()
{
    // Beside the program in a build tree, else where the package puts it.
    const QString program = QCoreApplication::applicationDirPath();
    const QStringList places{
        program + "/wsagent_network"_L1,
        QDir::cleanPath(program + u'/' + QStringLiteral(WSAGENT_MODULE_DIR) + "/wsagent_network"_L1)};
    QString reason;
    for (const QString &place : places) {
        QLibrary module(place);
        if (const auto fill = reinterpret_cast<void (*)(Network *)>(module.resolve("wsagentNetwork"))) {
            Network network;
            fill(&network);
            return network;
        }
        reason = module.errorString();
    }
    return Error{u"the network module of ws-agent cannot be loaded: %1"_s.arg(reason),
                 u"install the package ws-agent again"_s};
}

} // namespace wsagent
