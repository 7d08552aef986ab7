#include "app/platform/loginitem.h"

#include "gateway/base/files.h"
#include "gateway/base/paths.h"

#include <QFile>
#include <QFileInfo>

namespace wsagent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestEntry = 64 * 1024;

/// A word of an `Exec` line of the desktop entry specification.
QString execWord(const QString &path)
{
    QString word;
    for (const QChar character : path) {
        if (u"\"`$\\"_s.contains(character))
            word += u"\\\\"_s; // once for the value, once for the quotes
        word += character;
        if (character == u'%')
            word += u'%';
    }
    return u'"' + word + u'"';
}

/// `ws-agent-tray.desktop` in the autostart directory of the user.
class XdgLoginItem : public LoginItem
{
public:
    XdgLoginItem(QString file, QString program)
        : m_file(std::move(file))
        , m_program(std::move(program))
    {}

    /// Desktops switch an entry off by a key instead of removing it.
    bool isEnabled() const override
    {
        const auto text = readFile(m_file, longestEntry);
        if (!text)
            return false;
        const QList<QByteArray> lines = text->split('\n');
        return !lines.contains("Hidden=true") && !lines.contains("X-GNOME-Autostart-enabled=false");
    }

    Result<void> setEnabled(bool enabled) override
    {
        if (!enabled) {
            if (QFile::exists(m_file) && !QFile::remove(m_file))
                return Error{u"%1 cannot be removed"_s.arg(m_file), {}, ErrorKind::Io};
            return {};
        }
        if (const auto made = makePrivateDirectory(QFileInfo(m_file).absolutePath()); !made)
            return made.error();
        const QString text =
            u"[Desktop Entry]\nType=Application\nName=WsAgent\nIcon=ws-agent\n"
            "Exec=%1 --hidden\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"_s.arg(execWord(m_program));
        return replaceFile(m_file, text.toUtf8());
    }

private:
    QString m_file;
    QString m_program;
};

} // namespace

std::unique_ptr<LoginItem> loginItem(const QString &home, const QProcessEnvironment &environment,
                                     const QString &program)
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    const QString given = environment.value(u"XDG_CONFIG_HOME"_s);
    const QString directory = isAbsolutePath(given) ? given : home + "/.config"_L1;
    return std::make_unique<XdgLoginItem>(directory + "/autostart/ws-agent-tray.desktop"_L1, program);
#else
    Q_UNUSED(home);
    Q_UNUSED(environment);
    Q_UNUSED(program);
    return nullptr;
#endif
}

} // namespace wsagent
