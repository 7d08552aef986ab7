<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ActionText</name>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>S&amp;toppen</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>&amp;Neu starten</translation>
    </message>
    <message>
        <source>Open &amp;dashboard</source>
        <translation>&amp;Dashboard öffnen</translation>
    </message>
    <message>
        <source>Open &amp;chat</source>
        <translation>&amp;Chat öffnen</translation>
    </message>
    <message>
        <source>Open &amp;workspace</source>
        <translation>&amp;Arbeitsordner öffnen</translation>
    </message>
    <message>
        <source>&amp;Logs</source>
        <translation>P&amp;rotokolle</translation>
    </message>
    <message>
        <source>Copy &amp;URL</source>
        <translation>&amp;URL kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;pairing code</source>
        <translation>&amp;Kopplungscode kopieren</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>E&amp;instellungen …</translation>
    </message>
    <message>
        <source>Chec&amp;k</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>&amp;Übersicht</translation>
    </message>
    <message>
        <source>&amp;New profile…</source>
        <translation>&amp;Neues Profil …</translation>
    </message>
    <message>
        <source>&amp;Port map</source>
        <translation>&amp;Portkarte</translation>
    </message>
    <message>
        <source>Noti&amp;fications</source>
        <translation>&amp;Mitteilungen</translation>
    </message>
    <message>
        <source>&amp;Logs of all profiles</source>
        <translation>P&amp;rotokolle aller Profile</translation>
    </message>
    <message>
        <source>&amp;Check all profiles</source>
        <translation>Alle Profile prü&amp;fen</translation>
    </message>
    <message>
        <source>&amp;Start all</source>
        <translation>Alle &amp;starten</translation>
    </message>
    <message>
        <source>S&amp;top all</source>
        <translation>Alle s&amp;toppen</translation>
    </message>
    <message>
        <source>&amp;Hard stop</source>
        <translation>Sofort &amp;beenden</translation>
    </message>
    <message>
        <source>Start at lo&amp;gin</source>
        <translation>Bei der &amp;Anmeldung starten</translation>
    </message>
    <message>
        <source>&amp;Diagnostics…</source>
        <translation>&amp;Diagnose …</translation>
    </message>
    <message>
        <source>&amp;About WsAgent</source>
        <translation>Über &amp;WsAgent</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
</context>
<context>
    <name>NoticeText</name>
    <message>
        <source>Pairing requests</source>
        <translation>Kopplungsanfragen</translation>
    </message>
    <message>
        <source>Command approvals</source>
        <translation>Befehlsfreigaben</translation>
    </message>
    <message>
        <source>Gateway down</source>
        <translation>Gateway ausgefallen</translation>
    </message>
    <message>
        <source>Crash loops</source>
        <translation>Absturzschleifen</translation>
    </message>
    <message>
        <source>Configuration problems</source>
        <translation>Konfigurationsprobleme</translation>
    </message>
    <message>
        <source>Port conflicts</source>
        <translation>Portkonflikte</translation>
    </message>
    <message>
        <source>Rescue reports</source>
        <translation>Berichte der Rettung</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>Einmal erlauben</translation>
    </message>
    <message>
        <source>Always allow</source>
        <translation>Immer erlauben</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>Verweigern</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Allowed once</source>
        <translation>Einmal erlaubt</translation>
    </message>
    <message>
        <source>Always allowed</source>
        <translation>Immer erlaubt</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Verweigert</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>Von %1</translation>
    </message>
    <message>
        <source>From %1, %2</source>
        <translation>Von %1, %2</translation>
    </message>
    <message>
        <source>Asks for: %1</source>
        <translation>Möchte: %1</translation>
    </message>
    <message>
        <source>%1 wants to pair with %2</source>
        <translation>%1 möchte mit %2 gekoppelt werden</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>In %1</translation>
    </message>
    <message>
        <source>%1 wants to run a command</source>
        <translation>%1 möchte einen Befehl ausführen</translation>
    </message>
    <message>
        <source>Agent %1 of %2 wants to run a command</source>
        <translation>Agent %1 von %2 möchte einen Befehl ausführen</translation>
    </message>
    <message>
        <source>%1 reports</source>
        <translation>%1 berichtet</translation>
    </message>
    <message>
        <source>%1 ends again and again</source>
        <translation>%1 endet immer wieder</translation>
    </message>
    <message>
        <source>%1 cannot start: a port is taken</source>
        <translation>%1 kann nicht starten: Ein Port ist belegt</translation>
    </message>
    <message>
        <source>%1 cannot start</source>
        <translation>%1 kann nicht starten</translation>
    </message>
    <message>
        <source>%1 runs with a problem</source>
        <translation>%1 läuft mit einem Problem</translation>
    </message>
    <message>
        <source>%1 has ended unexpectedly</source>
        <translation>%1 hat unerwartet geendet</translation>
    </message>
    <message>
        <source>The service of %1 does not run any more</source>
        <translation>Der Dienst von %1 läuft nicht mehr</translation>
    </message>
