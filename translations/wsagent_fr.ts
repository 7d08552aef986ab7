<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>ActionText</name>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Démarrer</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>&amp;Arrêter</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>&amp;Redémarrer</translation>
    </message>
    <message>
        <source>Open &amp;dashboard</source>
        <translation>Ouvrir le &amp;tableau de bord</translation>
    </message>
    <message>
        <source>Open &amp;chat</source>
        <translation>Ouvrir le &amp;chat</translation>
    </message>
    <message>
        <source>Open &amp;workspace</source>
        <translation>Ouvrir l&apos;&amp;espace de travail</translation>
    </message>
    <message>
        <source>&amp;Logs</source>
        <translation>&amp;Journaux</translation>
    </message>
    <message>
        <source>Copy &amp;URL</source>
        <translation>Copier l&apos;&amp;URL</translation>
    </message>
    <message>
        <source>Copy &amp;pairing code</source>
        <translation>Copier le code d&apos;a&amp;ppairage</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>Para&amp;mètres…</translation>
    </message>
    <message>
        <source>Chec&amp;k</source>
        <translation>&amp;Vérifier</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>&amp;Vue d&apos;ensemble</translation>
    </message>
    <message>
        <source>&amp;New profile…</source>
        <translation>&amp;Nouveau profil…</translation>
    </message>
    <message>
        <source>&amp;Port map</source>
        <translation>&amp;Plan des ports</translation>
    </message>
    <message>
        <source>Noti&amp;fications</source>
        <translation>Noti&amp;fications</translation>
    </message>
    <message>
        <source>&amp;Logs of all profiles</source>
        <translation>&amp;Journaux de tous les profils</translation>
    </message>
    <message>
        <source>&amp;Check all profiles</source>
        <translation>Vérifier t&amp;ous les profils</translation>
    </message>
    <message>
        <source>&amp;Start all</source>
        <translation>&amp;Démarrer tout</translation>
    </message>
    <message>
        <source>S&amp;top all</source>
        <translation>&amp;Arrêter tout</translation>
    </message>
    <message>
        <source>&amp;Hard stop</source>
        <translation>Arrêt &amp;brutal</translation>
    </message>
    <message>
        <source>Start at lo&amp;gin</source>
        <translation>Démarrer à la conne&amp;xion</translation>
    </message>
    <message>
        <source>&amp;Diagnostics…</source>
        <translation>Dia&amp;gnostic…</translation>
    </message>
    <message>
        <source>&amp;About WsAgent</source>
        <translation>À propos de &amp;WsAgent</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Quitter</translation>
    </message>
</context>
<context>
    <name>NoticeText</name>
    <message>
        <source>Pairing requests</source>
        <translation>Demandes d&apos;appairage</translation>
    </message>
    <message>
        <source>Command approvals</source>
        <translation>Approbation de commandes</translation>
    </message>
    <message>
        <source>Gateway down</source>
        <translation>Gateway en panne</translation>
    </message>
    <message>
        <source>Crash loops</source>
        <translation>Plantages en boucle</translation>
    </message>
    <message>
        <source>Configuration problems</source>
        <translation>Problèmes de configuration</translation>
    </message>
    <message>
        <source>Port conflicts</source>
        <translation>Conflits de ports</translation>
    </message>
    <message>
        <source>Rescue reports</source>
        <translation>Rapports de secours</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Approuver</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Rejeter</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>Autoriser une fois</translation>
    </message>
    <message>
        <source>Always allow</source>
        <translation>Toujours autoriser</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>Refuser</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Approuvé</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Rejeté</translation>
    </message>
    <message>
        <source>Allowed once</source>
        <translation>Autorisé une fois</translation>
    </message>
    <message>
        <source>Always allowed</source>
        <translation>Toujours autorisé</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Refusé</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Afficher</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>De %1</translation>
    </message>
    <message>
        <source>From %1, %2</source>
        <translation>De %1, %2</translation>
    </message>
    <message>
        <source>Asks for: %1</source>
        <translation>Demande : %1</translation>
    </message>
    <message>
        <source>%1 wants to pair with %2</source>
        <translation>%1 veut s&apos;appairer avec %2</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>Dans %1</translation>
    </message>
    <message>
        <source>%1 wants to run a command</source>
        <translation>%1 veut exécuter une commande</translation>
    </message>
    <message>
        <source>Agent %1 of %2 wants to run a command</source>
        <translation>L&apos;agent %1 de %2 veut exécuter une commande</translation>
    </message>
    <message>
        <source>%1 reports</source>
        <translation>%1 signale</translation>
    </message>
    <message>
        <source>%1 ends again and again</source>
        <translation>%1 s&apos;arrête sans cesse</translation>
    </message>
    <message>
        <source>%1 cannot start: a port is taken</source>
        <translation>%1 ne peut pas démarrer : un port est pris</translation>
    </message>
    <message>
        <source>%1 cannot start</source>
        <translation>%1 ne peut pas démarrer</translation>
    </message>
    <message>
        <source>%1 runs with a problem</source>
        <translation>%1 tourne avec un problème</translation>
    </message>
    <message>
        <source>%1 has ended unexpectedly</source>
        <translation>%1 s&apos;est arrêté de façon inattendue</translation>
    </message>
    <message>
        <source>The service of %1 does not run any more</source>
        <translation>Le service de %1 ne tourne plus</translation>
    </message>
