// The Control UI of OpenClaw in a real browser, against a gateway of ours. Run by control-ui.sh.
//   node control-ui.mjs <URL of the gateway> <token> <folder with node_modules> <browser>
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const [url, token, folder, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(folder + '/')('playwright-core');
const shots = process.env.WSAGENT_COMPAT_SHOTS;
const ok = what => console.log('ok  ', what);
const pause = time => new Promise(done => setTimeout(done, time));

// A model that says a hundred words, one after the other, as long as somebody listens.
let listeners = 0;
const model = createServer(async (request, response) => {
    let body = '';
    for await (const part of request)
        body += part;
    const asked = JSON.parse(body).messages.filter(message => message.role === 'user').at(-1).content;
    const question = typeof asked === 'string' ? asked : asked.map(part => part.text).join('');
    const words = question.includes('long') ? 100 : 20; // 2 s at least: a busy page shows the first late
    const send = (delta, finish = null) => response.write(`data: ${JSON.stringify({
        id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    let isOpen = true;
    ++listeners;
    response.on('close', () => { isOpen = false; --listeners; });
    for (let word = 1; word <= words && isOpen; ++word) {
        send({ content: `word-${word} ` });
        await pause(100);
    }
    send({ content: 'finished.' });
    send({}, 'stop');
    response.end('data: [DONE]\n\n');
}).listen(25999, '127.0.0.1');
await new Promise(done => model.once('listening', done));

const browser = await chromium.launch({
    executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const problems = [];
page.on('pageerror', error => problems.push(error.message));
const refused = [];
page.on('websocket', socket => socket.on('framereceived', ({ payload }) => {
    const frame = JSON.parse(payload);
    if (frame.ok === false && !frame.error.message.startsWith('unknown method'))
        refused.push(frame.error.message);
}));
const says = (text, timeout = 15000) => page.waitForFunction(
    wanted => document.body.innerText.includes(wanted), text, { timeout });
const shoot = async name => { if (shots) await page.screenshot({ path: `${shots}/control-ui-${name}.png` }); };
const composer = () => page.locator('textarea:visible, [contenteditable=true]:visible').first();
const send = async text => {
    await composer().fill(text);
    await composer().press('Enter');
};

await page.goto(`${url}#token=${token}`);
await says('Connected');
await composer().waitFor();
await shoot('loaded');
ok('it loads and connects');

await send('a short one');
await says('word-1');
assert.ok(!(await page.innerText('body')).includes('finished.'), 'the first words come before the last');
ok('it sends and streams');
await says('finished.');
await shoot('answered');
ok('the answer ends');

await send('a long one');
await says('word-20', 20000);
assert.equal(listeners, 1);
await shoot('streaming');
const stop = page.getByRole('button', { name: /^stop/i }).first();
await stop.click();
for (let tries = 0; listeners > 0 && tries < 50; ++tries)
    await pause(20);
assert.equal(listeners, 0, 'the model is not listened to any more');
await pause(500);
assert.ok(!(await page.innerText('body')).includes('word-60'));
ok('it aborts');

await page.reload();
await says('a short one');
await says('word-20');
await composer().waitFor();
ok('a reload shows what was said');

await send('one more');
await page.waitForFunction(() => document.body.innerText.split('finished.').length === 3, null, { timeout: 15000 });
await shoot('reloaded');
ok('it goes on after the reload');

await says('The garden');
await shoot('sessions');
ok('it lists the other session');
assert.deepEqual(refused, []);
assert.deepEqual(problems, []);
ok('nothing was refused, and no script has failed');
await browser.close();
model.close();
model.closeAllConnections();