</context>
<context>
    <name>TrayText</name>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Running with a problem</source>
        <translation>Läuft mit einem Problem</translation>
    </message>
    <message>
        <source>Ended, starts again</source>
        <translation>Beendet, startet wieder</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird gestoppt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Run by another program</source>
        <translation>Läuft in einem anderen Programm</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>Port %1</translation>
    </message>
    <message>
        <source>service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>not supervised</source>
        <translation>nicht beaufsichtigt</translation>
    </message>
    <message>
        <source>WsAgent: no profile yet</source>
        <translation>WsAgent: noch kein Profil</translation>
    </message>
    <message numerus="yes">
        <source>WsAgent: %1 of %n gateway(s) running</source>
        <translation>
            <numerusform>WsAgent: %1 von %n Gateway läuft</numerusform>
            <numerusform>WsAgent: %1 von %n Gateways laufen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiteres</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent</name>
    <message>
        <source>gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>browser control</source>
        <translation>Browser-Steuerung</translation>
    </message>
    <message>
        <source>extension relays</source>
        <translation>Erweiterungs-Relays</translation>
    </message>
    <message>
        <source>browsers (CDP)</source>
        <translation>Browser (CDP)</translation>
    </message>
    <message>
        <source>pinned browser</source>
        <translation>festgelegter Browser</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>ein anderes Programm</translation>
    </message>
</context>
<context>
    <name>wsagent::AdvancedPage</name>
    <message>
        <source>&amp;Earlier versions…</source>
        <translation>&amp;Frühere Fassungen …</translation>
    </message>
    <message>
        <source>Config as text</source>
        <translation>Konfiguration als Text</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Dorthin</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatCard</name>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Werkzeug</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation>%1 …</translation>
    </message>
    <message>
        <source>%1: failed</source>
        <translation>%1: fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatSession</name>
    <message>
        <source>Stopped.</source>
        <translation>Abgebrochen.</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatWindow</name>
    <message>
        <source>&amp;Send</source>
        <translation>&amp;Senden</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>S&amp;toppen</translation>
    </message>
    <message>
        <source>Chat with %1</source>
        <translation>Chat mit %1</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>&amp;New session</source>
        <translation>&amp;Neue Sitzung</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Message; Enter sends, Shift+Enter begins a new line</source>
        <translation>Nachricht; Eingabe sendet, Umschalt+Eingabe beginnt eine neue Zeile</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>The gateway does not answer. It is asked again when it runs.</source>
        <translation>Das Gateway antwortet nicht. Sobald es läuft, wird es wieder gefragt.</translation>
    </message>
</context>
<context>
    <name>wsagent::DeviceList</name>
    <message>
        <source>&amp;Let it in</source>
        <translation>&amp;Einlassen</translation>
    </message>
    <message>
        <source>Re&amp;fuse</source>
        <translation>A&amp;blehnen</translation>
    </message>
    <message>
        <source>F&amp;orget…</source>
        <translation>&amp;Vergessen …</translation>
    </message>
    <message>
        <source>Paired devices</source>
        <translation>Gekoppelte Geräte</translation>
    </message>
    <message>
        <source>Asking the gateway…</source>
        <translation>Das Gateway wird gefragt …</translation>
    </message>
    <message>
        <source>The devices are shown while the gateway runs.</source>
        <translation>Die Geräte werden gezeigt, solange das Gateway läuft.</translation>
    </message>
    <message>
        <source>%1 asks to be let in, from %2</source>
        <translation>%1 möchte eingelassen werden, von %2</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>away</source>
        <translation>nicht da</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 (%2): %3</source>
        <translation>%1 (%2): %3</translation>
    </message>
    <message>
        <source>No device is paired.</source>
        <translation>Kein Gerät ist gekoppelt.</translation>
    </message>
    <message>
        <source>Forget this device?</source>
        <translation>Dieses Gerät vergessen?</translation>
    </message>
    <message>
        <source>%1