</context>
<context>
    <name>TrayText</name>
    <message>
        <source>Stopped</source>
        <translation>Arrêté</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Attend son tour</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Démarrage</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>En marche</translation>
    </message>
    <message>
        <source>Running with a problem</source>
        <translation>En marche avec un problème</translation>
    </message>
    <message>
        <source>Ended, starts again</source>
        <translation>Arrêté, redémarre</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Arrêt en cours</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Échec</translation>
    </message>
    <message>
        <source>Run by another program</source>
        <translation>Mené par un autre programme</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Occupé</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Demande attention</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>port %1</translation>
    </message>
    <message>
        <source>service</source>
        <translation>service</translation>
    </message>
    <message>
        <source>not supervised</source>
        <translation>non supervisé</translation>
    </message>
    <message>
        <source>WsAgent: no profile yet</source>
        <translation>WsAgent : pas encore de profil</translation>
    </message>
    <message numerus="yes">
        <source>WsAgent: %1 of %n gateway(s) running</source>
        <translation>
            <numerusform>WsAgent : %1 gateway sur %n en marche</numerusform>
            <numerusform>WsAgent : %1 gateways sur %n en marche</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1 : %2</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>et %n de plus</numerusform>
            <numerusform>et %n de plus</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent</name>
    <message>
        <source>gateway</source>
        <translation>gateway</translation>
    </message>
    <message>
        <source>browser control</source>
        <translation>contrôle du navigateur</translation>
    </message>
    <message>
        <source>extension relays</source>
        <translation>relais d&apos;extension</translation>
    </message>
    <message>
        <source>browsers (CDP)</source>
        <translation>navigateurs (CDP)</translation>
    </message>
    <message>
        <source>pinned browser</source>
        <translation>navigateur épinglé</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>un autre programme</translation>
    </message>
</context>
<context>
    <name>wsagent::AdvancedPage</name>
    <message>
        <source>&amp;Earlier versions…</source>
        <translation>&amp;Versions antérieures…</translation>
    </message>
    <message>
        <source>Config as text</source>
        <translation>Configuration en texte</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Y aller</translation>
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
        <translation>Vous</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Outil</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation>%1 …</translation>
    </message>
    <message>
        <source>%1: failed</source>
        <translation>%1 : échec</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatSession</name>
    <message>
        <source>Stopped.</source>
        <translation>Arrêté.</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatWindow</name>
    <message>
        <source>&amp;Send</source>
        <translation>&amp;Envoyer</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>&amp;Arrêter</translation>
    </message>
    <message>
        <source>Chat with %1</source>
        <translation>Chat avec %1</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>&amp;New session</source>
        <translation>&amp;Nouvelle session</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Conversation</translation>
    </message>
    <message>
        <source>Message; Enter sends, Shift+Enter begins a new line</source>
        <translation>Message ; Entrée envoie, Maj+Entrée commence une nouvelle ligne</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Échap</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Avis</translation>
    </message>
    <message>
        <source>The gateway does not answer. It is asked again when it runs.</source>
        <translation>Le gateway ne répond pas. Il sera de nouveau interrogé quand il tournera.</translation>
    </message>
