<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>ActionText</name>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Iniciar</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>&amp;Detener</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>&amp;Reiniciar</translation>
    </message>
    <message>
        <source>Open &amp;dashboard</source>
        <translation>Abrir &amp;panel</translation>
    </message>
    <message>
        <source>Open &amp;chat</source>
        <translation>Abrir &amp;chat</translation>
    </message>
    <message>
        <source>Open &amp;workspace</source>
        <translation>Abrir &amp;espacio de trabajo</translation>
    </message>
    <message>
        <source>&amp;Logs</source>
        <translation>Regi&amp;stros</translation>
    </message>
    <message>
        <source>Copy &amp;URL</source>
        <translation>Copiar &amp;URL</translation>
    </message>
    <message>
        <source>Copy &amp;pairing code</source>
        <translation>Copiar código de &amp;vinculación</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>&amp;Ajustes…</translation>
    </message>
    <message>
        <source>Chec&amp;k</source>
        <translation>C&amp;omprobar</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>&amp;Vista general</translation>
    </message>
    <message>
        <source>&amp;New profile…</source>
        <translation>&amp;Nuevo perfil…</translation>
    </message>
    <message>
        <source>&amp;Port map</source>
        <translation>&amp;Mapa de puertos</translation>
    </message>
    <message>
        <source>Noti&amp;fications</source>
        <translation>Noti&amp;ficaciones</translation>
    </message>
    <message>
        <source>&amp;Logs of all profiles</source>
        <translation>&amp;Registros de todos los perfiles</translation>
    </message>
    <message>
        <source>&amp;Check all profiles</source>
        <translation>&amp;Comprobar todos los perfiles</translation>
    </message>
    <message>
        <source>&amp;Start all</source>
        <translation>&amp;Iniciar todos</translation>
    </message>
    <message>
        <source>S&amp;top all</source>
        <translation>&amp;Detener todos</translation>
    </message>
    <message>
        <source>&amp;Hard stop</source>
        <translation>Parada for&amp;zosa</translation>
    </message>
    <message>
        <source>Start at lo&amp;gin</source>
        <translation>Iniciar al abrir &amp;sesión</translation>
    </message>
    <message>
        <source>&amp;Diagnostics…</source>
        <translation>Dia&amp;gnóstico…</translation>
    </message>
    <message>
        <source>&amp;About WsAgent</source>
        <translation>Ac&amp;erca de WsAgent</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Sa&amp;lir</translation>
    </message>
</context>
<context>
    <name>NoticeText</name>
    <message>
        <source>Pairing requests</source>
        <translation>Solicitudes de vinculación</translation>
    </message>
    <message>
        <source>Command approvals</source>
        <translation>Aprobación de órdenes</translation>
    </message>
    <message>
        <source>Gateway down</source>
        <translation>Gateway caído</translation>
    </message>
    <message>
        <source>Crash loops</source>
        <translation>Fallos en bucle</translation>
    </message>
    <message>
        <source>Configuration problems</source>
        <translation>Problemas de configuración</translation>
    </message>
    <message>
        <source>Port conflicts</source>
        <translation>Conflictos de puertos</translation>
    </message>
    <message>
        <source>Rescue reports</source>
        <translation>Informes de rescate</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Aprobar</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Rechazar</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>Permitir una vez</translation>
    </message>
    <message>
        <source>Always allow</source>
        <translation>Permitir siempre</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>Denegar</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Aprobado</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Allowed once</source>
        <translation>Permitido una vez</translation>
    </message>
    <message>
        <source>Always allowed</source>
        <translation>Permitido siempre</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Denegado</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
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
        <translation>Pide: %1</translation>
    </message>
    <message>
        <source>%1 wants to pair with %2</source>
        <translation>%1 quiere vincularse con %2</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>En %1</translation>
    </message>
    <message>
        <source>%1 wants to run a command</source>
        <translation>%1 quiere ejecutar una orden</translation>
    </message>
    <message>
        <source>Agent %1 of %2 wants to run a command</source>
        <translation>El agente %1 de %2 quiere ejecutar una orden</translation>
    </message>
    <message>
        <source>%1 reports</source>
        <translation>%1 informa</translation>
    </message>
    <message>
        <source>%1 ends again and again</source>
        <translation>%1 termina una y otra vez</translation>
    </message>
    <message>
        <source>%1 cannot start: a port is taken</source>
        <translation>%1 no puede iniciarse: un puerto está ocupado</translation>
    </message>
    <message>
        <source>%1 cannot start</source>
        <translation>%1 no puede iniciarse</translation>
    </message>
    <message>
        <source>%1 runs with a problem</source>
        <translation>%1 funciona con un problema</translation>
    </message>
    <message>
        <source>%1 has ended unexpectedly</source>
        <translation>%1 ha terminado de forma inesperada</translation>
    </message>
    <message>
        <source>The service of %1 does not run any more</source>
        <translation>El servicio de %1 ya no funciona</translation>
    </message>