Its connections end, and it has to pair again.</source>
        <translation>%1
Seine Verbindungen enden, und es muss neu gekoppelt werden.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
</context>
<context>
    <name>wsagent::FieldNote</name>
    <message>
        <source>Mend it</source>
        <translation>Beheben</translation>
    </message>
</context>
<context>
    <name>wsagent::FindingsWindow</name>
    <message>
        <source>Check of profiles</source>
        <translation>Prüfung der Profile</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>Alle Profile</translation>
    </message>
    <message>
        <source>%1: nothing found. They do not touch each other.</source>
        <translation>%1: nichts gefunden. Sie kommen einander nicht in die Quere.</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n finding(s)</source>
        <translation>
            <numerusform>%1: %n Befund</numerusform>
            <numerusform>%1: %n Befunde</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent::FirstRunWizard</name>
    <message>
        <source>New profile</source>
        <translation>Neues Profil</translation>
    </message>
    <message>
        <source>&amp;Make it</source>
        <translation>&amp;Anlegen</translation>
    </message>
    <message>
        <source>A profile of your own</source>
        <translation>Ein eigenes Profil</translation>
    </message>
    <message>
        <source>A profile is a personal agent with a gateway, files and ports of its own. Several run side by side on this computer and never meet: one for everyday, one that helps when the first is broken, one for work.</source>
        <translation>Ein Profil ist ein persönlicher Agent mit eigenem Gateway, eigenen Dateien und eigenen Ports. Mehrere laufen auf diesem Computer nebeneinander und begegnen sich nie: eines für den Alltag, eines, das hilft, wenn das erste nicht mehr geht, eines für die Arbeit.</translation>
    </message>
    <message>
        <source>There is an OpenClaw gateway on this computer. Its settings become a profile with: ws-agent profiles import-openclaw</source>
        <translation>Auf diesem Computer gibt es ein OpenClaw-Gateway. Aus seinen Einstellungen wird ein Profil mit: ws-agent profiles import-openclaw</translation>
    </message>
</context>
<context>
    <name>wsagent::GeneralPage</name>
    <message>
        <source>&amp;Start it together with WsAgent</source>
        <translation>Zusammen mit WsAgent &amp;starten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Kept running by</source>
        <translation>Am Laufen gehalten von</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>State:</source>
        <translation>Zustand:</translation>
    </message>
    <message>
        <source>Kept running by:</source>
        <translation>Am Laufen gehalten von:</translation>
    </message>
    <message>
        <source>running on port %1, process %2</source>
        <translation>läuft auf Port %1, Prozess %2</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>a service of the system (%1)</source>
        <translation>einem Dienst des Systems (%1)</translation>
    </message>
    <message>
        <source>WsAgent itself, while it runs</source>
        <translation>WsAgent selbst, solange es läuft</translation>
    </message>
    <message>
        <source>The system starts it, as a service is installed.</source>
        <translation>Das System startet es, da ein Dienst eingerichtet ist.</translation>
    </message>
    <message>
        <source>Takes effect at the next start of WsAgent.</source>
        <translation>Wirkt beim nächsten Start von WsAgent.</translation>
    </message>
</context>
<context>
    <name>wsagent::HealthPage</name>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Running since</source>
        <translation>Läuft seit</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Letzter Fehler</translation>
    </message>
    <message>
        <source>Processor in the last minutes</source>
        <translation>Prozessor in den letzten Minuten</translation>
    </message>
    <message>
        <source>Memory in the last minutes</source>
        <translation>Speicher in den letzten Minuten</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>%1
Try: %2</source>
        <translation>%1
Versuche: %2</translation>
    </message>
    <message>
        <source>%1, version %2</source>
        <translation>%1, Version %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
