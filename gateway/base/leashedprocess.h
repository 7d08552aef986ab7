#pragma once

#include <QByteArray>
#include <QProcess>

#include <functional>

namespace wsagent {

/// A child process that cannot outlive this one, nor leave anything behind (D7): however this process ends,
/// what the child has started is gone within two seconds. That holds for what forks twice, makes a session of
/// its own or takes no notice of SIGTERM, too. What is left when the child itself ends, is ended with it.
///
/// On Linux a keeper stands between the two (gateway/leash). `processId()` is the keeper's; exit code and
/// signal are those of the child. End it with the functions here: `QProcess::kill()` would end the keeper
/// before its work.
class LeashedProcess : public QProcess
{
public:
    explicit LeashedProcess(QObject *parent = nullptr);
    ~LeashedProcess() override; ///< kills; waits for that, which takes milliseconds

    /// Called in the child before the program takes its place: only system calls there. The child ends with
    /// code 126 when it says false. Linux only; elsewhere it is not called.
    void setPreparation(std::function<bool()> prepare) { m_prepare = std::move(prepare); }

    void terminateAll(); ///< SIGTERM to the child and to those who stayed in its process group
    void killAll();      ///< SIGKILL to all; `finished` follows

private:
    QByteArray m_keeper; ///< of the program
    std::function<bool()> m_prepare;
};

} // namespace wsagent