</context>
<context>
    <name>TrayText</name>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Espera su turno</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Iniciando</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>En marcha</translation>
    </message>
    <message>
        <source>Running with a problem</source>
        <translation>En marcha con un problema</translation>
    </message>
    <message>
        <source>Ended, starts again</source>
        <translation>Terminó, se inicia de nuevo</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Deteniendo</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Ha fallado</translation>
    </message>
    <message>
        <source>Run by another program</source>
        <translation>En marcha por otro programa</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Ocupado</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Requiere atención</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>puerto %1</translation>
    </message>
    <message>
        <source>service</source>
        <translation>servicio</translation>
    </message>
    <message>
        <source>not supervised</source>
        <translation>sin supervisar</translation>
    </message>
    <message>
        <source>WsAgent: no profile yet</source>
        <translation>WsAgent: todavía no hay perfil</translation>
    </message>
    <message numerus="yes">
        <source>WsAgent: %1 of %n gateway(s) running</source>
        <translation>
            <numerusform>WsAgent: %1 de %n gateway en marcha</numerusform>
            <numerusform>WsAgent: %1 de %n gateways en marcha</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>y %n más</numerusform>
            <numerusform>y %n más</numerusform>
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
        <translation>control del navegador</translation>
    </message>
    <message>
        <source>extension relays</source>
        <translation>relés de extensión</translation>
    </message>
    <message>
        <source>browsers (CDP)</source>
        <translation>navegadores (CDP)</translation>
    </message>
    <message>
        <source>pinned browser</source>
        <translation>navegador fijado</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>otro programa</translation>
    </message>
</context>
<context>
    <name>wsagent::AdvancedPage</name>
    <message>
        <source>&amp;Earlier versions…</source>
        <translation>&amp;Versiones anteriores…</translation>
    </message>
    <message>
        <source>Config as text</source>
        <translation>Configuración como texto</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Ir allí</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatCard</name>
    <message>
        <source>Agent</source>
        <translation>Agente</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Usted</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Herramienta</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation>%1 …</translation>
    </message>
    <message>
        <source>%1: failed</source>
        <translation>%1: ha fallado</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatSession</name>
    <message>
        <source>Stopped.</source>
        <translation>Detenido.</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatWindow</name>
    <message>
        <source>&amp;Send</source>
        <translation>&amp;Enviar</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>&amp;Detener</translation>
    </message>
    <message>
        <source>Chat with %1</source>
        <translation>Chat con %1</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sesiones</translation>
    </message>
    <message>
        <source>&amp;New session</source>
        <translation>&amp;Nueva sesión</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Conversación</translation>
    </message>
    <message>
        <source>Message; Enter sends, Shift+Enter begins a new line</source>
        <translation>Mensaje; Intro envía, Mayús+Intro empieza una línea nueva</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Aviso</translation>
    </message>
    <message>
        <source>The gateway does not answer. It is asked again when it runs.</source>
        <translation>El gateway no responde. Se le preguntará de nuevo cuando funcione.</translation>
    </message>
</context>
<context>
    <name>wsagent::DeviceList</name>
    <message>
        <source>&amp;Let it in</source>
        <translation>&amp;Dejar entrar</translation>
    </message>
    <message>
        <source>Re&amp;fuse</source>
        <translation>&amp;Rechazar</translation>
    </message>
    <message>
        <source>F&amp;orget…</source>
        <translation>&amp;Olvidar…</translation>
    </message>
    <message>
        <source>Paired devices</source>
        <translation>Dispositivos emparejados</translation>
    </message>
    <message>
        <source>Asking the gateway…</source>
        <translation>Preguntando al gateway…</translation>
    </message>
    <message>
        <source>The devices are shown while the gateway runs.</source>
        <translation>Los dispositivos se muestran mientras el gateway está en marcha.</translation>
    </message>
    <message>
        <source>%1 asks to be let in, from %2</source>
        <translation>%1 pide entrar, desde %2</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>conectado</translation>
    </message>
    <message>
        <source>away</source>
        <translation>ausente</translation>
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
        <translation>No hay ningún dispositivo emparejado.</translation>
    </message>
    <message>
        <source>Forget this device?</source>
        <translation>¿Olvidar este dispositivo?</translation>
    </message>
    <message>
        <source>%1
