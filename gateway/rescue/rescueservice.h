#pragma once

#include "gateway/rescue/rescueoperation.h"
#include "gateway/rescue/rescuewatch.h"

namespace wsagent {

/// What an instance that looks after others has to know.
struct RescueFacts
{
    QString profile = {};                 ///< display name of this one
    QStringList watch = {};               ///< `rescue.watch`, as it is written
    QString home = {};                    ///< where instances are looked for
    QProcessEnvironment environment = {}; ///< of this process
    QString program = {};                 ///< the command line, which carries commands out
    std::function<void(const QString &text)> tellOwner = {};
};

/// Looks after the instances of `rescue.watch`, and does with them what the owner says (D11). An instance
/// that watches nobody has no such commands, and one that is not watched is not touched.
class RescueService : public QObject
{
    Q_OBJECT

public:
    explicit RescueService(RescueFacts facts, QObject *parent = nullptr);
    ~RescueService() override; ///< ends what is being carried out

    using Done = std::function<void(const QString &text)>;
    /// What carries the message out, once; empty when it is no command about another instance. `done` gets
    /// the answer in words, later or at once; never when this service ends before.
    std::function<void(const Done &done)> command(const QString &message);
    /// Lines for `/help`.
    QStringList help() const;

    static constexpr int mostAtOnce = 8;

private:
    void run(const RescueCommand &command, const Done &done);
    Result<void> check(const RescueCommand &command);

    RescueFacts m;
    std::unique_ptr<RescueWatch> m_watch;                       ///< null: nobody to look after
    std::vector<std::unique_ptr<RescueOperation>> m_operations; ///< ended ones until the next command
};

} // namespace wsagent
