<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>ActionText</name>
    <message>
        <source>&amp;Start</source>
        <translation>開始(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>再起動(&amp;R)</translation>
    </message>
    <message>
        <source>Open &amp;dashboard</source>
        <translation>ダッシュボードを開く(&amp;D)</translation>
    </message>
    <message>
        <source>Open &amp;chat</source>
        <translation>チャットを開く(&amp;C)</translation>
    </message>
    <message>
        <source>Open &amp;workspace</source>
        <translation>ワークスペースを開く(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Logs</source>
        <translation>ログ(&amp;L)</translation>
    </message>
    <message>
        <source>Copy &amp;URL</source>
        <translation>URL をコピー(&amp;U)</translation>
    </message>
    <message>
        <source>Copy &amp;pairing code</source>
        <translation>ペアリングコードをコピー(&amp;P)</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>設定(&amp;E)…</translation>
    </message>
    <message>
        <source>Chec&amp;k</source>
        <translation>確認(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>概要(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;New profile…</source>
        <translation>新しいプロファイル(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Port map</source>
        <translation>ポートマップ(&amp;P)</translation>
    </message>
    <message>
        <source>Noti&amp;fications</source>
        <translation>通知(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Logs of all profiles</source>
        <translation>全プロファイルのログ(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Check all profiles</source>
        <translation>全プロファイルを確認(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Start all</source>
        <translation>すべて開始(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top all</source>
        <translation>すべて停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Hard stop</source>
        <translation>強制停止(&amp;H)</translation>
    </message>
    <message>
        <source>Start at lo&amp;gin</source>
        <translation>ログイン時に開始(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Diagnostics…</source>
        <translation>診断(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;About WsAgent</source>
        <translation>WsAgent について(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
</context>
<context>
    <name>NoticeText</name>
    <message>
        <source>Pairing requests</source>
        <translation>ペアリング要求</translation>
    </message>
    <message>
        <source>Command approvals</source>
        <translation>コマンドの承認</translation>
    </message>
    <message>
        <source>Gateway down</source>
        <translation>ゲートウェイ停止</translation>
    </message>
    <message>
        <source>Crash loops</source>
        <translation>クラッシュの繰り返し</translation>
    </message>
    <message>
        <source>Configuration problems</source>
        <translation>設定の問題</translation>
    </message>
    <message>
        <source>Port conflicts</source>
        <translation>ポートの競合</translation>
    </message>
    <message>
        <source>Rescue reports</source>
        <translation>レスキューの報告</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>承認</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒否</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>一度だけ許可</translation>
    </message>
    <message>
        <source>Always allow</source>
        <translation>常に許可</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>拒否</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>承認済み</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>拒否済み</translation>
    </message>
    <message>
        <source>Allowed once</source>
        <translation>一度だけ許可済み</translation>
    </message>
    <message>
        <source>Always allowed</source>
        <translation>常に許可済み</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>拒否済み</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>表示</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>%1 から</translation>
    </message>
    <message>
        <source>From %1, %2</source>
        <translation>%1、%2 から</translation>
    </message>
    <message>
        <source>Asks for: %1</source>
        <translation>要求: %1</translation>
    </message>
    <message>
        <source>%1 wants to pair with %2</source>
        <translation>%1 が %2 とのペアリングを求めています</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>%1 で</translation>
    </message>
    <message>
        <source>%1 wants to run a command</source>
        <translation>%1 がコマンドの実行を求めています</translation>
    </message>
    <message>
        <source>Agent %1 of %2 wants to run a command</source>
        <translation>%2 のエージェント %1 がコマンドの実行を求めています</translation>
    </message>
    <message>
        <source>%1 reports</source>
        <translation>%1 からの報告</translation>
    </message>
    <message>
        <source>%1 ends again and again</source>
        <translation>%1 が何度も終了しています</translation>
    </message>
    <message>
        <source>%1 cannot start: a port is taken</source>
        <translation>%1 を開始できません: ポートが使用中です</translation>
    </message>
    <message>
        <source>%1 cannot start</source>
        <translation>%1 を開始できません</translation>
    </message>
    <message>
        <source>%1 runs with a problem</source>
        <translation>%1 は問題を抱えて動作しています</translation>
    </message>
    <message>
        <source>%1 has ended unexpectedly</source>
        <translation>%1 が予期せず終了しました</translation>
    </message>
    <message>
        <source>The service of %1 does not run any more</source>
        <translation>%1 のサービスが動作していません</translation>
    </message>
</context>
<context>
    <name>TrayText</name>
    <message>
        <source>Stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>順番待ち</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>開始中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>動作中</translation>
    </message>
    <message>
        <source>Running with a problem</source>
        <translation>問題ありで動作中</translation>
    </message>
    <message>
        <source>Ended, starts again</source>
        <translation>終了、再開始中</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Run by another program</source>
        <translation>他のプログラムが実行中</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>処理中</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>要注意</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>ポート %1</translation>
    </message>
    <message>
        <source>service</source>
        <translation>サービス</translation>
    </message>
    <message>
        <source>not supervised</source>
        <translation>監視なし</translation>
    </message>
    <message>
        <source>WsAgent: no profile yet</source>
        <translation>WsAgent: まだプロファイルなし</translation>
    </message>
    <message numerus="yes">
        <source>WsAgent: %1 of %n gateway(s) running</source>
        <translation>
            <numerusform>WsAgent: ゲートウェイ %n 個中 %1 個が動作中</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>ほか %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent</name>
    <message>
        <source>gateway</source>
        <translation>ゲートウェイ</translation>
    </message>
    <message>
        <source>browser control</source>
        <translation>ブラウザー制御</translation>
    </message>
    <message>
        <source>extension relays</source>
        <translation>拡張機能リレー</translation>
    </message>
    <message>
        <source>browsers (CDP)</source>
        <translation>ブラウザー (CDP)</translation>
    </message>
    <message>
        <source>pinned browser</source>
        <translation>固定ブラウザー</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>他のプログラム</translation>
    </message>
</context>
<context>
    <name>wsagent::AdvancedPage</name>
    <message>
        <source>&amp;Earlier versions…</source>
        <translation>以前の版(&amp;E)…</translation>
    </message>
    <message>
        <source>Config as text</source>
        <translation>テキストの設定</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>そこへ移動</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatCard</name>
    <message>
        <source>Agent</source>
        <translation>エージェント</translation>
    </message>
    <message>
        <source>You</source>
        <translation>あなた</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>ツール</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>注記</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation>%1 …</translation>
    </message>
    <message>
        <source>%1: failed</source>
        <translation>%1: 失敗</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatSession</name>
    <message>
        <source>Stopped.</source>
        <translation>停止しました。</translation>
    </message>
</context>
<context>
    <name>wsagent::ChatWindow</name>
    <message>
        <source>&amp;Send</source>
        <translation>送信(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Chat with %1</source>
        <translation>%1 とのチャット</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>セッション</translation>
    </message>
    <message>
        <source>&amp;New session</source>
        <translation>新しいセッション(&amp;N)</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>会話</translation>
    </message>
    <message>
        <source>Message; Enter sends, Shift+Enter begins a new line</source>
        <translation>メッセージ。Enter で送信、Shift+Enter で改行</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>メッセージ</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>お知らせ</translation>
    </message>
    <message>
        <source>The gateway does not answer. It is asked again when it runs.</source>
        <translation>ゲートウェイが応答しません。動作したら再び問い合わせます。</translation>
    </message>
</context>
<context>
    <name>wsagent::DeviceList</name>
    <message>
        <source>&amp;Let it in</source>
        <translation>許可(&amp;L)</translation>
    </message>
    <message>
        <source>Re&amp;fuse</source>
        <translation>拒否(&amp;F)</translation>
    </message>
    <message>
        <source>F&amp;orget…</source>
        <translation>登録を解除(&amp;O)…</translation>
    </message>
    <message>
        <source>Paired devices</source>
        <translation>ペアリング済みのデバイス</translation>
    </message>
    <message>
        <source>Asking the gateway…</source>
        <translation>ゲートウェイに問い合わせています…</translation>
    </message>
    <message>
        <source>The devices are shown while the gateway runs.</source>
        <translation>デバイスはゲートウェイの実行中に表示されます。</translation>
    </message>
    <message>
        <source>%1 asks to be let in, from %2</source>
        <translation>%1 が %2 から接続の許可を求めています</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>接続中</translation>
    </message>
    <message>
        <source>away</source>
        <translation>未接続</translation>
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
        <translation>ペアリング済みのデバイスはありません。</translation>
    </message>
    <message>
        <source>Forget this device?</source>
        <translation>このデバイスの登録を解除しますか?</translation>
    </message>
    <message>
        <source>%1
Its connections end, and it has to pair again.</source>
        <translation>%1
接続は切断され、再度ペアリングが必要になります。</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>解除</translation>
    </message>
</context>
<context>
    <name>wsagent::FieldNote</name>
    <message>
        <source>Mend it</source>
        <translation>修正</translation>
    </message>
</context>
<context>
    <name>wsagent::FindingsWindow</name>
    <message>
        <source>Check of profiles</source>
        <translation>プロファイルの確認</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>検出事項</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>プロファイル</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>検出事項</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>対処</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>すべてのプロファイル</translation>
    </message>
    <message>
        <source>%1: nothing found. They do not touch each other.</source>
        <translation>%1: 問題ありません。互いに干渉しません。</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n finding(s)</source>
        <translation>
            <numerusform>%1: 検出事項 %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wsagent::FirstRunWizard</name>
    <message>
        <source>New profile</source>
        <translation>新しいプロファイル</translation>
    </message>
    <message>
        <source>&amp;Make it</source>
        <translation>作成(&amp;M)</translation>
    </message>
    <message>
        <source>A profile of your own</source>
        <translation>自分のプロファイル</translation>
    </message>
    <message>
        <source>A profile is a personal agent with a gateway, files and ports of its own. Several run side by side on this computer and never meet: one for everyday, one that helps when the first is broken, one for work.</source>
        <translation>プロファイルは、専用のゲートウェイ、ファイル、ポートを持つ個人用エージェントです。このコンピューターで複数を並べて動かしても互いに干渉しません。普段用、それが壊れたときに助ける用、仕事用などに使えます。</translation>
    </message>
    <message>
        <source>There is an OpenClaw gateway on this computer. Its settings become a profile with: ws-agent profiles import-openclaw</source>
        <translation>このコンピューターには OpenClaw ゲートウェイがあります。その設定は次のコマンドでプロファイルになります: ws-agent profiles import-openclaw</translation>
    </message>
</context>
<context>
    <name>wsagent::GeneralPage</name>
    <message>
        <source>&amp;Start it together with WsAgent</source>
        <translation>WsAgent と一緒に開始(&amp;S)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Kept running by</source>
        <translation>実行の維持</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>名前:</translation>
    </message>
    <message>
        <source>State:</source>
        <translation>状態:</translation>
    </message>
    <message>
        <source>Kept running by:</source>
        <translation>実行の維持:</translation>
    </message>
    <message>
        <source>running on port %1, process %2</source>
        <translation>ポート %1 で動作中、プロセス %2</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>a service of the system (%1)</source>
        <translation>システムのサービス (%1)</translation>
    </message>
    <message>
        <source>WsAgent itself, while it runs</source>
        <translation>WsAgent 自身（動作中の間）</translation>
    </message>
    <message>
        <source>The system starts it, as a service is installed.</source>
        <translation>サービスがインストールされているため、システムが開始します。</translation>
    </message>
    <message>
        <source>Takes effect at the next start of WsAgent.</source>
        <translation>WsAgent の次回開始時に有効になります。</translation>
    </message>
</context>
<context>
    <name>wsagent::HealthPage</name>
    <message>
        <source>Problem</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>プロセッサ</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>Running since</source>
        <translation>開始時刻</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>再起動回数</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>セッション</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>プロセス</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>最後のエラー</translation>
    </message>
    <message>
        <source>Processor in the last minutes</source>
        <translation>直近数分のプロセッサ</translation>
    </message>
    <message>
        <source>Memory in the last minutes</source>
        <translation>直近数分のメモリ</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>プロファイル</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>%1
Try: %2</source>
        <translation>%1
試してください: %2</translation>
    </message>
    <message>
        <source>%1, version %2</source>
        <translation>%1、バージョン %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
</context>
<context>
    <name>wsagent::HistoryDialog</name>
    <message>
        <source>Earlier versions of the config of %1</source>
        <translation>%1 の設定の以前の版</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差分</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>現在</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>当時</translation>
    </message>
    <message>
        <source>Take this version</source>
        <translation>この版を使う</translation>
    </message>
    <message>
        <source> (like now)</source>
        <translation>（現在と同じ）</translation>
    </message>
    <message>
        <source> (in error)</source>
        <translation>（エラーあり）</translation>
    </message>
    <message>
        <source>There are none yet: the config was never changed.</source>
        <translation>まだありません。設定は一度も変更されていません。</translation>
    </message>
</context>
<context>
    <name>wsagent::LogModel</name>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>プロファイル</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>レベル</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>メッセージ</translation>
    </message>
</context>
<context>
    <name>wsagent::LogWindow</name>
    <message>
        <source>&amp;Pause</source>
        <translation>一時停止(&amp;P)</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>すべてのプロファイル</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>プロファイル</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>Debug and more</source>
        <translation>デバッグ以上</translation>
    </message>
    <message>
        <source>Info and more</source>
        <translation>情報以上</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>警告とエラー</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>エラー</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>レベル</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>フィルター</translation>
    </message>
    <message>
        <source>Only lines with this text</source>
        <translation>このテキストを含む行のみ</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Search in the lines shown</source>
        <translation>表示中の行を検索</translation>
    </message>
    <message>
        <source>F3: next, Shift+F3: previous</source>
        <translation>F3: 次、Shift+F3: 前</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>行</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>Open f&amp;older</source>
        <translation>フォルダーを開く(&amp;O)</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is in no line that is shown.</source>
        <translation>表示中の行に「%1」はありません。</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%2 行中 %1 行</translation>
    </message>
    <message>
        <source>Paused: %1; %2 more have come</source>
        <translation>一時停止中: %1、さらに %2 行</translation>
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
        <translation>ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Gateways</source>
        <translation>ゲートウェイ(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>プロファイル</translation>
    </message>
    <message>
        <source>There is no profile yet.

A profile is a gateway with a configuration, a workspace and ports of its own.
Make the first one with File, New profile, or with
ws-agent --profile main setup</source>
        <translation>まだプロファイルがありません。

プロファイルは、専用の設定、ワークスペース、ポートを持つゲートウェイです。
「ファイル」の「新しいプロファイル」、または次のコマンドで最初のものを作成してください。
ws-agent --profile main setup</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>お知らせ</translation>
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
        <translation>このキーを保存(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Ask the model</source>
        <translation>モデルに質問(&amp;A)</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>プロバイダー</translation>
    </message>
    <message>
        <source>Key of the provider</source>
        <translation>プロバイダーのキー</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新しいキー</translation>
    </message>
    <message>
        <source>paste a key here</source>
        <translation>ここにキーを貼り付け</translation>
    </message>
    <message>
        <source>At once, into the keychain; it is not part of what Save writes.</source>
        <translation>すぐにキーチェーンへ保存されます。「保存」が書き込む内容には含まれません。</translation>
    </message>
    <message>
        <source>What opens the models</source>
        <translation>モデルへのアクセス</translation>
    </message>
    <message>
        <source>Provider:</source>
        <translation>プロバイダー:</translation>
    </message>
    <message>
        <source>Key:</source>
        <translation>キー:</translation>
    </message>
    <message>
        <source>none: this provider does not answer without one</source>
        <translation>なし: このプロバイダーはキーがないと応答しません</translation>
    </message>
    <message>
        <source>none is needed</source>
        <translation>不要</translation>
    </message>
    <message>
        <source>Keeping the key…</source>
        <translation>キーを保存しています…</translation>
    </message>
    <message>
        <source>The key is kept in %1.</source>
        <translation>キーの保存先: %1</translation>
    </message>
    <message>
        <source>Choose a model of this provider first.</source>
        <translation>まずこのプロバイダーのモデルを選んでください。</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>%1 に質問しています…</translation>
    </message>
    <message>
        <source>It answers, after %1 ms.</source>
        <translation>応答しました(%1 ms)。</translation>
    </message>
    <message>
        <source>What is not saved yet was not asked.</source>
        <translation>まだ保存されていない変更は反映されていません。</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfilePage</name>
    <message>
        <source>Name, files and ports</source>
        <translation>名前、ファイル、ポート</translation>
    </message>
    <message>
        <source>What is grey is taken when you write nothing.</source>
        <translation>何も入力しなければ灰色の値が使われます。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>ワークスペース</translation>
    </message>
    <message>
        <source>Base port</source>
        <translation>ベースポート</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>名前(&amp;N):</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>ワークスペース(&amp;W):</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>ベースポート(&amp;B):</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 を使う</translation>
    </message>
    <message>
        <source>There is a profile of this name already.</source>
        <translation>この名前のプロファイルは既にあります。</translation>
    </message>
</context>
<context>
    <name>wsagent::NewProfileSummary</name>
    <message>
        <source>Ready</source>
        <translation>準備完了</translation>
    </message>
    <message>
        <source>&lt;p&gt;The profile &lt;b&gt;%1&lt;/b&gt; gets a config in &lt;b&gt;%2&lt;/b&gt; and works in &lt;b&gt;%3&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Its gateway answers on this computer only, and lets in whoever knows its token, which is made now. No other profile is touched.&lt;/p&gt;&lt;p&gt;Until you choose a language model in the settings, the built-in operator answers: it works offline and knows this computer&apos;s profiles.&lt;/p&gt;</source>
        <translation>&lt;p&gt;プロファイル &lt;b&gt;%1&lt;/b&gt; の設定は &lt;b&gt;%2&lt;/b&gt; に置かれ、&lt;b&gt;%3&lt;/b&gt; で作業します。&lt;/p&gt;&lt;p&gt;そのゲートウェイはこのコンピューターでのみ応答し、今作られるトークンを知る人だけを通します。他のプロファイルには触れません。&lt;/p&gt;&lt;p&gt;設定で言語モデルを選ぶまでは内蔵オペレーターが答えます。オフラインで動作し、このコンピューターのプロファイルを把握しています。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeCenter</name>
    <message>
        <source>Runs again</source>
        <translation>再び動作中</translation>
    </message>
    <message>
        <source>Ran out of time</source>
        <translation>時間切れ</translation>
    </message>
</context>
<context>
    <name>wsagent::NoticeHistory</name>
    <message>
        <source>Settled elsewhere</source>
        <translation>別の場所で処理済み</translation>
    </message>
    <message>
        <source>Waits for you</source>
        <translation>あなたを待っています</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>プロファイル</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>出来事</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>結果</translation>
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
        <translation>種類</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>すべての種類</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>プロファイル</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>すべてのプロファイル</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>題名</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>&amp;Do not pop up</source>
        <translation>ポップアップしない(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Do not pop up for %1</source>
        <translation>%1 ではポップアップしない(&amp;D)</translation>
    </message>
    <message>
        <source>Nothing has happened.</source>
        <translation>何も起きていません。</translation>
    </message>
</context>
<context>
    <name>wsagent::PathsPage</name>
    <message>
        <source>Config</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>State folder</source>
        <translation>状態フォルダー</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>ワークスペース</translation>
    </message>
    <message>
        <source>Config:</source>
        <translation>設定:</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>State folder:</source>
        <translation>状態フォルダー:</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>選択…</translation>
    </message>
    <message>
        <source>&amp;Workspace:</source>
        <translation>ワークスペース(&amp;W):</translation>
    </message>
    <message>
        <source>Config and state folder follow from the name of the profile, so that two profiles never share them. The workspace is where agents work.</source>
        <translation>設定と状態フォルダーはプロファイルの名前で決まり、二つのプロファイルが共有することはありません。ワークスペースはエージェントが作業する場所です。</translation>
    </message>
    <message>
        <source>Use the default</source>
        <translation>既定値を使う</translation>
    </message>
    <message>
        <source>This place can only be read.</source>
        <translation>この場所は読み取り専用です。</translation>
    </message>
    <message>
        <source>Only %1 free there.</source>
        <translation>空きは %1 だけです。</translation>
    </message>
    <message>
        <source>%1 free there.</source>
        <translation>空き %1。</translation>
    </message>
    <message>
        <source>Where agents work</source>
        <translation>エージェントの作業場所</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapView</name>
    <message>
        <source>Port map</source>
        <translation>ポートマップ</translation>
    </message>
    <message>
        <source>Other programs</source>
        <translation>他のプログラム</translation>
    </message>
</context>
<context>
    <name>wsagent::PortMapWindow</name>
    <message>
        <source>Ports of all profiles</source>
        <translation>全プロファイルのポート</translation>
    </message>
    <message>
        <source>Choose a range to see what it is for. + and − zoom, 0 shows everything.</source>
        <translation>範囲を選ぶと用途が表示されます。+ と − で拡大縮小、0 ですべて表示します。</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>拡大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>縮小</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>すべて表示</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>書き出し…</translation>
    </message>
    <message>
        <source>The picture cannot be written to %1: %2</source>
        <translation>画像を %1 に書き込めません: %2</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>別のフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Export the port map</source>
        <translation>ポートマップを書き出す</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>画像 (*.png)</translation>
    </message>
    <message>
        <source>Drawings (*.svg)</source>
        <translation>図形 (*.svg)</translation>
    </message>
</context>
<context>
    <name>wsagent::PortsPage</name>
    <message>
        <source>Base port</source>
        <translation>ベースポート</translation>
    </message>
    <message>
        <source>Browser control port</source>
        <translation>ブラウザー制御ポート</translation>
    </message>
    <message>
        <source>Who may connect</source>
        <translation>接続できる人</translation>
    </message>
    <message>
        <source>Derived ports</source>
        <translation>派生ポート</translation>
    </message>
    <message>
        <source>Browser profiles</source>
        <translation>ブラウザープロファイル</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>ブラウザー</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>ポート</translation>
    </message>
    <message>
        <source>Address instead of a port</source>
        <translation>ポートの代わりのアドレス</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Add a browser profile</source>
        <translation>ブラウザープロファイルを追加</translation>
    </message>
    <message>
        <source>Remove the chosen browser profile</source>
        <translation>選択したブラウザープロファイルを削除</translation>
    </message>
    <message>
        <source>&amp;Base port:</source>
        <translation>ベースポート(&amp;B):</translation>
    </message>
    <message>
        <source>&amp;Control port:</source>
        <translation>制御ポート(&amp;C):</translation>
    </message>
    <message>
        <source>&amp;Who may connect:</source>
        <translation>接続できる人(&amp;W):</translation>
    </message>
    <message>
        <source>Derived ports:</source>
        <translation>派生ポート:</translation>
    </message>
    <message>
        <source>Browsers:</source>
        <translation>ブラウザー:</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>既定 (%1)</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 を使う</translation>
    </message>
    <message>
        <source>none, as the base is no port</source>
        <translation>なし（ベースがポートではありません）</translation>
    </message>
    <message>
        <source>%1, which is two above the base</source>
        <translation>%1（ベースの二つ上）</translation>
    </message>
</context>
<context>
    <name>wsagent::SchemaPage</name>
    <message>
        <source>Edit in the text…</source>
        <translation>テキストで編集…</translation>
    </message>
    <message>
        <source>%1: edit in the text</source>
        <translation>%1: テキストで編集</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>はい</translation>
    </message>
    <message>
        <source>no</source>
        <translation>いいえ</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>既定</translation>
    </message>
    <message>
        <source>as usual (%1)</source>
        <translation>既定 (%1)</translation>
    </message>
    <message>
        <source>kept elsewhere, see the text</source>
        <translation>別の場所に保管（テキスト参照）</translation>
    </message>
</context>
<context>
    <name>wsagent::SecurityPage</name>
    <message>
        <source>&amp;Make a new token</source>
        <translation>新しいトークンを作成(&amp;M)</translation>
    </message>
    <message>
        <source>Secret of the gateway</source>
        <translation>ゲートウェイの秘密</translation>
    </message>
    <message>
        <source>Reachable from</source>
        <translation>到達できる場所</translation>
    </message>
    <message>
        <source>Secret of the gateway:</source>
        <translation>ゲートウェイの秘密:</translation>
    </message>
    <message>
        <source>Reachable from:</source>
        <translation>到達できる場所:</translation>
    </message>
    <message>
        <source>none: whoever reaches the port gets in</source>
        <translation>なし: ポートに到達できれば誰でも入れます</translation>
    </message>
    <message>
        <source>a password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>a new token; all clients need it once this is saved</source>
        <translation>新しいトークン。保存後はすべてのクライアントに必要です</translation>
    </message>
    <message>
        <source>a token, kept outside of the config</source>
        <translation>トークン（設定の外に保管）</translation>
    </message>
    <message>
        <source>a token</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>Change it where it is kept: ws-agent secrets store set</source>
        <translation>保管場所で変更してください: ws-agent secrets store set</translation>
    </message>
    <message>
        <source>Clients that know the present one have to be told the new one.</source>
        <translation>現在のものを知るクライアントには新しいものを伝える必要があります。</translation>
    </message>
    <message>
        <source>this computer only</source>
        <translation>このコンピューターのみ</translation>
    </message>
    <message>
        <source>your Tailscale network</source>
        <translation>あなたの Tailscale ネットワーク</translation>
    </message>
    <message>
        <source>every computer of your network</source>
        <translation>ネットワーク内のすべてのコンピューター</translation>
    </message>
    <message>
        <source>wherever gateway.bind (%1) leads to</source>
        <translation>gateway.bind (%1) の示す先</translation>
    </message>
    <message>
        <source>Paired devices:</source>
        <translation>ペアリング済みのデバイス:</translation>
    </message>
</context>
<context>
    <name>wsagent::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>プロファイル</translation>
    </message>
    <message>
        <source>General</source>
        <translation>全般</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>パス</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>ポート</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>セキュリティ</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>ブラウザー</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>エージェント</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>チャンネル</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>変更を破棄</translation>
    </message>
    <message>
        <source>Save all the same?</source>
        <translation>それでも保存しますか？</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>破棄</translation>
    </message>
    <message>
        <source>Save the changes to %1?</source>
        <translation>%1 への変更を保存しますか？</translation>
    </message>
    <message>
        <source>Somebody else has changed the config of %1 meanwhile.</source>
        <translation>その間に %1 の設定が他で変更されました。</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>相手の変更を使う</translation>
    </message>
    <message>
        <source>Overwrite with mine</source>
        <translation>自分の変更で上書き</translation>
    </message>
    <message>
        <source>Looking at the profiles of this computer…</source>
        <translation>このコンピューターのプロファイルを調べています…</translation>
    </message>
    <message>
        <source>There are no profiles yet.</source>
        <translation>まだプロファイルがありません。</translation>
    </message>
    <message numerus="yes">
        <source>%n profile(s), nothing to save.</source>
        <translation>
            <numerusform>プロファイル %n 件、保存するものはありません。</numerusform>
        </translation>
    </message>
    <message>
        <source>Saving restarts the gateway of %1.</source>
        <translation>保存すると %1 のゲートウェイが再起動します。</translation>
    </message>
    <message>
        <source>The gateway of %1 takes it over at once.</source>
        <translation>%1 のゲートウェイはすぐに反映します。</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>次回の開始時に有効になります。</translation>
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
        <translation>このデスクトップにはトレイがありません。</translation>
    </message>
    <message>
        <source>No supervisor runs. &quot;Start all&quot; makes this program look after the gateways.</source>
        <translation>スーパーバイザーが動作していません。「すべて開始」でこのプログラムがゲートウェイを管理します。</translation>
    </message>
    <message>
        <source>There is no connection to %1.</source>
        <translation>%1 への接続がありません。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Quit WsAgent</source>
        <translation>WsAgent を終了</translation>
    </message>
    <message numerus="yes">
        <source>Quitting stops %n gateway(s) that WsAgent runs.</source>
        <translation>
            <numerusform>終了すると WsAgent が動かす %n 個のゲートウェイが停止します。</numerusform>
        </translation>
    </message>
    <message>
        <source>Gateways that run as services go on.</source>
        <translation>サービスとして動作するゲートウェイは継続します。</translation>
    </message>
    <message>
        <source>&amp;Stop and quit</source>
        <translation>停止して終了(&amp;S)</translation>
    </message>
    <message>
        <source>WsAgent: stopping</source>
        <translation>WsAgent: 停止中</translation>
    </message>
    <message>
        <source>The gateway does not run.</source>
        <translation>ゲートウェイは動作していません。</translation>
    </message>
    <message>
        <source>No program opens %1.</source>
        <translation>%1 を開くプログラムがありません。</translation>
    </message>
    <message>
        <source>The workspace cannot be opened: %1</source>
        <translation>ワークスペースを開けません: %1</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>診断</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>%1 に書き込みました</translation>
    </message>
    <message>
        <source>Secrets were taken out. Have a look before you pass it on.</source>
        <translation>秘密は取り除かれています。渡す前に確認してください。</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>ログイン時に開始</translation>
    </message>
    <message>
        <source>About WsAgent</source>
        <translation>WsAgent について</translation>
    </message>
    <message>
        <source>WsAgent %1</source>
        <translation>WsAgent %1</translation>
    </message>
    <message>
        <source>One computer, several agent gateways, none in the way of another.</source>
        <translation>一台のコンピューターに複数のエージェントゲートウェイ。互いに邪魔をしません。</translation>
    </message>
</context>
<context>
    <name>wsagent::TrayMenu</name>
    <message>
        <source>No profile yet</source>
        <translation>まだプロファイルなし</translation>
    </message>
</context>
</TS>