</context>
<context>
    <name>wsagent::HistoryDialog</name>
    <message>
        <source>Earlier versions of the config of %1</source>
        <translation>Frühere Fassungen der Konfiguration von %1</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Fassungen</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Damals</translation>
    </message>
    <message>
        <source>Take this version</source>
        <translation>Diese Fassung nehmen</translation>
    </message>
    <message>
        <source> (like now)</source>
        <translation> (wie jetzt)</translation>
    </message>
    <message>
        <source> (in error)</source>
        <translation> (fehlerhaft)</translation>
    </message>
    <message>
        <source>There are none yet: the config was never changed.</source>
        <translation>Es gibt noch keine: die Konfiguration wurde nie geändert.</translation>
    </message>
</context>
<context>
    <name>wsagent::LogModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
</context>
<context>
    <name>wsagent::LogWindow</name>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>Alle Profile</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Debug and more</source>
        <translation>Ab Debug</translation>
    </message>
    <message>
        <source>Info and more</source>
        <translation>Ab Info</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Only lines with this text</source>
        <translation>Nur Zeilen mit diesem Text</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search in the lines shown</source>
        <translation>In den gezeigten Zeilen suchen</translation>
    </message>
    <message>
        <source>F3: next, Shift+F3: previous</source>
        <translation>F3: weiter, Umschalt+F3: zurück</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Open f&amp;older</source>
        <translation>&amp;Ordner öffnen</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is in no line that is shown.</source>
        <translation>„%1“ steht in keiner gezeigten Zeile.</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 von %2 Zeilen</translation>
    </message>
    <message>
        <source>Paused: %1; %2 more have come</source>
        <translation>Angehalten: %1; %2 weitere sind gekommen</translation>
    </message>
</context>
<context>
    <name>wsagent::MainWindow</name>
    <message>
        <source>WsAgent</source>
        <translation>WsAgent</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Gateways</source>
        <translation>&amp;Gateways</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>There is no profile yet.

A profile is a gateway with a configuration, a workspace and ports of its own.
Make the first one with File, New profile, or with
ws-agent --profile main setup</source>
        <translation>Es gibt noch kein Profil.

Ein Profil ist ein Gateway mit eigener Konfiguration, eigenem Arbeitsordner und eigenen Ports.
Das erste entsteht mit Datei, Neues Profil, oder mit
ws-agent --profile main setup</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>wsagent::ModelPage</name>
    <message>
        <source>&amp;Keep this key</source>
        <translation>Schlüssel &amp;aufbewahren</translation>
    </message>
    <message>
        <source>&amp;Ask the model</source>
        <translation>&amp;Modell fragen</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Key of the provider</source>
        <translation>Schlüssel des Anbieters</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neuer Schlüssel</translation>
    </message>
    <message>
        <source>paste a key here</source>
        <translation>hier einen Schlüssel einfügen</translation>
    </message>
    <message>
        <source>At once, into the keychain; it is not part of what Save writes.</source>
        <translation>Sofort, in den Schlüsselbund; das Speichern schreibt ihn nicht.</translation>
    </message>
    <message>
        <source>What opens the models</source>
        <translation>Was die Modelle öffnet</translation>
    </message>
    <message>
        <source>Provider:</source>
        <translation>Anbieter:</translation>
    </message>
    <message>
        <source>Key:</source>
        <translation>Schlüssel:</translation>
    </message>
    <message>
        <source>none: this provider does not answer without one</source>
        <translation>keiner: ohne einen antwortet dieser Anbieter nicht</translation>
    </message>
    <message>
        <source>none is needed</source>
        <translation>keiner nötig</translation>
    </message>
    <message>
        <source>Keeping the key…</source>
        <translation>Der Schlüssel wird aufbewahrt …</translation>
    </message>
    <message>
        <source>The key is kept in %1.</source>
        <translation>Der Schlüssel liegt in: %1</translation>
    </message>
    <message>
        <source>Choose a model of this provider first.</source>
        <translation>Wählen Sie zuerst ein Modell dieses Anbieters.</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>%1 wird gefragt …</translation>
    </message>
    <message>
        <source>It answers, after %1 ms.</source>
        <translation>Es antwortet, nach %1 ms.</translation>
    </message>
    <message>
        <source>What is not saved yet was not asked.</source>
        <translation>Gefragt wurde, was gespeichert ist; das Ungespeicherte nicht.</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfilePage</name>
    <message>
        <source>Name, files and ports</source>
        <translation>Name, Dateien und Ports</translation>
    </message>
    <message>
        <source>What is grey is taken when you write nothing.</source>
        <translation>Was grau ist, gilt, wenn Sie nichts schreiben.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Arbeitsordner</translation>
    </message>
    <message>
        <source>Base port</source>
        <translation>Basisport</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>&amp;Arbeitsordner:</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>&amp;Basisport:</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 nehmen</translation>
    </message>
    <message>
        <source>There is a profile of this name already.</source>
        <translation>Ein Profil dieses Namens gibt es schon.</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfileSummary</name>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>&lt;p&gt;The profile &lt;b&gt;%1&lt;/b&gt; gets a config in &lt;b&gt;%2&lt;/b&gt; and works in &lt;b&gt;%3&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Its gateway answers on this computer only, and lets in whoever knows its token, which is made now. No other profile is touched.&lt;/p&gt;&lt;p&gt;Until you choose a language model in the settings, the built-in operator answers: it works offline and knows this computer&apos;s profiles.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Das Profil &lt;b&gt;%1&lt;/b&gt; bekommt eine Konfiguration in &lt;b&gt;%2&lt;/b&gt; und arbeitet in &lt;b&gt;%3&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Sein Gateway antwortet nur auf diesem Computer und lässt ein, wer sein Token kennt, das jetzt erzeugt wird. Kein anderes Profil wird berührt.&lt;/p&gt;&lt;p&gt;Bis Sie in den Einstellungen ein Sprachmodell wählen, antwortet der eingebaute Operator: er arbeitet ohne Netz und kennt die Profile dieses Computers.&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeCenter</name>
    <message>
        <source>Runs again</source>
        <translation>Läuft wieder</translation>
    </message>
    <message>
        <source>Ran out of time</source>
        <translation>Zeit abgelaufen</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeHistory</name>
    <message>
        <source>Settled elsewhere</source>
        <translation>Anderswo erledigt</translation>
    </message>
    <message>
        <source>Waits for you</source>
        <translation>Wartet auf dich</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ausgang</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeWindow</name>
    <message>
        <source>Notifications</source>
        <translation>Mitteilungen</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Alle Arten</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>Alle Profile</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>&amp;Do not pop up</source>
        <translation>&amp;Nicht einblenden</translation>
    </message>
    <message>
        <source>&amp;Do not pop up for %1</source>
        <translation>&amp;Nicht einblenden für %1</translation>
    </message>
    <message>
        <source>Nothing has happened.</source>
        <translation>Nichts ist geschehen.</translation>
    </message>
