// Draws surfaces of A2UI version 0.8 (https://a2ui.org/specification/v0.8). Everything that comes from an agent is
// put into the page as text or as an attribute that cannot run anything.
(() => {
    'use strict';

    const surfaces = new Map();
    const host = document.getElementById('surfaces');
    const status = document.getElementById('status');
    const deepest = 60; // levels of components; a component may name itself

    const surfaceOf = id => {
        if (!surfaces.has(id))
            surfaces.set(id, {id, root: null, styles: {}, components: new Map(), data: {}, element: null});
        return surfaces.get(id);
    };

    // Paths of the data model: "/user/name", or "name" below the place of a list.
    const partsOf = (path, base) => (path.startsWith('/') ? path : base + '/' + path).split('/').filter(part => part !== '');
    const valueAt = (surface, path, base) => partsOf(path, base).reduce(
        (value, part) => value !== null && typeof value === 'object' && Object.hasOwn(value, part) ? value[part] : undefined, surface.data);
    const put = (surface, path, base, value) => {
        const parts = partsOf(path, base);
        if (parts.length === 0) {
            surface.data = value;
            return;
        }
        if (surface.data === null || typeof surface.data !== 'object')
            surface.data = {};
        let place = surface.data;
        for (const part of parts.slice(0, -1)) {
            if (!Object.hasOwn(place, part) || place[part] === null || typeof place[part] !== 'object')
                Object.defineProperty(place, part, {value: {}, writable: true, enumerable: true, configurable: true});
            place = place[part];
        }
        Object.defineProperty(place, parts.at(-1), {value, writable: true, enumerable: true, configurable: true});
    };
    const entryValue = entry => {
        for (const kind of ['valueString', 'valueNumber', 'valueBoolean'])
            if (kind in entry)
                return entry[kind];
        if (Array.isArray(entry.valueMap))
            return mapOf(entry.valueMap);
        return null;
    };
    const mapOf = entries => {
        const map = {};
        for (const entry of entries)
            Object.defineProperty(map, String(entry.key), {value: entryValue(entry), writable: true, enumerable: true, configurable: true});
        return map;
    };

    // A value is written out, or stands in the data model; with both it is the first value of that place.
    const resolve = (surface, bound, base) => {
        if (bound === null || typeof bound !== 'object')
            return bound;
        for (const kind of ['literalString', 'literalNumber', 'literalBoolean', 'literalArray'])
            if (kind in bound) {
                if (bound.path && valueAt(surface, bound.path, base) === undefined)
                    put(surface, bound.path, base, bound[kind]);
                return bound.path ? valueAt(surface, bound.path, base) : bound[kind];
            }
        return bound.path ? valueAt(surface, bound.path, base) : undefined;
    };
    const textOf = (surface, bound, base) => {
        const value = resolve(surface, bound, base);
        return value === undefined || value === null ? '' : String(value);
    };
    const safeUrl = text => {
        try {
            const url = new URL(text, location.href);
            return ['http:', 'https:', 'data:', 'blob:'].includes(url.protocol) ? url.href : '';
        } catch {
            return '';
        }
    };

    const make = (tag, className, ...children) => {
        const element = document.createElement(tag);
        if (className)
            element.className = className;
        element.append(...children.filter(child => child));
        return element;
    };

    const act = (surface, id, action, base) => {
        const context = {};
        for (const entry of action.context || [])
            context[entry.key] = resolve(surface, entry.value, base);
        const sent = globalThis.wsAgentSendUserAction({
            name: action.name, surfaceId: surface.id, sourceComponentId: id, timestamp: new Date().toISOString(), context});
        status.textContent = sent ? 'sent' : 'nobody takes actions here';
    };

    const childrenOf = (surface, children, base, level) => {
        if (!children)
            return [];
        if (Array.isArray(children.explicitList))
            return children.explicitList.map(id => draw(surface, id, base, level));
        const template = children.template;
        if (!template)
            return [];
        const items = valueAt(surface, template.dataBinding, base);
        const place = '/' + partsOf(template.dataBinding, base).join('/');
        return items && typeof items === 'object'
            ? Object.keys(items).map(key => draw(surface, template.componentId, place + '/' + key, level)) : [];
    };
    const justify = {start: 'flex-start', center: 'center', end: 'flex-end', spaceBetween: 'space-between', spaceAround: 'space-around', spaceEvenly: 'space-evenly'};
    const box = className => (surface, id, props, base, level) => {
        const element = make('div', className, ...childrenOf(surface, props.children, base, level));
        element.style.justifyContent = justify[props.distribution] || '';
        element.style.alignItems = {start: 'flex-start', center: 'center', end: 'flex-end', stretch: 'stretch'}[props.alignment] || '';
        if (props.direction === 'horizontal')
            element.style.flexDirection = 'row';
        return element;
    };
    const media = tag => (surface, id, props, base) => {
        const element = make(tag);
        element.controls = true;
        element.src = safeUrl(textOf(surface, props.url, base));
        return element;
    };
    // A field that writes what is typed into the data model.
    const field = (surface, props, base, bound, input, read) => {
        input.addEventListener('change', () => {
            if (bound && bound.path)
                put(surface, bound.path, base, read());
        });
        return make('label', '', make('span', '', textOf(surface, props.label, base)), input);
    };

    const renderers = {
        Text(surface, id, props, base) {
            const tag = /^h[1-6]$/.test(props.usageHint) ? props.usageHint : props.usageHint === 'caption' ? 'small' : 'span';
            return make(tag, props.usageHint === 'caption' ? 'caption' : '', textOf(surface, props.text, base));
        },
        Image(surface, id, props, base) {
            const image = make('img');
            image.src = safeUrl(textOf(surface, props.url, base));
            image.alt = textOf(surface, props.altText, base);
            image.style.objectFit = ['contain', 'cover', 'fill', 'none', 'scale-down'].includes(props.fit) ? props.fit : '';
            return image;
        },
        Icon(surface, id, props, base) {
            const icon = make('span', 'icon', textOf(surface, props.name, base));
            icon.setAttribute('role', 'img');
            return icon;
        },
        Video: media('video'),
        AudioPlayer: media('audio'),
        Row: box('row'),
        Column: box('column'),
        List: box('list'),
        Card: (surface, id, props, base, level) => make('div', 'card', draw(surface, props.child, base, level)),
        Divider: (surface, id, props) => make('hr', props.axis === 'vertical' ? 'vertical' : ''),
        Tabs(surface, id, props, base, level) {
            const list = make('div');
            list.setAttribute('role', 'tablist');
            const body = make('div');
            const choose = (item, tab) => {
                for (const other of list.children)
                    other.setAttribute('aria-selected', String(other === tab));
                body.replaceChildren(draw(surface, item.child, base, level));
            };
            for (const item of props.tabItems || []) {
                const tab = make('button', '', textOf(surface, item.title, base));
                tab.setAttribute('role', 'tab');
                tab.onclick = () => choose(item, tab);
                list.append(tab);
            }
            if (list.firstChild)
                choose(props.tabItems[0], list.firstChild);
            return make('div', 'tabs', list, body);
        },
        Modal(surface, id, props, base, level) {
            const dialog = make('dialog', '', draw(surface, props.contentChild, base, level));
            const entry = make('span', '', draw(surface, props.entryPointChild, base, level));
            entry.onclick = () => dialog.showModal();
            dialog.onclick = event => { if (event.target === dialog) dialog.close(); };
            return make('span', '', entry, dialog);
        },
        Button(surface, id, props, base, level) {
            const button = make('button', props.primary ? 'primary' : '', draw(surface, props.child, base, level));
            button.type = 'button';
            button.onclick = () => { if (props.action && props.action.name) act(surface, id, props.action, base); };
            return button;
        },
        CheckBox(surface, id, props, base) {
            const input = make('input');
            input.type = 'checkbox';
            input.checked = !!resolve(surface, props.value, base);
            const label = field(surface, props, base, props.value, input, () => input.checked);
            label.className = 'inline';
            label.prepend(input);
            return label;
        },
        TextField(surface, id, props, base) {
            const kind = props.textFieldType || props.type;
            const input = make(kind === 'longText' ? 'textarea' : 'input');
            if (kind !== 'longText')
                input.type = {obscured: 'password', number: 'number', date: 'date'}[kind] || 'text';
            input.value = textOf(surface, props.text, base);
            if (props.validationRegexp && kind !== 'longText')
                input.pattern = props.validationRegexp;
            return field(surface, props, base, props.text, input, () => input.value);
        },
        DateTimeInput(surface, id, props, base) {
            const input = make('input');
            input.type = props.enableDate === false ? 'time' : props.enableTime ? 'datetime-local' : 'date';
            input.value = textOf(surface, props.value, base);
            return field(surface, props, base, props.value, input, () => input.value);
        },
        MultipleChoice(surface, id, props, base) {
            const select = make('select');
            select.multiple = (props.maxAllowedSelections || 1) > 1;
            const chosen = resolve(surface, props.selections, base) || [];
            for (const option of props.options || []) {
                const element = make('option', '', textOf(surface, option.label, base));
                element.value = option.value;
                element.selected = [].concat(chosen).includes(option.value);
                select.append(element);
            }
            return field(surface, props, base, props.selections, select, () => Array.from(select.selectedOptions, option => option.value));
        },
        Slider(surface, id, props, base) {
            const input = make('input');
            input.type = 'range';
            input.min = props.minValue ?? 0;
            input.max = props.maxValue ?? 100;
            input.value = resolve(surface, props.value, base) ?? input.min;
            return field(surface, props, base, props.value, input, () => Number(input.value));
        }
    };

    const draw = (surface, id, base, level) => {
        const definition = surface.components.get(id);
        if (!definition || level > deepest)
            return definition ? make('span', 'unknown', '…') : null;
        const name = Object.keys(definition.component || {})[0];
        if (!name || !Object.hasOwn(renderers, name))
            return make('span', 'unknown', 'unknown component: ' + name);
        const element = renderers[name](surface, id, definition.component[name] || {}, base, level + 1);
        element.dataset.component = id;
        if (definition.weight)
            element.style.flex = String(definition.weight);
        return element;
    };

    const show = surface => {
        if (surface.root === null)
            return;
        if (!surface.element) {
            surface.element = make('section', 'surface');
            surface.element.dataset.surface = surface.id;
            host.append(surface.element);
        }
        if (/^#[0-9a-f]{6}$/i.test(surface.styles.primaryColor))
            surface.element.style.setProperty('--accent', surface.styles.primaryColor);
        const drawn = draw(surface, surface.root, '', 0);
        surface.element.replaceChildren(...(drawn ? [drawn] : []));
    };
    const forget = id => {
        const surface = surfaces.get(id);
        if (surface && surface.element)
            surface.element.remove();
        surfaces.delete(id);
    };

    const handlers = {
        reset: () => Array.from(surfaces.keys()).forEach(forget),
        beginRendering: message => {
            const surface = surfaceOf(message.surfaceId);
            surface.root = message.root;
            surface.styles = message.styles || {};
        },
        surfaceUpdate: message => {
            for (const component of message.components)
                surfaceOf(message.surfaceId).components.set(component.id, component);
        },
        dataModelUpdate: message => {
            const surface = surfaceOf(message.surfaceId);
            for (const entry of message.contents || [])
                put(surface, (message.path || '/') + '/' + entry.key, '', entryValue(entry));
        },
        deleteSurface: message => forget(message.surfaceId)
    };
    const receive = messages => {
        const touched = new Set();
        for (const message of messages) {
            const name = Object.keys(message)[0];
            if (!Object.hasOwn(handlers, name))
                continue;
            handlers[name](message[name]);
            if (message[name].surfaceId)
                touched.add(message[name].surfaceId);
        }
        for (const id of touched)
            if (surfaces.has(id))
                show(surfaces.get(id));
        document.getElementById('empty').hidden = surfaces.size > 0;
    };

    document.addEventListener('ws-agent:a2ui', event => receive(event.detail));
    document.addEventListener('ws-agent:connected', () => receive([{reset: true}])); // all of them come again
    document.addEventListener('ws-agent:a2ui-action-status', event => {
        status.textContent = event.detail.ok ? 'delivered' : 'not delivered: ' + (event.detail.error || '');
    });
    // For apps that bring the surfaces themselves.
    globalThis.wsAgentA2UI = {applyMessages: receive, reset: () => receive([{reset: true}])};
})();
