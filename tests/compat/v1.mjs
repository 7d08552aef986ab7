// The public client libraries `openai` and `ai` against /v1/*, unmodified. Run by v1.sh.
//   node v1.mjs <base URL> <token> <folder with node_modules>
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [baseURL, apiKey, folder] = process.argv.slice(2);
const require = createRequire(folder + '/');
const load = name => import(pathToFileURL(require.resolve(name)));

const { default: OpenAI } = await load('openai');
const { generateText, streamText } = await load('ai');
const { createOpenAI } = await load('@ai-sdk/openai');
const { createOpenAICompatible } = await load('@ai-sdk/openai-compatible');

const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const question = { model: 'ws-agent', messages: [{ role: 'user', content: 'status' }] };
const shows = (text, name) => {
    assert.match(text, /Status of/, name);
    console.log('ok  ', name);
};

const models = await client.models.list();
assert.ok(models.data.some(model => model.id === 'ws-agent/default'));
assert.equal((await client.models.retrieve('openclaw/default')).id, 'openclaw/default');
console.log('ok   openai: models.list, models.retrieve');

const completion = await client.chat.completions.create(question);
assert.equal(completion.choices[0].finish_reason, 'stop');
assert.ok(completion.usage.total_tokens > 0);
shows(completion.choices[0].message.content, 'openai: chat.completions.create');

let text = '';
let usage;
const stream = await client.chat.completions.create({ ...question, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
}
assert.ok(usage.total_tokens > 0);
shows(text, 'openai: chat.completions.create, streamed');

const runner = client.chat.completions.stream(question);
shows(await runner.finalContent(), 'openai: chat.completions.stream');

const response = await client.responses.create({ model: 'ws-agent', input: 'status' });
shows(response.output_text, 'openai: responses.create');
const next = await client.responses.create({ model: 'ws-agent', input: 'status', previous_response_id: response.id });
shows(next.output_text, 'openai: responses.create, gone on with');

text = '';
for await (const event of await client.responses.create({ model: 'ws-agent', input: 'status', stream: true })) {
    if (event.type === 'response.output_text.delta')
        text += event.delta;
}
shows(text, 'openai: responses.create, streamed');

await assert.rejects(client.chat.completions.create({ ...question, model: 'gpt-5' }), { status: 400 });
await assert.rejects(new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 }).models.list(), { status: 401 });
await assert.rejects(client.embeddings.create({ model: 'ws-agent', input: 'x' }), { status: 503 });
console.log('ok   openai: errors have their classes');

const providers = {
    '@ai-sdk/openai chat': createOpenAI({ baseURL, apiKey }).chat('ws-agent'),
    '@ai-sdk/openai responses': createOpenAI({ baseURL, apiKey }).responses('ws-agent'),
    '@ai-sdk/openai-compatible': createOpenAICompatible({ name: 'ws-agent', baseURL, apiKey }).chatModel('ws-agent'),
};
for (const [name, model] of Object.entries(providers)) {
    shows((await generateText({ model, prompt: 'status' })).text, `ai: generateText, ${name}`);
    text = '';
    for await (const piece of streamText({ model, prompt: 'status' }).textStream)
        text += piece;
    shows(text, `ai: streamText, ${name}`);
}