</context>
<context>
    <name>wsagent::PathsPage</name>
    <message>
        <source>Config</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>State folder</source>
        <translation>Zustandsordner</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Arbeitsordner</translation>
    </message>
    <message>
        <source>Config:</source>
        <translation>Konfiguration:</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>State folder:</source>
        <translation>Zustandsordner:</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>&amp;Arbeitsordner:</translation>
    </message>
    <message>
        <source>Config and state folder follow from the name of the profile, so that two profiles never share them. The workspace is where agents work.</source>
        <translation>Konfiguration und Zustandsordner folgen aus dem Namen des Profils, damit zwei Profile sie nie teilen. Im Arbeitsordner arbeiten die Agenten.</translation>
    </message>
    <message>
        <source>Use the default</source>
        <translation>Den üblichen nehmen</translation>
    </message>
    <message>
        <source>This place can only be read.</source>
        <translation>Dort kann nur gelesen werden.</translation>
    </message>
    <message>
        <source>Only %1 free there.</source>
        <translation>Dort sind nur %1 frei.</translation>
    </message>
    <message>
        <source>%1 free there.</source>
        <translation>Dort sind %1 frei.</translation>
    </message>
    <message>
        <source>Where agents work</source>
        <translation>Wo Agenten arbeiten</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapView</name>
    <message>
        <source>Port map</source>
        <translation>Portkarte</translation>
    </message>
    <message>
        <source>Other programs</source>
        <translation>Andere Programme</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapWindow</name>
    <message>
        <source>Ports of all profiles</source>
        <translation>Ports aller Profile</translation>
    </message>
    <message>
        <source>Choose a range to see what it is for. + and − zoom, 0 shows everything.</source>
        <translation>Wählen Sie einen Bereich, um zu sehen, wofür er da ist. + und − vergrößern und verkleinern, 0 zeigt alles.</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>The picture cannot be written to %1: %2</source>
        <translation>Das Bild kann nicht nach %1 geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Export the port map</source>
        <translation>Portkarte exportieren</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation>Zeichnungen (*.svg)</translation>
    </message>
