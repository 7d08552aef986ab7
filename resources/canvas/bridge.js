(() => {
    // To the app that shows the page; in a plain browser over the socket that also reloads it.
    let socket = null;
    const postMessage = payload => {
        const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
        const webkit = window.webkit && window.webkit.messageHandlers && window.webkit.messageHandlers.wsAgentCanvasA2UIAction;
        const native = window.wsAgentCanvasA2UIAction;
        try {
            if (webkit) {
                webkit.postMessage(text);
                return true;
            }
            if (native && native.postMessage) {
                native.postMessage(text);
                return true;
            }
            if (socket && socket.readyState === WebSocket.OPEN) {
                socket.send(text);
                return true;
            }
        } catch (error) {
            console.error('ws-agent: ' + error);
        }
        return false;
    };
    const newId = () => globalThis.crypto && crypto.randomUUID ? crypto.randomUUID() : Date.now() + '-' + Math.random();
    const sendUserAction = action => postMessage({userAction: {...action, id: action.id || newId()}});
    globalThis.WsAgent = {...globalThis.WsAgent, postMessage, sendUserAction};
    globalThis.wsAgentPostMessage = postMessage;
    globalThis.wsAgentSendUserAction = sendUserAction;

    if (document.currentScript.dataset.liveReload !== 'on')
        return;
    const capability = location.pathname.match(/^\/__(ws-agent|openclaw)__\/cap\/[^/]+/);
    const address = (location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + (capability ? capability[0] : '') + '/__ws-agent__/ws';
    let wait = 1000;
    const connect = () => {
        socket = new WebSocket(address);
        socket.onopen = () => {
            wait = 1000;
            document.dispatchEvent(new CustomEvent('ws-agent:connected'));
        };
        socket.onmessage = event => {
            if (event.data === 'reload') {
                location.reload();
                return;
            }
            try {
                const message = JSON.parse(event.data);
                if (message.actionStatus)
                    document.dispatchEvent(new CustomEvent('ws-agent:a2ui-action-status', {detail: message.actionStatus}));
                else if (message.a2ui)
                    document.dispatchEvent(new CustomEvent('ws-agent:a2ui', {detail: message.a2ui}));
            } catch (error) {
                console.error('ws-agent: ' + error);
            }
        };
        socket.onclose = () => {
            setTimeout(connect, wait);
            wait = Math.min(wait * 2, 30000);
        };
    };
    connect();
})();