</context>
<context>
    <name>wsagent::DeviceList</name>
    <message>
        <source>&amp;Let it in</source>
        <translation>&amp;Laisser entrer</translation>
    </message>
    <message>
        <source>Re&amp;fuse</source>
        <translation>&amp;Refuser</translation>
    </message>
    <message>
        <source>F&amp;orget…</source>
        <translation>&amp;Oublier…</translation>
    </message>
    <message>
        <source>Paired devices</source>
        <translation>Appareils appairés</translation>
    </message>
    <message>
        <source>Asking the gateway…</source>
        <translation>Interrogation du gateway…</translation>
    </message>
    <message>
        <source>The devices are shown while the gateway runs.</source>
        <translation>Les appareils sont affichés pendant que le gateway fonctionne.</translation>
    </message>
    <message>
        <source>%1 asks to be let in, from %2</source>
        <translation>%1 demande à entrer, depuis %2</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>connecté</translation>
    </message>
    <message>
        <source>away</source>
        <translation>absent</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1 : %2</translation>
    </message>
    <message>
        <source>%1 (%2): %3</source>
        <translation>%1 (%2) : %3</translation>
    </message>
    <message>
        <source>No device is paired.</source>
        <translation>Aucun appareil n’est appairé.</translation>
    </message>
    <message>
        <source>Forget this device?</source>
        <translation>Oublier cet appareil ?</translation>
    </message>
    <message>
        <source>%1
Its connections end, and it has to pair again.</source>
        <translation>%1
Ses connexions se terminent et il devra être appairé de nouveau.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Oublier</translation>
    </message>
</context>
<context>
    <name>wsagent::FieldNote</name>
    <message>
        <source>Mend it</source>
        <translation>Corriger</translation>
    </message>
</context>
<context>
    <name>wsagent::FindingsWindow</name>
    <message>
        <source>Check of profiles</source>
        <translation>Vérification des profils</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Constats</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profils</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Constat</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Que faire</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>Tous les profils</translation>
    </message>
    <message>
        <source>%1: nothing found. They do not touch each other.</source>
        <translation>%1 : rien à signaler. Ils ne se touchent pas.</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n finding(s)</source>
        <translation>
            <numerusform>%1 : %n constat</numerusform>
            <numerusform>%1 : %n constats</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent::FirstRunWizard</name>
    <message>
        <source>New profile</source>
        <translation>Nouveau profil</translation>
    </message>
    <message>
        <source>&amp;Make it</source>
        <translation>&amp;Créer</translation>
    </message>
    <message>
        <source>A profile of your own</source>
        <translation>Un profil à vous</translation>
    </message>
    <message>
        <source>A profile is a personal agent with a gateway, files and ports of its own. Several run side by side on this computer and never meet: one for everyday, one that helps when the first is broken, one for work.</source>
        <translation>Un profil est un agent personnel avec un gateway, des fichiers et des ports à lui. Plusieurs tournent côte à côte sur cet ordinateur sans jamais se rencontrer : un pour tous les jours, un qui aide quand le premier est en panne, un pour le travail.</translation>
    </message>
    <message>
        <source>There is an OpenClaw gateway on this computer. Its settings become a profile with: ws-agent profiles import-openclaw</source>
        <translation>Il y a un gateway OpenClaw sur cet ordinateur. Ses paramètres deviennent un profil avec : ws-agent profiles import-openclaw</translation>
    </message>
