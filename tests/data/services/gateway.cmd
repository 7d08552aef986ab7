@echo off
rem WsAgent Gateway (profile: rescue)
cd /d "C:\Users\ann\.ws-agent-rescue"
set "HOME=C:\Users\ann"
set "WS_AGENT_PROFILE=rescue"
set "WS_AGENT_STATE_DIR=C:\Users\ann\.ws-agent-rescue"
set "WS_AGENT_CONFIG_PATH=C:\Users\ann\.ws-agent-rescue\ws-agent.json"
set "WS_AGENT_GATEWAY_PORT=19789"
set "WS_AGENT_WINDOWS_TASK_NAME=WsAgent Gateway (rescue)"
set "WS_AGENT_SERVICE_MARKER=ws-agent"
set "WS_AGENT_SERVICE_KIND=gateway"
set "WS_AGENT_SERVICE_VERSION=1.2.3"
set "WS_AGENT_INSTANCE_ID=5c6f0c2e-8a6f-4a9e-9d7e-0a4f4f1f2b11"
"C:\Program Files\WsAgent\ws-agent.exe" --profile rescue --no-gui gateway --port 19789
