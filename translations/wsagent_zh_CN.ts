<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ActionText</name>
    <message>
        <source>&amp;Start</source>
        <translation>启动(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>重启(&amp;R)</translation>
    </message>
    <message>
        <source>Open &amp;dashboard</source>
        <translation>打开控制面板(&amp;D)</translation>
    </message>
    <message>
        <source>Open &amp;chat</source>
        <translation>打开聊天(&amp;C)</translation>
    </message>
    <message>
        <source>Open &amp;workspace</source>
        <translation>打开工作区(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Logs</source>
        <translation>日志(&amp;L)</translation>
    </message>
    <message>
        <source>Copy &amp;URL</source>
        <translation>复制 URL(&amp;U)</translation>
    </message>
    <message>
        <source>Copy &amp;pairing code</source>
        <translation>复制配对码(&amp;P)</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>设置(&amp;E)…</translation>
    </message>
    <message>
        <source>Chec&amp;k</source>
        <translation>检查(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>概览(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;New profile…</source>
        <translation>新建配置(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Port map</source>
        <translation>端口图(&amp;P)</translation>
    </message>
    <message>
        <source>Noti&amp;fications</source>
        <translation>通知(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Logs of all profiles</source>
        <translation>所有配置的日志(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Check all profiles</source>
        <translation>检查所有配置(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Start all</source>
        <translation>全部启动(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top all</source>
        <translation>全部停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Hard stop</source>
        <translation>强制停止(&amp;H)</translation>
    </message>
    <message>
        <source>Start at lo&amp;gin</source>
        <translation>登录时启动(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Diagnostics…</source>
        <translation>诊断(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;About WsAgent</source>
        <translation>关于 WsAgent(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
</context>
<context>
    <name>NoticeText</name>
    <message>
        <source>Pairing requests</source>
        <translation>配对请求</translation>
    </message>
    <message>
        <source>Command approvals</source>
        <translation>命令批准</translation>
    </message>
    <message>
        <source>Gateway down</source>
        <translation>网关停止</translation>
    </message>
    <message>
        <source>Crash loops</source>
        <translation>循环崩溃</translation>
    </message>
    <message>
        <source>Configuration problems</source>
        <translation>配置问题</translation>
    </message>
    <message>
        <source>Port conflicts</source>
        <translation>端口冲突</translation>
    </message>
    <message>
        <source>Rescue reports</source>
        <translation>救援报告</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>允许一次</translation>
    </message>
    <message>
        <source>Always allow</source>
        <translation>始终允许</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>已批准</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Allowed once</source>
        <translation>已允许一次</translation>
    </message>
    <message>
        <source>Always allowed</source>
        <translation>已始终允许</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>From %1, %2</source>
        <translation>来自 %1，%2</translation>
    </message>
    <message>
        <source>Asks for: %1</source>
        <translation>请求：%1</translation>
    </message>
    <message>
        <source>%1 wants to pair with %2</source>
        <translation>%1 想与 %2 配对</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>位于 %1</translation>
    </message>
    <message>
        <source>%1 wants to run a command</source>
        <translation>%1 想运行一个命令</translation>
    </message>
    <message>
        <source>Agent %1 of %2 wants to run a command</source>
        <translation>%2 的代理 %1 想运行一个命令</translation>
    </message>
    <message>
        <source>%1 reports</source>
        <translation>%1 报告</translation>
    </message>
    <message>
        <source>%1 ends again and again</source>
        <translation>%1 反复终止</translation>
    </message>
    <message>
        <source>%1 cannot start: a port is taken</source>
        <translation>%1 无法启动：端口被占用</translation>
    </message>
    <message>
        <source>%1 cannot start</source>
        <translation>%1 无法启动</translation>
    </message>
    <message>
        <source>%1 runs with a problem</source>
        <translation>%1 带问题运行</translation>
    </message>
    <message>
        <source>%1 has ended unexpectedly</source>
        <translation>%1 意外终止</translation>
    </message>
    <message>
        <source>The service of %1 does not run any more</source>
        <translation>%1 的服务不再运行</translation>
    </message>
</context>
<context>
    <name>TrayText</name>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>等待轮到</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Running with a problem</source>
        <translation>带问题运行</translation>
    </message>
    <message>
        <source>Ended, starts again</source>
        <translation>已终止，重新启动</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Run by another program</source>
        <translation>由其他程序运行</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>忙碌</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>需要注意</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>端口 %1</translation>
    </message>
    <message>
        <source>service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>not supervised</source>
        <translation>未受监督</translation>
    </message>
    <message>
        <source>WsAgent: no profile yet</source>
        <translation>WsAgent：还没有配置</translation>
    </message>
    <message numerus="yes">
        <source>WsAgent: %1 of %n gateway(s) running</source>
        <translation>
            <numerusform>WsAgent：%n 个网关中 %1 个在运行</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent</name>
    <message>
        <source>gateway</source>
        <translation>网关</translation>
    </message>
    <message>
        <source>browser control</source>
        <translation>浏览器控制</translation>
    </message>
    <message>
        <source>extension relays</source>
        <translation>扩展中继</translation>
    </message>
    <message>
        <source>browsers (CDP)</source>
        <translation>浏览器 (CDP)</translation>
    </message>
    <message>
        <source>pinned browser</source>
        <translation>固定的浏览器</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>其他程序</translation>
    </message>
</context>
<context>
    <name>wsagent::AdvancedPage</name>
    <message>
        <source>&amp;Earlier versions…</source>
        <translation>早期版本(&amp;E)…</translation>
    </message>
    <message>
        <source>Config as text</source>
        <translation>文本形式的配置</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>转到该处</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatCard</name>
    <message>
        <source>Agent</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation>%1 …</translation>
    </message>
    <message>
        <source>%1: failed</source>
        <translation>%1：失败</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatSession</name>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatWindow</name>
    <message>
        <source>&amp;Send</source>
        <translation>发送(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Chat with %1</source>
        <translation>与 %1 聊天</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>&amp;New session</source>
        <translation>新会话(&amp;N)</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Message; Enter sends, Shift+Enter begins a new line</source>
        <translation>消息；Enter 发送，Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>The gateway does not answer. It is asked again when it runs.</source>
        <translation>网关没有响应。它运行后会再次询问。</translation>
    </message>
</context>
<context>
    <name>wsagent::DeviceList</name>
    <message>
        <source>&amp;Let it in</source>
        <translation>允许(&amp;L)</translation>
    </message>
    <message>
        <source>Re&amp;fuse</source>
        <translation>拒绝(&amp;F)</translation>
    </message>
    <message>
        <source>F&amp;orget…</source>
        <translation>忘记(&amp;O)…</translation>
    </message>
    <message>
        <source>Paired devices</source>
        <translation>已配对的设备</translation>
    </message>
    <message>
        <source>Asking the gateway…</source>
        <translation>正在询问网关…</translation>
    </message>
    <message>
        <source>The devices are shown while the gateway runs.</source>
        <translation>网关运行时会显示设备。</translation>
    </message>
    <message>
        <source>%1 asks to be let in, from %2</source>
        <translation>%1 请求接入,来自 %2</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>away</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1:%2</translation>
    </message>
    <message>
        <source>%1 (%2): %3</source>
        <translation>%1(%2):%3</translation>
    </message>
    <message>
        <source>No device is paired.</source>
        <translation>没有已配对的设备。</translation>
    </message>
    <message>
        <source>Forget this device?</source>
        <translation>忘记此设备?</translation>
    </message>
    <message>
        <source>%1
Its connections end, and it has to pair again.</source>
        <translation>%1
其连接将断开,需要重新配对。</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忘记</translation>
    </message>
</context>
<context>
    <name>wsagent::FieldNote</name>
    <message>
        <source>Mend it</source>
        <translation>修复</translation>
    </message>
</context>
<context>
    <name>wsagent::FindingsWindow</name>
    <message>
        <source>Check of profiles</source>
        <translation>配置检查</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处理方法</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>所有配置</translation>
    </message>
    <message>
        <source>%1: nothing found. They do not touch each other.</source>
        <translation>%1：没有问题。它们互不影响。</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n finding(s)</source>
        <translation>
            <numerusform>%1：%n 项发现</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent::FirstRunWizard</name>
    <message>
        <source>New profile</source>
        <translation>新建配置</translation>
    </message>
    <message>
        <source>&amp;Make it</source>
        <translation>创建(&amp;M)</translation>
    </message>
    <message>
        <source>A profile of your own</source>
        <translation>您自己的配置</translation>
    </message>
    <message>
        <source>A profile is a personal agent with a gateway, files and ports of its own. Several run side by side on this computer and never meet: one for everyday, one that helps when the first is broken, one for work.</source>
        <translation>一个配置就是一个拥有自己的网关、文件和端口的个人代理。多个配置可在这台计算机上并行运行而互不相干：一个日常使用，一个在前者出故障时提供帮助，一个用于工作。</translation>
    </message>
    <message>
        <source>There is an OpenClaw gateway on this computer. Its settings become a profile with: ws-agent profiles import-openclaw</source>
        <translation>这台计算机上有一个 OpenClaw 网关。可用以下命令将其设置变为配置：ws-agent profiles import-openclaw</translation>
    </message>
</context>
<context>
    <name>wsagent::GeneralPage</name>
    <message>
        <source>&amp;Start it together with WsAgent</source>
        <translation>随 WsAgent 一起启动(&amp;S)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Kept running by</source>
        <translation>由谁维持运行</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>名称：</translation>
    </message>
    <message>
        <source>State:</source>
        <translation>状态：</translation>
    </message>
    <message>
        <source>Kept running by:</source>
        <translation>由谁维持运行：</translation>
    </message>
    <message>
        <source>running on port %1, process %2</source>
        <translation>正在端口 %1 上运行，进程 %2</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>a service of the system (%1)</source>
        <translation>系统服务 (%1)</translation>
    </message>
    <message>
        <source>WsAgent itself, while it runs</source>
        <translation>WsAgent 自身（运行期间）</translation>
    </message>
    <message>
        <source>The system starts it, as a service is installed.</source>
        <translation>已安装服务，由系统启动。</translation>
    </message>
    <message>
        <source>Takes effect at the next start of WsAgent.</source>
        <translation>在 WsAgent 下次启动时生效。</translation>
    </message>
</context>
<context>
    <name>wsagent::HealthPage</name>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Running since</source>
        <translation>运行开始于</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重启次数</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>最近的错误</translation>
    </message>
    <message>
        <source>Processor in the last minutes</source>
        <translation>最近几分钟的处理器</translation>
    </message>
    <message>
        <source>Memory in the last minutes</source>
        <translation>最近几分钟的内存</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>%1
Try: %2</source>
        <translation>%1
请尝试：%2</translation>
    </message>
    <message>
        <source>%1, version %2</source>
        <translation>%1，版本 %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>wsagent::HistoryDialog</name>
    <message>
        <source>Earlier versions of the config of %1</source>
        <translation>%1 配置的早期版本</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>当时</translation>
    </message>
    <message>
        <source>Take this version</source>
        <translation>采用此版本</translation>
    </message>
    <message>
        <source> (like now)</source>
        <translation>（与现在相同）</translation>
    </message>
    <message>
        <source> (in error)</source>
        <translation>（有错误）</translation>
    </message>
    <message>
        <source>There are none yet: the config was never changed.</source>
        <translation>还没有：配置从未更改过。</translation>
    </message>
</context>
<context>
    <name>wsagent::LogModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>wsagent::LogWindow</name>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>所有配置</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Debug and more</source>
        <translation>调试及以上</translation>
    </message>
    <message>
        <source>Info and more</source>
        <translation>信息及以上</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>警告和错误</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Only lines with this text</source>
        <translation>仅含此文本的行</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search in the lines shown</source>
        <translation>在显示的行中搜索</translation>
    </message>
    <message>
        <source>F3: next, Shift+F3: previous</source>
        <translation>F3：下一个，Shift+F3：上一个</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>行</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Open f&amp;older</source>
        <translation>打开文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is in no line that is shown.</source>
        <translation>显示的行中没有“%1”。</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 / %2 行</translation>
    </message>
    <message>
        <source>Paused: %1; %2 more have come</source>
        <translation>已暂停：%1；又来了 %2 行</translation>
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
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Gateways</source>
        <translation>网关(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>查看(&amp;V)</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>There is no profile yet.

A profile is a gateway with a configuration, a workspace and ports of its own.
Make the first one with File, New profile, or with
ws-agent --profile main setup</source>
        <translation>还没有配置。

一个配置就是一个拥有自己的设置、工作区和端口的网关。
请通过“文件”&gt;“新建配置”创建第一个，或使用
ws-agent --profile main setup</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>wsagent::ModelPage</name>
    <message>
        <source>&amp;Keep this key</source>
        <translation>保存此密钥(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Ask the model</source>
        <translation>询问模型(&amp;A)</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Key of the provider</source>
        <translation>提供商的密钥</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新密钥</translation>
    </message>
    <message>
        <source>paste a key here</source>
        <translation>在此粘贴密钥</translation>
    </message>
    <message>
        <source>At once, into the keychain; it is not part of what Save writes.</source>
        <translation>立即存入钥匙串;不属于“保存”写入的内容。</translation>
    </message>
    <message>
        <source>What opens the models</source>
        <translation>模型的访问凭据</translation>
    </message>
    <message>
        <source>Provider:</source>
        <translation>提供商:</translation>
    </message>
    <message>
        <source>Key:</source>
        <translation>密钥:</translation>
    </message>
    <message>
        <source>none: this provider does not answer without one</source>
        <translation>无:没有密钥,此提供商不会应答</translation>
    </message>
    <message>
        <source>none is needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>Keeping the key…</source>
        <translation>正在保存密钥…</translation>
    </message>
    <message>
        <source>The key is kept in %1.</source>
        <translation>密钥保存在:%1</translation>
    </message>
    <message>
        <source>Choose a model of this provider first.</source>
        <translation>请先选择此提供商的模型。</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>正在询问 %1…</translation>
    </message>
    <message>
        <source>It answers, after %1 ms.</source>
        <translation>已应答,用时 %1 毫秒。</translation>
    </message>
    <message>
        <source>What is not saved yet was not asked.</source>
        <translation>尚未保存的更改未参与询问。</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfilePage</name>
    <message>
        <source>Name, files and ports</source>
        <translation>名称、文件和端口</translation>
    </message>
    <message>
        <source>What is grey is taken when you write nothing.</source>
        <translation>不填写时采用灰色的值。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Base port</source>
        <translation>基础端口</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>名称(&amp;N)：</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>工作区(&amp;W)：</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>基础端口(&amp;B)：</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>使用 %1</translation>
    </message>
    <message>
        <source>There is a profile of this name already.</source>
        <translation>已有同名配置。</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfileSummary</name>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>&lt;p&gt;The profile &lt;b&gt;%1&lt;/b&gt; gets a config in &lt;b&gt;%2&lt;/b&gt; and works in &lt;b&gt;%3&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Its gateway answers on this computer only, and lets in whoever knows its token, which is made now. No other profile is touched.&lt;/p&gt;&lt;p&gt;Until you choose a language model in the settings, the built-in operator answers: it works offline and knows this computer&apos;s profiles.&lt;/p&gt;</source>
        <translation>&lt;p&gt;配置 &lt;b&gt;%1&lt;/b&gt; 的设置位于 &lt;b&gt;%2&lt;/b&gt;，在 &lt;b&gt;%3&lt;/b&gt; 中工作。&lt;/p&gt;&lt;p&gt;其网关只在这台计算机上响应，仅允许知道其令牌（现在生成）的人进入。不会触及其他配置。&lt;/p&gt;&lt;p&gt;在您于设置中选择语言模型之前，由内置操作员回答：它可离线工作，并了解这台计算机上的配置。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeCenter</name>
    <message>
        <source>Runs again</source>
        <translation>已恢复运行</translation>
    </message>
    <message>
        <source>Ran out of time</source>
        <translation>已超时</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeHistory</name>
    <message>
        <source>Settled elsewhere</source>
        <translation>已在别处处理</translation>
    </message>
    <message>
        <source>Waits for you</source>
        <translation>等待您处理</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结局</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeWindow</name>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>所有类型</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>所有配置</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>&amp;Do not pop up</source>
        <translation>不弹出(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Do not pop up for %1</source>
        <translation>不为 %1 弹出(&amp;D)</translation>
    </message>
    <message>
        <source>Nothing has happened.</source>
        <translation>没有发生任何事情。</translation>
    </message>
</context>
<context>
    <name>wsagent::PathsPage</name>
    <message>
        <source>Config</source>
        <translation>配置文件</translation>
    </message>
    <message>
        <source>State folder</source>
        <translation>状态文件夹</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Config:</source>
        <translation>配置文件：</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>State folder:</source>
        <translation>状态文件夹：</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>工作区(&amp;W)：</translation>
    </message>
    <message>
        <source>Config and state folder follow from the name of the profile, so that two profiles never share them. The workspace is where agents work.</source>
        <translation>配置文件和状态文件夹由配置名称决定，因此两个配置绝不会共用它们。工作区是代理工作的地方。</translation>
    </message>
    <message>
        <source>Use the default</source>
        <translation>使用默认值</translation>
    </message>
    <message>
        <source>This place can only be read.</source>
        <translation>此处只能读取。</translation>
    </message>
    <message>
        <source>Only %1 free there.</source>
        <translation>该处仅剩 %1。</translation>
    </message>
    <message>
        <source>%1 free there.</source>
        <translation>该处剩余 %1。</translation>
    </message>
    <message>
        <source>Where agents work</source>
        <translation>代理工作的地方</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapView</name>
    <message>
        <source>Port map</source>
        <translation>端口图</translation>
    </message>
    <message>
        <source>Other programs</source>
        <translation>其他程序</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapWindow</name>
    <message>
        <source>Ports of all profiles</source>
        <translation>所有配置的端口</translation>
    </message>
    <message>
        <source>Choose a range to see what it is for. + and − zoom, 0 shows everything.</source>
        <translation>选择一个范围以查看其用途。+ 和 − 缩放，0 显示全部。</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>The picture cannot be written to %1: %2</source>
        <translation>无法将图片写入 %1：%2</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Export the port map</source>
        <translation>导出端口图</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
</context>
<context>
    <name>wsagent::PortsPage</name>
    <message>
        <source>Base port</source>
        <translation>基础端口</translation>
    </message>
    <message>
        <source>Browser control port</source>
        <translation>浏览器控制端口</translation>
    </message>
    <message>
        <source>Who may connect</source>
        <translation>谁可以连接</translation>
    </message>
    <message>
        <source>Derived ports</source>
        <translation>派生端口</translation>
    </message>
    <message>
        <source>Browser profiles</source>
        <translation>浏览器配置</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>浏览器</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Address instead of a port</source>
        <translation>用地址代替端口</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Add a browser profile</source>
        <translation>添加浏览器配置</translation>
    </message>
    <message>
        <source>Remove the chosen browser profile</source>
        <translation>移除所选浏览器配置</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>基础端口(&amp;B)：</translation>
    </message>
    <message>
        <source>&amp;Control port:</source>
        <translation>控制端口(&amp;C)：</translation>
    </message>
    <message>
        <source>&amp;Who may connect:</source>
        <translation>谁可以连接(&amp;W)：</translation>
    </message>
    <message>
        <source>Derived ports:</source>
        <translation>派生端口：</translation>
    </message>
    <message>
        <source>Browsers:</source>
        <translation>浏览器：</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>默认 (%1)</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>使用 %1</translation>
    </message>
    <message>
        <source>none, as the base is no port</source>
        <translation>无，因为基础端口无效</translation>
    </message>
    <message>
        <source>%1, which is two above the base</source>
        <translation>%1，即基础端口加二</translation>
    </message>
</context>
<context>
    <name>wsagent::SchemaPage</name>
    <message>
        <source>Edit in the text…</source>
        <translation>在文本中编辑…</translation>
    </message>
    <message>
        <source>%1: edit in the text</source>
        <translation>%1：在文本中编辑</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>默认 (%1)</translation>
    </message>
    <message>
        <source>kept elsewhere, see the text</source>
        <translation>保存在别处，见文本</translation>
    </message>
</context>
<context>
    <name>wsagent::SecurityPage</name>
    <message>
        <source>&amp;Make a new token</source>
        <translation>生成新令牌(&amp;M)</translation>
    </message>
    <message>
        <source>Secret of the gateway</source>
        <translation>网关密钥</translation>
    </message>
    <message>
        <source>Reachable from</source>
        <translation>可从何处访问</translation>
    </message>
    <message>
        <source>Secret of the gateway:</source>
        <translation>网关密钥：</translation>
    </message>
    <message>
        <source>Reachable from:</source>
        <translation>可从何处访问：</translation>
    </message>
    <message>
        <source>none: whoever reaches the port gets in</source>
        <translation>无：能访问端口者即可进入</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>a new token; all clients need it once this is saved</source>
        <translation>新令牌；保存后所有客户端都需要它</translation>
    </message>
    <message>
        <source>a token, kept outside of the config</source>
        <translation>令牌，保存在配置文件之外</translation>
    </message>
    <message>
        <source>a token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Change it where it is kept: ws-agent secrets store set</source>
        <translation>请在其保存处更改：ws-agent secrets store set</translation>
    </message>
    <message>
        <source>Clients that know the present one have to be told the new one.</source>
        <translation>知道当前令牌的客户端需要获知新令牌。</translation>
    </message>
    <message>
        <source>this computer only</source>
        <translation>仅此计算机</translation>
    </message>
    <message>
        <source>your Tailscale network</source>
        <translation>您的 Tailscale 网络</translation>
    </message>
    <message>
        <source>every computer of your network</source>
        <translation>您网络中的每台计算机</translation>
    </message>
    <message>
        <source>wherever gateway.bind (%1) leads to</source>
        <translation>gateway.bind (%1) 所指之处</translation>
    </message>
    <message>
        <source>Paired devices:</source>
        <translation>已配对的设备:</translation>
    </message>
</context>
<context>
    <name>wsagent::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>浏览器</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>频道</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Save all the same?</source>
        <translation>仍要保存吗？</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Save the changes to %1?</source>
        <translation>保存对 %1 的更改吗？</translation>
    </message>
    <message>
        <source>Somebody else has changed the config of %1 meanwhile.</source>
        <translation>其间有人更改了 %1 的配置。</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>采用对方的</translation>
    </message>
    <message>
        <source>Overwrite with mine</source>
        <translation>用我的覆盖</translation>
    </message>
    <message>
        <source>Looking at the profiles of this computer…</source>
        <translation>正在查看这台计算机的配置…</translation>
    </message>
    <message>
        <source>There are no profiles yet.</source>
        <translation>还没有配置。</translation>
    </message>
    <message numerus="yes">
        <source>%n profile(s), nothing to save.</source>
        <translation>
            <numerusform>%n 个配置，没有需要保存的内容。</numerusform>
        </translation>
    </message>
    <message>
        <source>Saving restarts the gateway of %1.</source>
        <translation>保存会重启 %1 的网关。</translation>
    </message>
    <message>
        <source>The gateway of %1 takes it over at once.</source>
        <translation>%1 的网关会立即采用。</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>下次启动时生效。</translation>
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
        <translation>此桌面没有托盘。</translation>
    </message>
    <message>
        <source>No supervisor runs. &quot;Start all&quot; makes this program look after the gateways.</source>
        <translation>没有监督程序在运行。“全部启动”会让本程序照管各网关。</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>没有与 %1 的连接。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Quit WsAgent</source>
        <translation>退出 WsAgent</translation>
    </message>
    <message numerus="yes">
        <source>Quitting stops %n gateway(s) that WsAgent runs.</source>
        <translation>
            <numerusform>退出会停止 WsAgent 运行的 %n 个网关。</numerusform>
        </translation>
    </message>
    <message>
        <source>Gateways that run as services go on.</source>
        <translation>作为服务运行的网关会继续。</translation>
    </message>
    <message>
        <source>&amp;Stop and quit</source>
        <translation>停止并退出(&amp;S)</translation>
    </message>
    <message>
        <source>WsAgent: stopping</source>
        <translation>WsAgent：正在停止</translation>
    </message>
    <message>
        <source>The gateway does not run.</source>
        <translation>网关未运行。</translation>
    </message>
    <message>
        <source>No program opens %1.</source>
        <translation>没有程序可以打开 %1。</translation>
    </message>
    <message>
        <source>The workspace cannot be opened: %1</source>
        <translation>无法打开工作区：%1</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>已写入 %1</translation>
    </message>
    <message>
        <source>Secrets were taken out. Have a look before you pass it on.</source>
        <translation>已移除机密信息。转交之前请先查看。</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>登录时启动</translation>
    </message>
    <message>
        <source>About WsAgent</source>
        <translation>关于 WsAgent</translation>
    </message>
    <message>
        <source>WsAgent %1</source>
        <translation>WsAgent %1</translation>
    </message>
    <message>
        <source>One computer, several agent gateways, none in the way of another.</source>
        <translation>一台计算机，多个代理网关，互不妨碍。</translation>
    </message>
</context>
<context>
    <name>wsagent::TrayMenu</name>
    <message>
        <source>No profile yet</source>
        <translation>还没有配置</translation>
    </message>
</context>
</TS>