</context>
<context>
    <name>wsagent::GeneralPage</name>
    <message>
        <source>&amp;Start it together with WsAgent</source>
        <translation>&amp;Le démarrer avec WsAgent</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Kept running by</source>
        <translation>Maintenu en marche par</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Nom :</translation>
    </message>
    <message>
        <source>State:</source>
        <translation>État :</translation>
    </message>
    <message>
        <source>Kept running by:</source>
        <translation>Maintenu en marche par :</translation>
    </message>
    <message>
        <source>running on port %1, process %2</source>
        <translation>tourne sur le port %1, processus %2</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>arrêté</translation>
    </message>
    <message>
        <source>a service of the system (%1)</source>
        <translation>un service du système (%1)</translation>
    </message>
    <message>
        <source>WsAgent itself, while it runs</source>
        <translation>WsAgent lui-même, tant qu&apos;il tourne</translation>
    </message>
    <message>
        <source>The system starts it, as a service is installed.</source>
        <translation>Le système le démarre, car un service est installé.</translation>
    </message>
    <message>
        <source>Takes effect at the next start of WsAgent.</source>
        <translation>Prend effet au prochain démarrage de WsAgent.</translation>
    </message>
</context>
<context>
    <name>wsagent::HealthPage</name>
    <message>
        <source>Problem</source>
        <translation>Problème</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Processeur</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <source>Running since</source>
        <translation>En marche depuis</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Redémarrages</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Processus</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Dernière erreur</translation>
    </message>
    <message>
        <source>Processor in the last minutes</source>
        <translation>Processeur ces dernières minutes</translation>
    </message>
    <message>
        <source>Memory in the last minutes</source>
        <translation>Mémoire ces dernières minutes</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>%1
Try: %2</source>
        <translation>%1
Essayez : %2</translation>
    </message>
    <message>
        <source>%1, version %2</source>
        <translation>%1, version %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucune</translation>
    </message>
</context>
<context>
    <name>wsagent::HistoryDialog</name>
    <message>
        <source>Earlier versions of the config of %1</source>
        <translation>Versions antérieures de la configuration de %1</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versions</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Différences</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clé</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Maintenant</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Alors</translation>
    </message>
    <message>
        <source>Take this version</source>
        <translation>Prendre cette version</translation>
    </message>
    <message>
        <source> (like now)</source>
        <translation> (comme maintenant)</translation>
    </message>
    <message>
        <source> (in error)</source>
        <translation> (en erreur)</translation>
    </message>
    <message>
        <source>There are none yet: the config was never changed.</source>
        <translation>Il n&apos;y en a pas encore : la configuration n&apos;a jamais été modifiée.</translation>
    </message>
</context>
<context>
    <name>wsagent::LogModel</name>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Niveau</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Partie</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
</context>
<context>
    <name>wsagent::LogWindow</name>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Journaux</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>Tous les profils</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Tout</translation>
    </message>
    <message>
        <source>Debug and more</source>
        <translation>Débogage et plus</translation>
    </message>
    <message>
        <source>Info and more</source>
        <translation>Infos et plus</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Avertissements et erreurs</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Erreurs</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Niveau</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtre</translation>
    </message>
    <message>
        <source>Only lines with this text</source>
        <translation>Seulement les lignes avec ce texte</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Rechercher</translation>
    </message>
    <message>
        <source>Search in the lines shown</source>
        <translation>Rechercher dans les lignes affichées</translation>
    </message>
    <message>
        <source>F3: next, Shift+F3: previous</source>
        <translation>F3 : suivant, Maj+F3 : précédent</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Lignes</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copier</translation>
    </message>
    <message>
        <source>Open f&amp;older</source>
        <translation>Ouvrir le d&amp;ossier</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is in no line that is shown.</source>
        <translation>« %1 » n&apos;est dans aucune ligne affichée.</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 lignes</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 lignes sur %2</translation>
    </message>
    <message>
        <source>Paused: %1; %2 more have come</source>
        <translation>En pause : %1 ; %2 de plus sont arrivées</translation>
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
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <source>&amp;Gateways</source>
        <translation>&amp;Gateways</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Affichage</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profils</translation>
    </message>
    <message>
        <source>There is no profile yet.