Its connections end, and it has to pair again.</source>
        <translation>%1
Sus conexiones terminan y tendrá que emparejarse de nuevo.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Olvidar</translation>
    </message>
</context>
<context>
    <name>wsagent::FieldNote</name>
    <message>
        <source>Mend it</source>
        <translation>Corregir</translation>
    </message>
</context>
<context>
    <name>wsagent::FindingsWindow</name>
    <message>
        <source>Check of profiles</source>
        <translation>Comprobación de perfiles</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Hallazgos</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Perfiles</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Hallazgo</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Qué hacer</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>Todos los perfiles</translation>
    </message>
    <message>
        <source>%1: nothing found. They do not touch each other.</source>
        <translation>%1: nada que objetar. No se tocan entre sí.</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n finding(s)</source>
        <translation>
            <numerusform>%1: %n hallazgo</numerusform>
            <numerusform>%1: %n hallazgos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent::FirstRunWizard</name>
    <message>
        <source>New profile</source>
        <translation>Nuevo perfil</translation>
    </message>
    <message>
        <source>&amp;Make it</source>
        <translation>&amp;Crearlo</translation>
    </message>
    <message>
        <source>A profile of your own</source>
        <translation>Un perfil propio</translation>
    </message>
    <message>
        <source>A profile is a personal agent with a gateway, files and ports of its own. Several run side by side on this computer and never meet: one for everyday, one that helps when the first is broken, one for work.</source>
        <translation>Un perfil es un agente personal con gateway, archivos y puertos propios. Varios funcionan en este equipo uno junto a otro y nunca se encuentran: uno para el día a día, uno que ayuda cuando el primero falla, uno para el trabajo.</translation>
    </message>
    <message>
        <source>There is an OpenClaw gateway on this computer. Its settings become a profile with: ws-agent profiles import-openclaw</source>
        <translation>En este equipo hay un gateway de OpenClaw. Sus ajustes se convierten en un perfil con: ws-agent profiles import-openclaw</translation>
    </message>
</context>
<context>
    <name>wsagent::GeneralPage</name>
    <message>
        <source>&amp;Start it together with WsAgent</source>
        <translation>&amp;Iniciarlo junto con WsAgent</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Kept running by</source>
        <translation>Mantenido en marcha por</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>Nombre:</translation>
    </message>
    <message>
        <source>State:</source>
        <translation>Estado:</translation>
    </message>
    <message>
        <source>Kept running by:</source>
        <translation>Mantenido en marcha por:</translation>
    </message>
    <message>
        <source>running on port %1, process %2</source>
        <translation>en marcha en el puerto %1, proceso %2</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>detenido</translation>
    </message>
    <message>
        <source>a service of the system (%1)</source>
        <translation>un servicio del sistema (%1)</translation>
    </message>
    <message>
        <source>WsAgent itself, while it runs</source>
        <translation>el propio WsAgent, mientras funciona</translation>
    </message>
    <message>
        <source>The system starts it, as a service is installed.</source>
        <translation>Lo inicia el sistema, pues hay un servicio instalado.</translation>
    </message>
    <message>
        <source>Takes effect at the next start of WsAgent.</source>
        <translation>Surte efecto en el próximo inicio de WsAgent.</translation>
    </message>
</context>
<context>
    <name>wsagent::HealthPage</name>
    <message>
        <source>Problem</source>
        <translation>Problema</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Procesador</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Running since</source>
        <translation>En marcha desde</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Reinicios</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sesiones</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Proceso</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Último error</translation>
    </message>
    <message>
        <source>Processor in the last minutes</source>
        <translation>Procesador en los últimos minutos</translation>
    </message>
    <message>
        <source>Memory in the last minutes</source>
        <translation>Memoria en los últimos minutos</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>%1
Try: %2</source>
        <translation>%1
Pruebe: %2</translation>
    </message>
    <message>
        <source>%1, version %2</source>
        <translation>%1, versión %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