</context>
<context>
    <name>wsagent::PortsPage</name>
    <message>
        <source>Base port</source>
        <translation>Basisport</translation>
    </message>
    <message>
        <source>Browser control port</source>
        <translation>Port der Browser-Steuerung</translation>
    </message>
    <message>
        <source>Who may connect</source>
        <translation>Wer sich verbinden darf</translation>
    </message>
    <message>
        <source>Derived ports</source>
        <translation>Abgeleitete Ports</translation>
    </message>
    <message>
        <source>Browser profiles</source>
        <translation>Browser-Profile</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Browser</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Address instead of a port</source>
        <translation>Adresse statt eines Ports</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Add a browser profile</source>
        <translation>Ein Browser-Profil hinzufügen</translation>
    </message>
    <message>
        <source>Remove the chosen browser profile</source>
        <translation>Das gewählte Browser-Profil entfernen</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>&amp;Basisport:</translation>
    </message>
    <message>
        <source>&amp;Control port:</source>
        <translation>&amp;Steuerungsport:</translation>
    </message>
    <message>
        <source>&amp;Who may connect:</source>
        <translation>&amp;Wer sich verbinden darf:</translation>
    </message>
    <message>
        <source>Derived ports:</source>
        <translation>Abgeleitete Ports:</translation>
    </message>
    <message>
        <source>Browsers:</source>
        <translation>Browser:</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>wie üblich (%1)</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 nehmen</translation>
    </message>
    <message>
        <source>none, as the base is no port</source>
        <translation>keine, da die Basis kein Port ist</translation>
    </message>
    <message>
        <source>%1, which is two above the base</source>
        <translation>%1, also zwei über der Basis</translation>
    </message>
</context>
<context>
    <name>wsagent::SchemaPage</name>
    <message>
        <source>Edit in the text…</source>
        <translation>Im Text bearbeiten …</translation>
    </message>
    <message>
        <source>%1: edit in the text</source>
        <translation>%1: im Text bearbeiten</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>wie üblich (%1)</translation>
    </message>
    <message>
        <source>kept elsewhere, see the text</source>
        <translation>anderswo aufbewahrt, siehe Text</translation>
    </message>
</context>
<context>
    <name>wsagent::SecurityPage</name>
    <message>
        <source>&amp;Make a new token</source>
        <translation>&amp;Neues Token erzeugen</translation>
    </message>
    <message>
        <source>Secret of the gateway</source>
        <translation>Geheimnis des Gateways</translation>
    </message>
    <message>
        <source>Reachable from</source>
        <translation>Erreichbar von</translation>
    </message>
    <message>
        <source>Secret of the gateway:</source>
        <translation>Geheimnis des Gateways:</translation>
    </message>
    <message>
        <source>Reachable from:</source>
        <translation>Erreichbar von:</translation>
    </message>
    <message>
        <source>none: whoever reaches the port gets in</source>
        <translation>keines: wer den Port erreicht, kommt hinein</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>ein Passwort</translation>
    </message>
    <message>
        <source>a new token; all clients need it once this is saved</source>
        <translation>ein neues Token; nach dem Speichern brauchen es alle Clients</translation>
    </message>
    <message>
        <source>a token, kept outside of the config</source>
        <translation>ein Token, außerhalb der Konfiguration aufbewahrt</translation>
    </message>
    <message>
        <source>a token</source>
        <translation>ein Token</translation>
    </message>
    <message>
        <source>Change it where it is kept: ws-agent secrets store set</source>
        <translation>Ändern Sie es dort, wo es aufbewahrt ist: ws-agent secrets store set</translation>
    </message>
    <message>
        <source>Clients that know the present one have to be told the new one.</source>
        <translation>Clients, die das jetzige kennen, brauchen das neue.</translation>
    </message>
    <message>
        <source>this computer only</source>
        <translation>nur diesem Computer</translation>
    </message>
    <message>
        <source>your Tailscale network</source>
        <translation>Ihrem Tailscale-Netz</translation>
    </message>
    <message>
        <source>every computer of your network</source>
        <translation>jedem Computer Ihres Netzes</translation>
    </message>
    <message>
        <source>wherever gateway.bind (%1) leads to</source>
        <translation>dort, wohin gateway.bind (%1) führt</translation>
    </message>
    <message>
        <source>Paired devices:</source>
        <translation>Gekoppelte Geräte:</translation>
    </message>