A profile is a gateway with a configuration, a workspace and ports of its own.
Make the first one with File, New profile, or with
ws-agent --profile main setup</source>
        <translation>Il n&apos;y a pas encore de profil.

Un profil est un gateway avec une configuration, un espace de travail et des ports à lui.
Créez le premier avec Fichier, Nouveau profil, ou avec
ws-agent --profile main setup</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Avis</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1 : %2</translation>
    </message>
</context>
<context>
    <name>wsagent::ModelPage</name>
    <message>
        <source>&amp;Keep this key</source>
        <translation>&amp;Conserver cette clé</translation>
    </message>
    <message>
        <source>&amp;Ask the model</source>
        <translation>&amp;Interroger le modèle</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Fournisseur</translation>
    </message>
    <message>
        <source>Key of the provider</source>
        <translation>Clé du fournisseur</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Nouvelle clé</translation>
    </message>
    <message>
        <source>paste a key here</source>
        <translation>collez une clé ici</translation>
    </message>
    <message>
        <source>At once, into the keychain; it is not part of what Save writes.</source>
        <translation>Tout de suite, dans le trousseau ; cela ne fait pas partie de ce qu’écrit Enregistrer.</translation>
    </message>
    <message>
        <source>What opens the models</source>
        <translation>Ce qui ouvre les modèles</translation>
    </message>
    <message>
        <source>Provider:</source>
        <translation>Fournisseur :</translation>
    </message>
    <message>
        <source>Key:</source>
        <translation>Clé :</translation>
    </message>
    <message>
        <source>none: this provider does not answer without one</source>
        <translation>aucune : ce fournisseur ne répond pas sans clé</translation>
    </message>
    <message>
        <source>none is needed</source>
        <translation>aucune n’est nécessaire</translation>
    </message>
    <message>
        <source>Keeping the key…</source>
        <translation>Conservation de la clé…</translation>
    </message>
    <message>
        <source>The key is kept in %1.</source>
        <translation>La clé est conservée dans : %1</translation>
    </message>
    <message>
        <source>Choose a model of this provider first.</source>
        <translation>Choisissez d’abord un modèle de ce fournisseur.</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>Interrogation de %1…</translation>
    </message>
    <message>
        <source>It answers, after %1 ms.</source>
        <translation>Il répond, après %1 ms.</translation>
    </message>
    <message>
        <source>What is not saved yet was not asked.</source>
        <translation>Ce qui n’est pas encore enregistré n’a pas été interrogé.</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfilePage</name>
    <message>
        <source>Name, files and ports</source>
        <translation>Nom, fichiers et ports</translation>
    </message>
    <message>
        <source>What is grey is taken when you write nothing.</source>
        <translation>Ce qui est en gris est pris si vous n&apos;écrivez rien.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Espace de travail</translation>
    </message>
    <message>
        <source>Base port</source>
        <translation>Port de base</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Nom :</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>&amp;Espace de travail :</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>Port de &amp;base :</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Utiliser %1</translation>
    </message>
    <message>
        <source>There is a profile of this name already.</source>
        <translation>Un profil de ce nom existe déjà.</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfileSummary</name>
    <message>
        <source>Ready</source>
        <translation>Prêt</translation>
    </message>
    <message>
        <source>&lt;p&gt;The profile &lt;b&gt;%1&lt;/b&gt; gets a config in &lt;b&gt;%2&lt;/b&gt; and works in &lt;b&gt;%3&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Its gateway answers on this computer only, and lets in whoever knows its token, which is made now. No other profile is touched.&lt;/p&gt;&lt;p&gt;Until you choose a language model in the settings, the built-in operator answers: it works offline and knows this computer&apos;s profiles.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Le profil &lt;b&gt;%1&lt;/b&gt; reçoit une configuration dans &lt;b&gt;%2&lt;/b&gt; et travaille dans &lt;b&gt;%3&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Son gateway ne répond que sur cet ordinateur et laisse entrer qui connaît son jeton, créé maintenant. Aucun autre profil n&apos;est touché.&lt;/p&gt;&lt;p&gt;Tant que vous n&apos;avez pas choisi de modèle de langage dans les paramètres, l&apos;opérateur intégré répond : il marche hors ligne et connaît les profils de cet ordinateur.&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeCenter</name>
    <message>
        <source>Runs again</source>
        <translation>Tourne à nouveau</translation>
    </message>
    <message>
        <source>Ran out of time</source>
        <translation>Délai dépassé</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeHistory</name>
    <message>
        <source>Settled elsewhere</source>
        <translation>Réglé ailleurs</translation>
    </message>
    <message>
        <source>Waits for you</source>
        <translation>Vous attend</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Ce qui s&apos;est passé</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Issue</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeWindow</name>
    <message>
        <source>Notifications</source>
        <translation>Notifications</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Genre</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Tous les genres</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>Tous les profils</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titre</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <source>&amp;Do not pop up</source>
        <translation>&amp;Ne pas afficher en surimpression</translation>
    </message>
    <message>
        <source>&amp;Do not pop up for %1</source>
        <translation>&amp;Ne pas afficher en surimpression pour %1</translation>
    </message>
    <message>
        <source>Nothing has happened.</source>
        <translation>Il ne s&apos;est rien passé.</translation>
    </message>