</context>
<context>
    <name>wsagent::HistoryDialog</name>
    <message>
        <source>Earlier versions of the config of %1</source>
        <translation>Versiones anteriores de la configuración de %1</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versiones</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Diferencias</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Ahora</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Entonces</translation>
    </message>
    <message>
        <source>Take this version</source>
        <translation>Tomar esta versión</translation>
    </message>
    <message>
        <source> (like now)</source>
        <translation> (como ahora)</translation>
    </message>
    <message>
        <source> (in error)</source>
        <translation> (con errores)</translation>
    </message>
    <message>
        <source>There are none yet: the config was never changed.</source>
        <translation>Aún no hay ninguna: la configuración no se ha cambiado nunca.</translation>
    </message>
</context>
<context>
    <name>wsagent::LogModel</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Parte</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
</context>
<context>
    <name>wsagent::LogWindow</name>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausa</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Registros</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>Todos los perfiles</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Debug and more</source>
        <translation>Depuración y más</translation>
    </message>
    <message>
        <source>Info and more</source>
        <translation>Información y más</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Avisos y errores</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Errores</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Nivel</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>Only lines with this text</source>
        <translation>Solo líneas con este texto</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Search in the lines shown</source>
        <translation>Buscar en las líneas mostradas</translation>
    </message>
    <message>
        <source>F3: next, Shift+F3: previous</source>
        <translation>F3: siguiente, Mayús+F3: anterior</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Líneas</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copiar</translation>
    </message>
    <message>
        <source>Open f&amp;older</source>
        <translation>Abrir c&amp;arpeta</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is in no line that is shown.</source>
        <translation>«%1» no está en ninguna línea mostrada.</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 líneas</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 de %2 líneas</translation>
    </message>
    <message>
        <source>Paused: %1; %2 more have come</source>
        <translation>En pausa: %1; han llegado %2 más</translation>
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
        <translation>&amp;Archivo</translation>
    </message>
    <message>
        <source>&amp;Gateways</source>
        <translation>&amp;Gateways</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ver</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Perfiles</translation>
    </message>
    <message>
        <source>There is no profile yet.

A profile is a gateway with a configuration, a workspace and ports of its own.
Make the first one with File, New profile, or with
ws-agent --profile main setup</source>
        <translation>Todavía no hay ningún perfil.

