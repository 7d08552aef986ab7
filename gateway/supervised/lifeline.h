#pragma once

#include "gateway/supervised/lifelinemessage.h"

#include "gateway/base/linebuffer.h"

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace wsagent {

/// The gateway's end of the line to its supervisor: its standard input and output. When the supervisor is
/// gone, however it went, the line is closed, and the gateway is to end.
class Lifeline : public QObject
{
    Q_OBJECT

public:
    /// Null when nobody asked for it. Nobody else reads or writes the line afterwards: standard input is
    /// empty then, standard output goes where standard error goes, and programs that are started get neither.
    static std::unique_ptr<Lifeline> take();
    ~Lifeline() override;

    void send(const LifelineMessage &message) const;

signals:
    void stopWanted(std::chrono::milliseconds drain);
    void closed();

private:
    Lifeline(int input, int output);
    void read();

    int m_input;
    int m_output;
    LineBuffer m_lines{longestLifelineLine};
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace wsagent
