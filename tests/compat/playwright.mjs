// Playwright beside the commands of ws-agent, in one browser. Run by playwright.sh.
//   node playwright.mjs <ws-agent> <folder with pages> <folder with node_modules>
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const [program, pages, folder] = process.argv.slice(2);
const { chromium } = createRequire(folder + '/')('playwright-core');

const server = createServer(async (request, response) => {
    const name = new URL(request.url, 'http://localhost').pathname;
    try {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(await readFile(pages + name));
    } catch {
        response.writeHead(404).end();
    }
}).listen(0, '127.0.0.1');
await new Promise(done => server.once('listening', done));
const address = name => `http://127.0.0.1:${server.address().port}/${name}`;

const run = promisify(execFile);
const ours = async (...words) => {
    const { stdout } = await run(program, ['--profile', 'compat', 'browser', ...words, '--json']);
    return JSON.parse(stdout);
};
const ref = async (role, name) => {
    const { refs } = await ours('snapshot');
    const found = Object.entries(refs).find(([, row]) => row.role === role && row.name === name);
    assert.ok(found, `${role} "${name}" is in the snapshot`);
    return found[0];
};
const ok = what => console.log('ok  ', what);

await ours('start');
const { cdpUrl, userDataDir } = await ours('status');
const browser = await chromium.connectOverCDP(cdpUrl);
const context = browser.contexts()[0];
const { targetId } = await ours('open', address('forms.html'));
const page = context.pages().find(each => each.url() === address('forms.html'));
assert.ok(page);
ok('it sees the page that we open');

await ours('type', await ref('textbox', 'Name'), 'Ada Lovelace');
assert.equal(await page.inputValue('#name'), 'Ada Lovelace');
await ours('fill', '--fields', JSON.stringify([{ ref: await ref('checkbox', 'I agree'), type: 'checkbox', value: true }]));
assert.ok(await page.isChecked('#agree'));
await ours('select', await ref('combobox', 'Size'), 'Large');
assert.equal(await page.inputValue('#size'), 'l');
await ours('hover', await ref('button', 'Counter'));
assert.equal(await page.evaluate(() => document.body.dataset.over), 'yes');
await ours('click', await ref('button', 'Counter'), '--double');
assert.equal(await page.textContent('#counter'), 'Doubled');
await ours('press', 'Control+k');
assert.equal(await page.evaluate(() => document.body.dataset.key), 'Control+k');
ok('type, fill, select, hover, click, press');

await ours('resize', '640', '480');
assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight]), [640, 480]);
assert.equal((await ours('evaluate', '--fn', '6 * 7')).result, 42);
await ours('set', 'timezone', 'Asia/Tokyo');
assert.equal(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone), 'Asia/Tokyo');
await ours('cookies', 'set', 'taste', 'sweet', '--url', address(''));
assert.equal((await context.cookies(address(''))).find(cookie => cookie.name === 'taste').value, 'sweet');
await ours('storage', 'local', 'set', 'key', 'value');
assert.equal(await page.evaluate(() => localStorage.getItem('key')), 'value');
ok('resize, evaluate, set timezone, cookies, storage');

const uploads = `${userDataDir}/../../../tmp/uploads`;
await mkdir(uploads, { recursive: true });
await writeFile(`${uploads}/note.txt`, 'hello');
await ours('navigate', address('files.html'));
await ours('upload', await realpath(`${uploads}/note.txt`), '--element', 'input[type=file]');
assert.equal(await page.evaluate(() => document.querySelector('input[type=file]').files[0].name), 'note.txt');
ok('navigate, upload');

await ours('navigate', address('frames.html'));
await page.frameLocator('#other').getByRole('button', { name: 'Press' }).waitFor();
const { refs: framed } = await ours('snapshot', '--frame', '#other');
const press = Object.entries(framed).find(([, row]) => row.name === 'Press')[0];
await ours('click', press);
await page.frameLocator('#other').getByRole('button', { name: 'Pressed' }).waitFor();
ok('a click in a frame of another origin');

await ours('navigate', address('shadow.html'));
await ours('click', await ref('button', 'Deep'));
assert.equal(await page.title(), 'deep pressed');
await ours('navigate', address('drag.html'));
await ours('drag', await ref('button', 'Piece'), await ref('button', 'Place'));
assert.equal(await page.title(), 'dropped piece');
ok('in a shadow root; drag and drop');

await page.goto(address('forms.html'));
await page.fill('#name', 'Grace Hopper');
const { snapshot } = await ours('snapshot');
assert.match(snapshot, /Grace Hopper/);
const extra = await context.newPage();
await extra.goto(address('done.html'));
const { tabs } = await ours('tabs');
assert.ok(tabs.some(tab => tab.url === address('done.html')));
ok('we see what it has typed and opened');

await ours('close', targetId);
for (let tries = 0; !page.isClosed() && tries < 50; ++tries)
    await new Promise(done => setTimeout(done, 100));
assert.ok(page.isClosed());
ok('it sees that a tab has been closed');
await ours('stop');
for (let tries = 0; browser.isConnected() && tries < 50; ++tries)
    await new Promise(done => setTimeout(done, 100));
assert.ok(!browser.isConnected());
ok('stop');
server.close();