Un perfil es un gateway con configuración, espacio de trabajo y puertos propios.
Cree el primero con Archivo, Nuevo perfil, o con
ws-agent --profile main setup</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Aviso</translation>
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
        <translation>&amp;Guardar esta clave</translation>
    </message>
    <message>
        <source>&amp;Ask the model</source>
        <translation>&amp;Preguntar al modelo</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Proveedor</translation>
    </message>
    <message>
        <source>Key of the provider</source>
        <translation>Clave del proveedor</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Clave nueva</translation>
    </message>
    <message>
        <source>paste a key here</source>
        <translation>pegue una clave aquí</translation>
    </message>
    <message>
        <source>At once, into the keychain; it is not part of what Save writes.</source>
        <translation>De inmediato, en el llavero; no forma parte de lo que escribe Guardar.</translation>
    </message>
    <message>
        <source>What opens the models</source>
        <translation>Lo que da acceso a los modelos</translation>
    </message>
    <message>
        <source>Provider:</source>
        <translation>Proveedor:</translation>
    </message>
    <message>
        <source>Key:</source>
        <translation>Clave:</translation>
    </message>
    <message>
        <source>none: this provider does not answer without one</source>
        <translation>ninguna: este proveedor no responde sin una</translation>
    </message>
    <message>
        <source>none is needed</source>
        <translation>no hace falta ninguna</translation>
    </message>
    <message>
        <source>Keeping the key…</source>
        <translation>Guardando la clave…</translation>
    </message>
    <message>
        <source>The key is kept in %1.</source>
        <translation>La clave está guardada en: %1</translation>
    </message>
    <message>
        <source>Choose a model of this provider first.</source>
        <translation>Elija primero un modelo de este proveedor.</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>Preguntando a %1…</translation>
    </message>
    <message>
        <source>It answers, after %1 ms.</source>
        <translation>Responde, tras %1 ms.</translation>
    </message>
    <message>
        <source>What is not saved yet was not asked.</source>
        <translation>Lo que aún no se ha guardado no se ha consultado.</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfilePage</name>
    <message>
        <source>Name, files and ports</source>
        <translation>Nombre, archivos y puertos</translation>
    </message>
    <message>
        <source>What is grey is taken when you write nothing.</source>
        <translation>Lo que está en gris vale si no escribe nada.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Espacio de trabajo</translation>
    </message>
    <message>
        <source>Base port</source>
        <translation>Puerto base</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Nombre:</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>&amp;Espacio de trabajo:</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>Puerto &amp;base:</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Usar %1</translation>
    </message>
    <message>
        <source>There is a profile of this name already.</source>
        <translation>Ya hay un perfil con este nombre.</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfileSummary</name>
    <message>
        <source>Ready</source>
        <translation>Listo</translation>
    </message>
    <message>
        <source>&lt;p&gt;The profile &lt;b&gt;%1&lt;/b&gt; gets a config in &lt;b&gt;%2&lt;/b&gt; and works in &lt;b&gt;%3&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Its gateway answers on this computer only, and lets in whoever knows its token, which is made now. No other profile is touched.&lt;/p&gt;&lt;p&gt;Until you choose a language model in the settings, the built-in operator answers: it works offline and knows this computer&apos;s profiles.&lt;/p&gt;</source>
        <translation>&lt;p&gt;El perfil &lt;b&gt;%1&lt;/b&gt; recibe una configuración en &lt;b&gt;%2&lt;/b&gt; y trabaja en &lt;b&gt;%3&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Su gateway responde solo en este equipo y deja entrar a quien conozca su token, que se crea ahora. No se toca ningún otro perfil.&lt;/p&gt;&lt;p&gt;Hasta que elija un modelo de lenguaje en los ajustes, responde el operador incorporado: funciona sin conexión y conoce los perfiles de este equipo.&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeCenter</name>
    <message>
        <source>Runs again</source>
        <translation>Funciona de nuevo</translation>
    </message>
    <message>
        <source>Ran out of time</source>
        <translation>Se agotó el tiempo</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeHistory</name>
    <message>
        <source>Settled elsewhere</source>
        <translation>Resuelto en otro lugar</translation>
    </message>
    <message>
        <source>Waits for you</source>
        <translation>Espera su respuesta</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ocurrió</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Desenlace</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeWindow</name>
    <message>
        <source>Notifications</source>
        <translation>Notificaciones</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Todos los tipos</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>Todos los perfiles</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>&amp;Do not pop up</source>
        <translation>&amp;No mostrar emergentes</translation>
    </message>
    <message>
        <source>&amp;Do not pop up for %1</source>
        <translation>&amp;No mostrar emergentes para %1</translation>
    </message>
    <message>
        <source>Nothing has happened.</source>
        <translation>No ha ocurrido nada.</translation>
    </message>
</context>
<context>
    <name>wsagent::PathsPage</name>
    <message>
        <source>Config</source>
        <translation>Configuración</translation>
    </message>
    <message>
        <source>State folder</source>
        <translation>Carpeta de estado</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Espacio de trabajo</translation>
    </message>
    <message>
        <source>Config:</source>
        <translation>Configuración:</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <source>State folder:</source>
        <translation>Carpeta de estado:</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>&amp;Espacio de trabajo:</translation>
    </message>
    <message>
        <source>Config and state folder follow from the name of the profile, so that two profiles never share them. The workspace is where agents work.</source>
        <translation>La configuración y la carpeta de estado dependen del nombre del perfil, para que dos perfiles nunca las compartan. En el espacio de trabajo trabajan los agentes.</translation>
    </message>
    <message>
        <source>Use the default</source>
        <translation>Usar el habitual</translation>
    </message>
    <message>
        <source>This place can only be read.</source>
        <translation>Este lugar es de solo lectura.</translation>
    </message>
    <message>
        <source>Only %1 free there.</source>
        <translation>Solo %1 libres allí.</translation>
    </message>
    <message>
        <source>%1 free there.</source>
        <translation>%1 libres allí.</translation>
    </message>
    <message>
        <source>Where agents work</source>
        <translation>Dónde trabajan los agentes</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapView</name>
    <message>
        <source>Port map</source>
        <translation>Mapa de puertos</translation>
    </message>
    <message>
        <source>Other programs</source>
        <translation>Otros programas</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapWindow</name>
    <message>
        <source>Ports of all profiles</source>
        <translation>Puertos de todos los perfiles</translation>
    </message>
    <message>
        <source>Choose a range to see what it is for. + and − zoom, 0 shows everything.</source>
        <translation>Elija un intervalo para ver para qué sirve. + y − amplían y reducen, 0 lo muestra todo.</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Ampliar</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Reducir</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Mostrar todo</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Actualizar</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>The picture cannot be written to %1: %2</source>
        <translation>La imagen no se puede escribir en %1: %2</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Elija otra carpeta.</translation>
    </message>
    <message>
        <source>Export the port map</source>
        <translation>Exportar el mapa de puertos</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Imágenes (*.png)</translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation>Dibujos (*.svg)</translation>
    </message>