</context>
<context>
    <name>wsagent::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Ports</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Browser</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Save all the same?</source>
        <translation>Trotzdem speichern?</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Save the changes to %1?</source>
        <translation>Die Änderungen an %1 speichern?</translation>
    </message>
    <message>
        <source>Somebody else has changed the config of %1 meanwhile.</source>
        <translation>Jemand anderes hat die Konfiguration von %1 inzwischen geändert.</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>Die andere nehmen</translation>
    </message>
    <message>
        <source>Overwrite with mine</source>
        <translation>Mit meiner überschreiben</translation>
    </message>
    <message>
        <source>Looking at the profiles of this computer…</source>
        <translation>Die Profile dieses Computers werden angesehen …</translation>
    </message>
    <message>
        <source>There are no profiles yet.</source>
        <translation>Es gibt noch keine Profile.</translation>
    </message>
    <message numerus="yes">
        <source>%n profile(s), nothing to save.</source>
        <translation>
            <numerusform>%n Profil, nichts zu speichern.</numerusform>
            <numerusform>%n Profile, nichts zu speichern.</numerusform>
        </translation>
    </message>
    <message>
        <source>Saving restarts the gateway of %1.</source>
        <translation>Speichern startet das Gateway von %1 neu.</translation>
    </message>
    <message>
        <source>The gateway of %1 takes it over at once.</source>
        <translation>Das Gateway von %1 übernimmt es sofort.</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>Wirkt beim nächsten Start.</translation>
    </message>
</context>
<context>
    <name>wsagent::TrayApplication</name>
    <message>
        <source>WsAgent</source>
        <translation>WsAgent</translation>
    </message>
    <message>
        <source>There is no tray on this desktop.</source>
        <translation>Auf diesem Desktop gibt es kein Benachrichtigungsfeld.</translation>
    </message>
    <message>
        <source>No supervisor runs. &quot;Start all&quot; makes this program look after the gateways.</source>
        <translation>Kein Supervisor läuft. Mit „Alle starten“ kümmert sich dieses Programm um die Gateways.</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>Zu %1 besteht keine Verbindung.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Quit WsAgent</source>
        <translation>WsAgent beenden</translation>
    </message>
    <message numerus="yes">
        <source>Quitting stops %n gateway(s) that WsAgent runs.</source>
        <translation>
            <numerusform>Beim Beenden wird %n Gateway gestoppt, das WsAgent betreibt.</numerusform>
            <numerusform>Beim Beenden werden %n Gateways gestoppt, die WsAgent betreibt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Gateways that run as services go on.</source>
        <translation>Gateways, die als Dienst laufen, laufen weiter.</translation>
    </message>
    <message>
        <source>&amp;Stop and quit</source>
        <translation>&amp;Stoppen und beenden</translation>
    </message>
    <message>
        <source>WsAgent: stopping</source>
        <translation>WsAgent: wird beendet</translation>
    </message>
    <message>
        <source>The gateway does not run.</source>
        <translation>Das Gateway läuft nicht.</translation>
    </message>
    <message>
        <source>No program opens %1.</source>
        <translation>Kein Programm öffnet %1.</translation>
    </message>
    <message>
        <source>The workspace cannot be opened: %1</source>
        <translation>Der Arbeitsordner lässt sich nicht öffnen: %1</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Geschrieben nach %1</translation>
    </message>
    <message>
        <source>Secrets were taken out. Have a look before you pass it on.</source>
        <translation>Geheimnisse wurden entfernt. Sieh hinein, bevor du es weitergibst.</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>Bei der Anmeldung starten</translation>
    </message>
    <message>
        <source>About WsAgent</source>
        <translation>Über WsAgent</translation>
    </message>
    <message>
        <source>WsAgent %1</source>
        <translation>WsAgent %1</translation>
    </message>
    <message>
        <source>One computer, several agent gateways, none in the way of another.</source>
        <translation>Ein Rechner, mehrere Agenten-Gateways, keines dem anderen im Weg.</translation>
    </message>
</context>
<context>
    <name>wsagent::TrayMenu</name>
    <message>
        <source>No profile yet</source>
        <translation>Noch kein Profil</translation>
    </message>
</context>
</TS>
