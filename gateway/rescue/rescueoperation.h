#pragma once

#include "gateway/base/leashedprocess.h"
#include "gateway/rescue/rescuecommand.h"

#include <QTimer>

#include <functional>

namespace wsagent {

/// One rescue command that is being carried out, by the program of this gateway. Destroying it ends that.
class RescueOperation : public QObject
{
    Q_OBJECT

public:
    /// The answer in words, for the chat.
    using Done = std::function<void(const QString &text)>;

    /// `environment`: without the variables of this instance.
    RescueOperation(const QString &program, const RescueCommand &command,
                    const QProcessEnvironment &environment, Done done, QObject *parent = nullptr);
    ~RescueOperation() override;

    bool isRunning() const { return bool(m_done); } ///< has not answered yet

    static constexpr qsizetype longestAnswer = 6000;

private:
    void collect();
    void finish(const QString &failure);

    LeashedProcess m_process;
    QTimer m_timer;
    QByteArray m_said;
    bool m_isCut = false; ///< the beginning is missing
    Done m_done;
};

} // namespace wsagent