</context>
<context>
    <name>wsagent::PathsPage</name>
    <message>
        <source>Config</source>
        <translation>Configuration</translation>
    </message>
    <message>
        <source>State folder</source>
        <translation>Dossier d&apos;état</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Espace de travail</translation>
    </message>
    <message>
        <source>Config:</source>
        <translation>Configuration :</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ouvrir le dossier</translation>
    </message>
    <message>
        <source>State folder:</source>
        <translation>Dossier d&apos;état :</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>&amp;Espace de travail :</translation>
    </message>
    <message>
        <source>Config and state folder follow from the name of the profile, so that two profiles never share them. The workspace is where agents work.</source>
        <translation>La configuration et le dossier d&apos;état découlent du nom du profil, pour que deux profils ne les partagent jamais. L&apos;espace de travail est là où les agents travaillent.</translation>
    </message>
    <message>
        <source>Use the default</source>
        <translation>Utiliser celui par défaut</translation>
    </message>
    <message>
        <source>This place can only be read.</source>
        <translation>Cet endroit n&apos;est qu&apos;en lecture.</translation>
    </message>
    <message>
        <source>Only %1 free there.</source>
        <translation>Seulement %1 libres à cet endroit.</translation>
    </message>
    <message>
        <source>%1 free there.</source>
        <translation>%1 libres à cet endroit.</translation>
    </message>
    <message>
        <source>Where agents work</source>
        <translation>Où les agents travaillent</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapView</name>
    <message>
        <source>Port map</source>
        <translation>Plan des ports</translation>
    </message>
    <message>
        <source>Other programs</source>
        <translation>Autres programmes</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapWindow</name>
    <message>
        <source>Ports of all profiles</source>
        <translation>Ports de tous les profils</translation>
    </message>
    <message>
        <source>Choose a range to see what it is for. + and − zoom, 0 shows everything.</source>
        <translation>Choisissez une plage pour voir à quoi elle sert. + et − zooment, 0 montre tout.</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Agrandir</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Réduire</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Tout afficher</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Actualiser</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exporter…</translation>
    </message>
    <message>
        <source>The picture cannot be written to %1: %2</source>
        <translation>L&apos;image ne peut pas être écrite dans %1 : %2</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>Export the port map</source>
        <translation>Exporter le plan des ports</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Images (*.png)</translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation>Dessins (*.svg)</translation>
    </message>
