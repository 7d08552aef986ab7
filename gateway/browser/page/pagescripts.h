#pragma once

#include <QLatin1StringView>

namespace wsagent::scripts {

// What runs in pages. Each is a function declaration with the element as `this`; they answer with JSON.

/// Whether the element stands still, shows, works, and is what a click in its middle hits: `{state, by?}`.
inline constexpr QLatin1StringView readiness{R"js(
async function (hits, works) {
    const frame = () => new Promise(done => { requestAnimationFrame(done); setTimeout(done, 100); });
    const e = this.nodeType === 1 ? this : this.parentElement;
    if (!e || !e.isConnected)
        return {state: 'detached'};
    let before = e.getBoundingClientRect();
    for (let i = 0; i < 30; ++i) {
        await frame();
        const now = e.getBoundingClientRect();
        if (now.x === before.x && now.y === before.y && now.width === before.width && now.height === before.height)
            break;
        before = now;
    }
    const box = e.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || getComputedStyle(e).visibility !== 'visible')
        return {state: 'hidden'};
    if (works && (e.matches(':disabled') || e.closest('[aria-disabled="true"]')))
        return {state: 'disabled'};
    if (!hits)
        return {state: 'ok'};
    const rect = e.getClientRects()[0] || box;
    const x = rect.x + rect.width / 2, y = rect.y + rect.height / 2;
    let hit = document.elementFromPoint(x, y);
    const around = new Map(); // also roots that are closed
    for (let root = e.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode())
        around.set(root.host, root);
    for (let root; hit && (root = hit.shadowRoot || around.get(hit));) {
        const inner = root.elementFromPoint(x, y);
        if (!inner || inner === hit)
            break;
        hit = inner;
    }
    if (!hit)
        return {state: 'outside'};
    for (let n = hit; n; n = n.assignedSlot || n.parentNode || n.host)
        if (n === e)
            return {state: 'ok'};
    const label = hit.closest('label');
    if (label && label.control === e)
        return {state: 'ok'};
    const words = hit.tagName.toLowerCase() + (hit.id ? '#' + hit.id : '');
    return {state: 'covered', by: words.slice(0, 100)};
})js"};

/// Makes ready for text: focus, everything selected. Sets what cannot be typed itself. "typing", "set" or why
/// not.
inline constexpr QLatin1StringView beginTyping{R"js(
function (text) {
    const e = this;
    const kind = (e.tagName || '').toLowerCase();
    if (e.disabled)
        return 'it is disabled';
    if (e.readOnly)
        return 'it cannot be changed';
    if (kind === 'input') {
        const type = e.type;
        if (['checkbox', 'radio', 'file', 'button', 'submit', 'reset', 'image', 'hidden'].includes(type))
            return 'an input of the type ' + type + ' takes no text';
        if (['color', 'date', 'time', 'datetime-local', 'month', 'week', 'range'].includes(type)) {
            e.focus();
            const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
            setter.call(e, text);
            if (e.value !== text && text !== '')
                return 'the value does not fit the type ' + type;
            e.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
            e.dispatchEvent(new Event('change', {bubbles: true}));
            return 'set';
        }
        e.focus();
        e.select();
        return 'typing';
    }
    if (kind === 'textarea') {
        e.focus();
        e.select();
        return 'typing';
    }
    if (e.isContentEditable) {
        e.focus();
        const range = document.createRange();
        range.selectNodeContents(e);
        const selection = getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        return 'typing';
    }
    return 'it is no field for text';
})js"};

/// Chooses options by value, then by label. What was chosen, or why not.
inline constexpr QLatin1StringView selectOptions{R"js(
function (values) {
    if ((this.tagName || '').toLowerCase() !== 'select')
        return {why: 'it is no <select>'};
    const options = Array.from(this.options);
    const chosen = [];
    for (const value of values) {
        const option = options.find(o => o.value === value) || options.find(o => o.label.trim() === value.trim());
        if (!option)
            return {why: 'it has no option "' + String(value).slice(0, 100) + '"'};
        chosen.push(option);
    }
    if (chosen.length > 1 && !this.multiple)
        return {why: 'it takes one value only'};
    for (const option of options)
        option.selected = chosen.includes(option);
    this.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
    this.dispatchEvent(new Event('change', {bubbles: true}));
    return {values: chosen.map(o => o.value)};
})js"};

/// true, false, or null for what cannot be checked.
inline constexpr QLatin1StringView isChecked{R"js(
function () {
    if (typeof this.checked === 'boolean')
        return this.checked;
    const aria = this.getAttribute && this.getAttribute('aria-checked');
    return aria === null || aria === undefined ? null : aria === 'true';
})js"};

/// Whether the page has an element of that selector that shows.
inline constexpr QLatin1StringView showsSelector{R"js(
(function (selector) {
    const e = document.querySelector(selector);
    return !!e && e.getClientRects().length > 0 && getComputedStyle(e).visibility === 'visible';
}))js"};

/// Whether the text can be read on the page.
inline constexpr QLatin1StringView showsText{R"js(
(function (text) {
    return !!document.body && document.body.innerText.includes(text);
}))js"};

/// Draws a box and a name around each of `[{ref, box: {x, y, width, height}}]`, for a picture; none: away
/// with them.
inline constexpr QLatin1StringView drawLabels{R"js(
(function (labels) {
    const id = 'ws-agent-labels';
    const before = document.getElementById(id);
    if (before)
        before.remove();
    if (!labels.length)
        return;
    const host = document.createElement('div');
    host.id = id;
    const put = (e, style) => { for (const key in style) e.style.setProperty(key, style[key], 'important'); };
    put(host, {position: 'fixed', inset: '0', margin: '0', 'z-index': '2147483647', 'pointer-events': 'none', display: 'block'});
    const root = host.attachShadow({mode: 'closed'});
    for (const {ref, box} of labels) {
        const frame = document.createElement('div');
        put(frame, {position: 'absolute', left: box.x + 'px', top: box.y + 'px', width: box.width + 'px',
                    height: box.height + 'px', outline: '2px solid #FF4500', 'box-sizing': 'border-box'});
        const name = document.createElement('span');
        name.textContent = ref;
        put(name, {position: 'absolute', left: '0', top: box.y < 14 ? '0' : '-14px', background: '#FF4500', color: '#FFFFFF',
                   font: 'bold 11px/14px sans-serif', padding: '0 3px', 'white-space': 'nowrap'});
        frame.append(name);
        root.append(frame);
    }
    document.documentElement.append(host);
    return new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)); setTimeout(done, 200); });
}))js"};

} // namespace wsagent::scripts
