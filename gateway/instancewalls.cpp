#include "gateway/instancewalls.h"

#include "gateway/instances/registry.h"

#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

QList<Wall> wallsOfOthers(const InstancePaths &own)
{
    QList<Wall> walls;
    const QString mine = QFileInfo(own.stateDir).canonicalFilePath();
    const InstanceList list = listInstances(own.home, QProcessEnvironment::systemEnvironment());
    for (const RegisteredInstance &other : list.instances) {
        if (QFileInfo(other.stateDir).canonicalFilePath() != mine)
            walls += Wall{.directory = other.stateDir, .owner = u"the instance %1"_s.arg(other.name)};
    }
    return walls;
}

} // namespace wsagent