</context>
<context>
    <name>wsagent::PortsPage</name>
    <message>
        <source>Base port</source>
        <translation>Port de base</translation>
    </message>
    <message>
        <source>Browser control port</source>
        <translation>Port de contrôle du navigateur</translation>
    </message>
    <message>
        <source>Who may connect</source>
        <translation>Qui peut se connecter</translation>
    </message>
    <message>
        <source>Derived ports</source>
        <translation>Ports dérivés</translation>
    </message>
    <message>
        <source>Browser profiles</source>
        <translation>Profils de navigateur</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Navigateur</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Address instead of a port</source>
        <translation>Adresse au lieu d&apos;un port</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Ajouter</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Add a browser profile</source>
        <translation>Ajouter un profil de navigateur</translation>
    </message>
    <message>
        <source>Remove the chosen browser profile</source>
        <translation>Retirer le profil de navigateur choisi</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>Port de &amp;base :</translation>
    </message>
    <message>
        <source>&amp;Control port:</source>
        <translation>Port de &amp;contrôle :</translation>
    </message>
    <message>
        <source>&amp;Who may connect:</source>
        <translation>&amp;Qui peut se connecter :</translation>
    </message>
    <message>
        <source>Derived ports:</source>
        <translation>Ports dérivés :</translation>
    </message>
    <message>
        <source>Browsers:</source>
        <translation>Navigateurs :</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>comme d&apos;habitude (%1)</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Utiliser %1</translation>
    </message>
    <message>
        <source>none, as the base is no port</source>
        <translation>aucun, car la base n&apos;est pas un port</translation>
    </message>
    <message>
        <source>%1, which is two above the base</source>
        <translation>%1, soit deux au-dessus de la base</translation>
    </message>
</context>
<context>
    <name>wsagent::SchemaPage</name>
    <message>
        <source>Edit in the text…</source>
        <translation>Modifier dans le texte…</translation>
    </message>
    <message>
        <source>%1: edit in the text</source>
        <translation>%1 : modifier dans le texte</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>comme d&apos;habitude</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>comme d&apos;habitude (%1)</translation>
    </message>
    <message>
        <source>kept elsewhere, see the text</source>
        <translation>conservé ailleurs, voir le texte</translation>
    </message>
</context>
<context>
    <name>wsagent::SecurityPage</name>
    <message>
        <source>&amp;Make a new token</source>
        <translation>&amp;Créer un nouveau jeton</translation>
    </message>
    <message>
        <source>Secret of the gateway</source>
        <translation>Secret du gateway</translation>
    </message>
    <message>
        <source>Reachable from</source>
        <translation>Accessible depuis</translation>
    </message>
    <message>
        <source>Secret of the gateway:</source>
        <translation>Secret du gateway :</translation>
    </message>
    <message>
        <source>Reachable from:</source>
        <translation>Accessible depuis :</translation>
    </message>
    <message>
        <source>none: whoever reaches the port gets in</source>
        <translation>aucun : qui atteint le port entre</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>un mot de passe</translation>
    </message>
    <message>
        <source>a new token; all clients need it once this is saved</source>
        <translation>un nouveau jeton ; tous les clients en ont besoin une fois enregistré</translation>
    </message>
    <message>
        <source>a token, kept outside of the config</source>
        <translation>un jeton, conservé hors de la configuration</translation>
    </message>
    <message>
        <source>a token</source>
        <translation>un jeton</translation>
    </message>
    <message>
        <source>Change it where it is kept: ws-agent secrets store set</source>
        <translation>Changez-le là où il est conservé : ws-agent secrets store set</translation>
    </message>
    <message>
        <source>Clients that know the present one have to be told the new one.</source>
        <translation>Les clients qui connaissent l&apos;actuel ont besoin du nouveau.</translation>
    </message>
    <message>
        <source>this computer only</source>
        <translation>cet ordinateur seulement</translation>
    </message>
    <message>
        <source>your Tailscale network</source>
        <translation>votre réseau Tailscale</translation>
    </message>
    <message>
        <source>every computer of your network</source>
        <translation>tous les ordinateurs de votre réseau</translation>
    </message>
    <message>
        <source>wherever gateway.bind (%1) leads to</source>
        <translation>là où mène gateway.bind (%1)</translation>
    </message>
    <message>
        <source>Paired devices:</source>
        <translation>Appareils appairés :</translation>
    </message>
