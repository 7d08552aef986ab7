#pragma once

#include "gateway/base/result.h"

#include <QJsonObject>
#include <QObject>
#include <QProcessEnvironment>
#include <QStringList>

#include <chrono>
#include <functional>

namespace wsagent {

/// A program that installs what a skill needs.
struct InstallCommand
{
    QString program = {};
    QStringList arguments = {};

    bool operator==(const InstallCommand &) const = default;
};

/// For one entry of a skill's `install`: `{kind: brew|node|go|uv, formula|package|module}`. Packages of Node
/// are installed without running scripts of theirs. `settings`: `skills.install` of the config. An error for
/// a kind that is not known and for a name that is none.
Result<InstallCommand> installCommand(const QJsonObject &installer, const QJsonObject &settings);

/// What came of it.
struct InstallOutcome
{
    bool ok = false;
    QString message = {};
    int code = 0; ///< of the program
    QString output = {};
    QString errors = {};
};

/// Runs such programs, one at a time: they change the same computer.
class SkillInstaller : public QObject
{
public:
    static constexpr qsizetype mostKept = 16 * 1024; ///< bytes of each output

    using Done = std::function<void(const InstallOutcome &)>;

    explicit SkillInstaller(QObject *parent = nullptr)
        : QObject(parent)
    {}

    bool isBusy() const { return m_isBusy; }
    /// `done` is called once, after this returns; not at all when the installer goes before.
    void run(const InstallCommand &command, const QProcessEnvironment &environment,
             std::chrono::milliseconds timeout, const Done &done);

private:
    bool m_isBusy = false;
};

} // namespace wsagent
