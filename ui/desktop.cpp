#include "ui/desktop.h"

#include "app/commandline.h"
#include "app/platform/account.h"
#include "app/platform/unixsignals.h"
#include "gateway/base/exitcodes.h"
#include "gateway/base/version.h"
#include "ui/portmap/portmapwindow.h"
#include "ui/settings/settingsdialog.h"
#include "ui/status/stateicon.h"
#include "ui/tray/singleinstance.h"
#include "ui/tray/trayapplication.h"
#include "ui/wizard/firstrunwizard.h"

#include <QApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QMetaEnum>
#include <QTranslator>

#include <csignal>
#include <cstdio>
#include <sys/stat.h>

namespace wsagent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

int fail(const Error &error)
{
    std::fprintf(stderr, "error: %s\n", qPrintable(error.message));
    if (!error.fix.isEmpty())
        std::fprintf(stderr, "  try: %s\n", qPrintable(error.fix));
    return error.kind == ErrorKind::Usage ? ExitUsage : ExitFailure;
}

/// Everything that belongs to the user of this desktop, whatever instance his shell has selected.
Result<InstanceSelection> desktopUser()
{
    return selectInstance(std::nullopt, QProcessEnvironment::systemEnvironment(), accountHome(),
                          QDir::currentPath());
}

/// Ours and that of Qt's own dialogs; English where there is no other.
void speakTheUsersLanguage(QApplication &application)
{
    const auto add = [&application](const QString &name, const QString &folder) {
        auto *translator = new QTranslator(&application);
        if (translator->load(QLocale(), name, u"_"_s, folder))
            QApplication::installTranslator(translator);
    };
    add(u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    add(u"wsagent"_s, u":/i18n"_s);
}

/// `general`, `paths`, …; anything else is the first page.
SettingsPage pageNamed(const QString &name)
{
    const QMetaEnum pages = QMetaEnum::fromType<SettingsDialog::Page>();
    for (int i = 0; i < pages.keyCount(); ++i) {
        if (name.compare(QLatin1StringView(pages.key(i)), Qt::CaseInsensitive) == 0)
            return SettingsPage(pages.value(i));
    }
    return SettingsPage::General;
}

WindowFactories windowFactories(const InstanceSelection &user)
{
    return {.settings =
                [user](QWidget *existing, const QString &profile, const QString &page) {
                    auto *dialog = qobject_cast<SettingsDialog *>(existing);
                    if (!dialog) {
                        dialog = new SettingsDialog(user);
                        dialog->setAttribute(Qt::WA_DeleteOnClose);
                    }
                    dialog->showProfile(profile, pageNamed(page));
                    return dialog;
                },
            .newProfile =
                [user](const std::function<void(const QString &)> &created) {
                    auto *wizard = new FirstRunWizard(user);
                    QObject::connect(wizard, &FirstRunWizard::created, wizard, created);
                    return wizard;
                },
            .portMap =
                [user] {
                    return new PortMapWindow(user);
                }};
}

} // namespace

int runDesktop(int argc, char **argv)
{
    const auto arguments = parseTrayArguments(argumentsOf(argc, argv));
    if (!arguments)
        return fail(arguments.error());
    if (arguments->help || arguments->version) {
        std::fputs(arguments->help ? qPrintable(trayHelp())
                                   : qPrintable(u"ws-agent-tray %1\n"_s.arg(QLatin1StringView(version))),
                   stdout);
        return ExitSuccess;
    }
    const auto user = desktopUser();
    if (!user)
        return fail(user.error());
    ::umask(0077);
    SingleInstance single(*user);
    const auto isFirst = single.claim();
    if (!isFirst)
        return fail(isFirst.error());
    if (!*isFirst) {
        const auto told = single.handOver(toStrings(*arguments));
        return told ? int(ExitSuccess) : fail(told.error());
    }

    QApplication application(argc, argv);
    if (const auto listening = single.listen(); !listening)
        return fail(listening.error());
    QApplication::setApplicationName(u"ws-agent-tray"_s);
    QApplication::setApplicationDisplayName(u"WsAgent"_s);
    QApplication::setOrganizationName(u"ws-agent"_s);
    QApplication::setDesktopFileName(u"ws-agent"_s);
    QApplication::setQuitOnLastWindowClosed(false);
    QApplication::setWindowIcon(programIcon());
    speakTheUsersLanguage(application);
    UnixSignals signalled;
    TrayApplication tray(*user, QApplication::applicationDirPath() + "/ws-agent"_L1, windowFactories(*user));
    QObject::connect(&single, &SingleInstance::raised, &tray, [&tray](const QStringList &words) {
        if (const auto later = parseTrayArguments(words))
            tray.raise(*later);
    });
    QObject::connect(&signalled, &UnixSignals::endWanted, &tray, [&tray, asked = false](int) mutable {
        tray.end(std::exchange(asked, true) ? 0ms : 20'000ms); // whoever asks twice does not want to wait
    });
    if (const auto started = tray.start(*arguments); !started)
        return fail(started.error());
    return QApplication::exec();
}

} // namespace wsagent