</context>
<context>
    <name>wsagent::PortsPage</name>
    <message>
        <source>Base port</source>
        <translation>Puerto base</translation>
    </message>
    <message>
        <source>Browser control port</source>
        <translation>Puerto de control del navegador</translation>
    </message>
    <message>
        <source>Who may connect</source>
        <translation>Quién puede conectarse</translation>
    </message>
    <message>
        <source>Derived ports</source>
        <translation>Puertos derivados</translation>
    </message>
    <message>
        <source>Browser profiles</source>
        <translation>Perfiles de navegador</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Navegador</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Puerto</translation>
    </message>
    <message>
        <source>Address instead of a port</source>
        <translation>Dirección en lugar de puerto</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Add a browser profile</source>
        <translation>Añadir un perfil de navegador</translation>
    </message>
    <message>
        <source>Remove the chosen browser profile</source>
        <translation>Quitar el perfil de navegador elegido</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>Puerto &amp;base:</translation>
    </message>
    <message>
        <source>&amp;Control port:</source>
        <translation>Puerto de &amp;control:</translation>
    </message>
    <message>
        <source>&amp;Who may connect:</source>
        <translation>&amp;Quién puede conectarse:</translation>
    </message>
    <message>
        <source>Derived ports:</source>
        <translation>Puertos derivados:</translation>
    </message>
    <message>
        <source>Browsers:</source>
        <translation>Navegadores:</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>como siempre (%1)</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Usar %1</translation>
    </message>
    <message>
        <source>none, as the base is no port</source>
        <translation>ninguno, pues la base no es un puerto</translation>
    </message>
    <message>
        <source>%1, which is two above the base</source>
        <translation>%1, dos por encima de la base</translation>
    </message>
</context>
<context>
    <name>wsagent::SchemaPage</name>
    <message>
        <source>Edit in the text…</source>
        <translation>Editar en el texto…</translation>
    </message>
    <message>
        <source>%1: edit in the text</source>
        <translation>%1: editar en el texto</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>como siempre</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>como siempre (%1)</translation>
    </message>
    <message>
        <source>kept elsewhere, see the text</source>
        <translation>guardado en otro lugar, véase el texto</translation>
    </message>
</context>
<context>
    <name>wsagent::SecurityPage</name>
    <message>
        <source>&amp;Make a new token</source>
        <translation>&amp;Crear un token nuevo</translation>
    </message>
    <message>
        <source>Secret of the gateway</source>
        <translation>Secreto del gateway</translation>
    </message>
    <message>
        <source>Reachable from</source>
        <translation>Accesible desde</translation>
    </message>
    <message>
        <source>Secret of the gateway:</source>
        <translation>Secreto del gateway:</translation>
    </message>
    <message>
        <source>Reachable from:</source>
        <translation>Accesible desde:</translation>
    </message>
    <message>
        <source>none: whoever reaches the port gets in</source>
        <translation>ninguno: quien llegue al puerto entra</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>una contraseña</translation>
    </message>
    <message>
        <source>a new token; all clients need it once this is saved</source>
        <translation>un token nuevo; todos los clientes lo necesitan una vez guardado</translation>
    </message>
    <message>
        <source>a token, kept outside of the config</source>
        <translation>un token, guardado fuera de la configuración</translation>
    </message>
    <message>
        <source>a token</source>
        <translation>un token</translation>
    </message>
    <message>
        <source>Change it where it is kept: ws-agent secrets store set</source>
        <translation>Cámbielo donde se guarda: ws-agent secrets store set</translation>
    </message>
    <message>
        <source>Clients that know the present one have to be told the new one.</source>
        <translation>Los clientes que conocen el actual necesitan el nuevo.</translation>
    </message>
    <message>
        <source>this computer only</source>
        <translation>solo este equipo</translation>
    </message>
    <message>
        <source>your Tailscale network</source>
        <translation>su red Tailscale</translation>
    </message>
    <message>
        <source>every computer of your network</source>
        <translation>todos los equipos de su red</translation>
    </message>
    <message>
        <source>wherever gateway.bind (%1) leads to</source>
        <translation>adonde lleve gateway.bind (%1)</translation>
    </message>
    <message>
        <source>Paired devices:</source>
        <translation>Dispositivos emparejados:</translation>
    </message>
