#pragma once

#include "gateway/instances/instancepaths.h"
#include "gateway/secrets/secretstore.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QPointer>
#include <QTimer>

#include <chrono>

namespace wsagent {

/// The name before which the keychain keeps the secrets of an instance.
QString keychainOwner(const InstanceSelection &selection);

/// The secret store of an instance, as its environment wants it.
Result<std::unique_ptr<SecretStore>> openStore(const InstanceSelection &selection);

/// Most commands need no event loop; one that asks a store does while this lives.
class CommandApplication
{
public:
    CommandApplication() = default;
    Q_DISABLE_COPY_MOVE(CommandApplication)

private:
    int m_argumentCount = 1; // the application keeps references to these
    char m_name[9] = "ws-agent";
    char *m_arguments[2] = {m_name, nullptr};
    QCoreApplication m_application{m_argumentCount, m_arguments};
};

Error keychainIsSilent();

/// Waits for a store: a command may, as it has nothing else to do. The time is for somebody who has to find
/// the password of the keychain first.
template <typename T, typename Begin>
Result<T> answerOf(Begin begin, std::chrono::milliseconds patience = std::chrono::minutes(2))
{
    QEventLoop loop;
    std::optional<Result<T>> answer;
    begin([&answer, waiting = QPointer(&loop)](const Result<T> &result) {
        if (!waiting) // too late
            return;
        answer = result;
        waiting->quit();
    });
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    if (!answer)
        loop.exec();
    return answer ? *answer : keychainIsSilent();
}

} // namespace wsagent
