#pragma once

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace wsagent::test {

/// The scripted model in a process of its own, until the end of the test: for tests that wait for other
/// programs and serve nobody meanwhile.
class ModelProgram
{
public:
    explicit ModelProgram(const QJsonObject &script = {})
    {
        QStringList arguments;
        if (!script.isEmpty()) {
            const QString path = m_directory.filePath(QStringLiteral("script.json"));
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(script).toJson()) < 0)
                qFatal("%s cannot be written", qPrintable(path));
            arguments = {QStringLiteral("--script"), path};
        }
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(WSAGENT_SCRIPTED_MODEL), arguments);
        if (m_process.waitForStarted() && m_process.waitForReadyRead(30'000))
            m_port = m_process.readLine().trimmed().split(' ').last().toInt();
    }
    ~ModelProgram()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(ModelProgram)

    int port() const { return m_port; } ///< 0: it did not start
    QString baseUrl() const { return QStringLiteral("http://127.0.0.1:%1/v1").arg(m_port); }

private:
    QTemporaryDir m_directory;
    QProcess m_process;
    int m_port = 0;
};

} // namespace wsagent::test