</context>
<context>
    <name>wsagent::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Perfiles</translation>
    </message>
    <message>
        <source>General</source>
        <translation>General</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>Carpetas</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Puertos</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Seguridad</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Navegador</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agentes</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Canales</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Avanzado</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Descartar cambios</translation>
    </message>
    <message>
        <source>Save all the same?</source>
        <translation>¿Guardar de todos modos?</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Save the changes to %1?</source>
        <translation>¿Guardar los cambios en %1?</translation>
    </message>
    <message>
        <source>Somebody else has changed the config of %1 meanwhile.</source>
        <translation>Entretanto, otra persona ha cambiado la configuración de %1.</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>Tomar la otra</translation>
    </message>
    <message>
        <source>Overwrite with mine</source>
        <translation>Sobrescribir con la mía</translation>
    </message>
    <message>
        <source>Looking at the profiles of this computer…</source>
        <translation>Examinando los perfiles de este equipo…</translation>
    </message>
    <message>
        <source>There are no profiles yet.</source>
        <translation>Todavía no hay perfiles.</translation>
    </message>
    <message numerus="yes">
        <source>%n profile(s), nothing to save.</source>
        <translation>
            <numerusform>%n perfil, nada que guardar.</numerusform>
            <numerusform>%n perfiles, nada que guardar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Saving restarts the gateway of %1.</source>
        <translation>Guardar reinicia el gateway de %1.</translation>
    </message>
    <message>
        <source>The gateway of %1 takes it over at once.</source>
        <translation>El gateway de %1 lo aplica en el acto.</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>Surte efecto en el próximo inicio.</translation>
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
        <translation>Este escritorio no tiene bandeja.</translation>
    </message>
    <message>
        <source>No supervisor runs. &quot;Start all&quot; makes this program look after the gateways.</source>
        <translation>No hay ningún supervisor en marcha. «Iniciar todos» hace que este programa cuide de los gateways.</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>No hay conexión con %1.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Quit WsAgent</source>
        <translation>Salir de WsAgent</translation>
    </message>
    <message numerus="yes">
        <source>Quitting stops %n gateway(s) that WsAgent runs.</source>
        <translation>
            <numerusform>Al salir se detiene %n gateway que WsAgent mantiene.</numerusform>
            <numerusform>Al salir se detienen %n gateways que WsAgent mantiene.</numerusform>
        </translation>
    </message>
    <message>
        <source>Gateways that run as services go on.</source>
        <translation>Los gateways que son servicios siguen en marcha.</translation>
    </message>
    <message>
        <source>&amp;Stop and quit</source>
        <translation>&amp;Detener y salir</translation>
    </message>
    <message>
        <source>WsAgent: stopping</source>
        <translation>WsAgent: deteniendo</translation>
    </message>
    <message>
        <source>The gateway does not run.</source>
        <translation>El gateway no está en marcha.</translation>
    </message>
    <message>
        <source>No program opens %1.</source>
        <translation>Ningún programa abre %1.</translation>
    </message>
    <message>
        <source>The workspace cannot be opened: %1</source>
        <translation>No se puede abrir el espacio de trabajo: %1</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnóstico</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Escrito en %1</translation>
    </message>
    <message>
        <source>Secrets were taken out. Have a look before you pass it on.</source>
        <translation>Se han quitado los secretos. Échele un vistazo antes de compartirlo.</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>Iniciar al abrir sesión</translation>
    </message>
    <message>
        <source>About WsAgent</source>
        <translation>Acerca de WsAgent</translation>
    </message>
    <message>
        <source>WsAgent %1</source>
        <translation>WsAgent %1</translation>
    </message>
    <message>
        <source>One computer, several agent gateways, none in the way of another.</source>
        <translation>Un equipo, varios gateways de agentes, ninguno estorba a otro.</translation>
    </message>
</context>
<context>
    <name>wsagent::TrayMenu</name>
    <message>
        <source>No profile yet</source>
        <translation>Todavía no hay perfil</translation>
    </message>
</context>
</TS>
