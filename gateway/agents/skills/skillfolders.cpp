#include "gateway/agents/skills/skillfolders.h"

#include "gateway/base/files.h"

#include <QCoreApplication>
#include <QDir>
#include <QMap>
#include <QProcessEnvironment>
#include <QStandardPaths>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 256 * 1024;
constexpr qsizetype mostOfOneFolder = 300;

QString system()
{
#if defined(Q_OS_WIN)
    return u"win32"_s;
#elif defined(Q_OS_MACOS)
    return u"darwin"_s;
#else
    return u"linux"_s;
#endif
}

} // namespace

QList<SkillFolder> skillFolders(const QString &workspace, const QString &stateDir, const QJsonObject &config)
{
    QList<SkillFolder> folders{
        {workspace + "/skills"_L1, u"workspace"_s},
        {stateDir + "/skills"_L1, u"managed"_s},
        {QDir::cleanPath(QCoreApplication::applicationDirPath() + "/../share/ws-agent/skills"_L1),
         u"bundled"_s}};
    const QJsonArray extra = config["skills"_L1]["load"_L1]["extraDirs"_L1].toArray();
    for (const QJsonValue &directory : extra)
        folders += {directory.toString(), u"extra"_s};
    return folders;
}

QList<Skill> loadSkills(const QList<SkillFolder> &folders)
{
    QMap<QString, Skill> found;
    for (const SkillFolder &folder : folders) {
        const QStringList names = QDir(folder.path).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString &name : names.first(std::min(names.size(), mostOfOneFolder))) {
            const QString file = folder.path + u'/' + name + "/SKILL.md"_L1;
            const auto text = readFile(file, largestFile);
            auto skill = text ? parseSkill(QString::fromUtf8(*text), name) : Result<Skill>(text.error());
            if (!skill || found.contains(skill->name))
                continue;
            skill->filePath = file;
            skill->source = folder.source;
            found.insert(skill->name, *skill);
        }
    }
    return found.values();
}

SkillFacts skillFacts(const QJsonObject &config)
{
    return {.os = system(),
            .hasProgram =
                [](const QString &program) { return !QStandardPaths::findExecutable(program).isEmpty(); },
            .hasVariable =
                [](const QString &variable) {
                    return !qEnvironmentVariableIsEmpty(variable.toLatin1().constData());
                },
            .config = config};
}

} // namespace wsagent