</context>
<context>
    <name>wsagent::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profils</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Général</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>Dossiers</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Ports</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sécurité</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Navigateur</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agents</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Canaux</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Avancé</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Annuler les modifications</translation>
    </message>
    <message>
        <source>Save all the same?</source>
        <translation>Enregistrer quand même ?</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Abandonner</translation>
    </message>
    <message>
        <source>Save the changes to %1?</source>
        <translation>Enregistrer les modifications de %1 ?</translation>
    </message>
    <message>
        <source>Somebody else has changed the config of %1 meanwhile.</source>
        <translation>Quelqu&apos;un d&apos;autre a modifié la configuration de %1 entre-temps.</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>Prendre l&apos;autre</translation>
    </message>
    <message>
        <source>Overwrite with mine</source>
        <translation>Remplacer par la mienne</translation>
    </message>
    <message>
        <source>Looking at the profiles of this computer…</source>
        <translation>Examen des profils de cet ordinateur…</translation>
    </message>
    <message>
        <source>There are no profiles yet.</source>
        <translation>Il n&apos;y a pas encore de profils.</translation>
    </message>
    <message numerus="yes">
        <source>%n profile(s), nothing to save.</source>
        <translation>
            <numerusform>%n profil, rien à enregistrer.</numerusform>
            <numerusform>%n profils, rien à enregistrer.</numerusform>
        </translation>
    </message>
    <message>
        <source>Saving restarts the gateway of %1.</source>
        <translation>L&apos;enregistrement redémarre le gateway de %1.</translation>
    </message>
    <message>
        <source>The gateway of %1 takes it over at once.</source>
        <translation>Le gateway de %1 l&apos;applique aussitôt.</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>Prend effet au prochain démarrage.</translation>
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
        <translation>Ce bureau n&apos;a pas de zone de notification.</translation>
    </message>
    <message>
        <source>No supervisor runs. &quot;Start all&quot; makes this program look after the gateways.</source>
        <translation>Aucun superviseur ne tourne. « Démarrer tout » confie les gateways à ce programme.</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>Il n&apos;y a pas de connexion à %1.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1 : %2</translation>
    </message>
    <message>
        <source>Quit WsAgent</source>
        <translation>Quitter WsAgent</translation>
    </message>
    <message numerus="yes">
        <source>Quitting stops %n gateway(s) that WsAgent runs.</source>
        <translation>
            <numerusform>Quitter arrête %n gateway que WsAgent fait tourner.</numerusform>
            <numerusform>Quitter arrête %n gateways que WsAgent fait tourner.</numerusform>
        </translation>
    </message>
    <message>
        <source>Gateways that run as services go on.</source>
        <translation>Les gateways qui tournent comme services continuent.</translation>
    </message>
    <message>
        <source>&amp;Stop and quit</source>
        <translation>&amp;Arrêter et quitter</translation>
    </message>
    <message>
        <source>WsAgent: stopping</source>
        <translation>WsAgent : arrêt en cours</translation>
    </message>
    <message>
        <source>The gateway does not run.</source>
        <translation>Le gateway ne tourne pas.</translation>
    </message>
    <message>
        <source>No program opens %1.</source>
        <translation>Aucun programme n&apos;ouvre %1.</translation>
    </message>
    <message>
        <source>The workspace cannot be opened: %1</source>
        <translation>L&apos;espace de travail ne peut pas être ouvert : %1</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnostic</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Écrit dans %1</translation>
    </message>
    <message>
        <source>Secrets were taken out. Have a look before you pass it on.</source>
        <translation>Les secrets ont été retirés. Jetez-y un œil avant de le transmettre.</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>Démarrer à la connexion</translation>
    </message>
    <message>
        <source>About WsAgent</source>
        <translation>À propos de WsAgent</translation>
    </message>
    <message>
        <source>WsAgent %1</source>
        <translation>WsAgent %1</translation>
    </message>
    <message>
        <source>One computer, several agent gateways, none in the way of another.</source>
        <translation>Un ordinateur, plusieurs gateways d&apos;agents, aucun ne gêne l&apos;autre.</translation>
    </message>
</context>
<context>
    <name>wsagent::TrayMenu</name>
    <message>
        <source>No profile yet</source>
        <translation>Pas encore de profil</translation>
    </message>
</context>
</TS>
