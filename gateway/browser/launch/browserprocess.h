#pragma once

#include "gateway/base/leashedprocess.h"

#include <QObject>

#include <chrono>

namespace wsagent {

/// A browser that the gateway has started. It cannot outlive the gateway, nor leave anything behind.
class BrowserProcess : public QObject
{
    Q_OBJECT

public:
    explicit BrowserProcess(QObject *parent = nullptr);

    void start(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment);
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    qint64 pid() const { return m_process.processId(); }
    /// SIGTERM, and SIGKILL when that does not help in that time; `ended` follows.
    void end(std::chrono::milliseconds patience);
    void kill() { m_process.killAll(); }
    /// What it has complained of last, for an error text: one line, bounded.
    QString lastWords() const;

signals:
    void ended();

private:
    LeashedProcess m_process;
    QByteArray m_said;
};

} // namespace wsagent
