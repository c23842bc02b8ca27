import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startMockModel } from './start-mock-model.mjs';

const READ = { text: 'Looking.', tools: [{ name: 'Read', input: { file_path: '/x "y"' } }] };
const tools = [{ name: 'Read' }];
let model;
before(async () => {
  model = await startMockModel({ script: [READ, 'Seen.'], text: 'Default.' });
});
after(() => model.close());

const post = (body, path = '/v1/messages?beta=true') =>
  fetch(model.url + path, {
    method: 'POST',
    headers: { 'x-api-key': 'secret', authorization: 'Bearer secret' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const turn = (count) => Array.from({ length: count }, () => ({ role: 'assistant', content: 'x' }));

test('plays the turns of the main conversation in order and then says its default', async () => {
  const said = [];
  for (const count of [0, 1, 2]) {
    const { content, stop_reason } = await (await post({ model: 'm', tools, messages: turn(count) })).json();
    said.push([stop_reason, ...content.map(({ text, name, input }) => text ?? [name, input])]);
  }
  assert.deepEqual(said, [
    ['tool_use', 'Looking.', ['Read', { file_path: '/x "y"' }]],
    ['end_turn', 'Seen.'],
    ['end_turn', 'Default.'],
  ]);
});

test('spends no turn on side questions and subagents', async () => {
  const requests = [
    { messages: [] },
    { tools, messages: [], system: [{ type: 'text', text: 'x; cc_is_subagent=true' }] },
  ];
  for (const request of requests) {
    const { content } = await (await post(request)).json();
    assert.deepEqual(content, [{ type: 'text', text: 'Default.' }]);
  }
});

test('streams the same message as events', async () => {
  const response = await post({ model: 'm', stream: true, tools, messages: [] });
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const events = (await response.text())
    .split('\n\n')
    .filter(Boolean)
    .map((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)));
  assert.equal(events[0].type, 'message_start');
  assert.equal(events[0].message.model, 'm');
  assert.deepEqual(
    events
      .filter(({ delta }) => delta)
      .map(({ delta }) => delta.text ?? delta.partial_json ?? delta.stop_reason),
    ['Looking.', '{"file_path":"/x \\"y\\""}', 'tool_use'],
  );
  assert.equal(events.at(-1).type, 'message_stop');
});

test('answers count_tokens, models, bad JSON and unknown routes', async () => {
  assert.equal(typeof (await (await post({}, '/v1/messages/count_tokens')).json()).input_tokens, 'number');
  assert.equal((await (await fetch(`${model.url}/v1/models`)).json()).data.length, 1);
  assert.equal((await post('{')).status, 400);
  assert.equal((await post({}, '/v1/nope')).status, 404);
});

test('keeps no credentials', () => {
  assert.ok(model.requests.length > 0);
  assert.ok(!JSON.stringify(model.requests).includes('secret'));
});

test('refuses to be a proxy and remembers who asked', async () => {
  const socket = connect(Number(new URL(model.url).port), '127.0.0.1');
  socket.write('CONNECT example.test:443 HTTP/1.1\r\nHost: example.test:443\r\n\r\n');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  assert.match(answer, /^HTTP\/1\.1 403 /);
  assert.deepEqual(model.requests.at(-1), {
    method: 'CONNECT',
    path: 'example.test:443',
    headers: { host: 'example.test:443' },
    body: null,
  });
});

test('serves from the command line with turns from a file and a log', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'mock-model-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const [turns, log] = [join(directory, 'turns.json'), join(directory, 'log.jsonl')];
  writeFileSync(turns, '["From the file."]');
  const main = fileURLToPath(new URL('main.mjs', import.meta.url));
  const server = spawn(process.execPath, [main, '--turns', turns, '--log', log], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => server.kill('SIGKILL'));
  const [line] = await server.stdout.take(1).toArray();
  const { url } = JSON.parse(String(line));
  const answer = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    body: JSON.stringify({ tools, messages: [] }),
  });
  assert.equal((await answer.json()).content[0].text, 'From the file.');
  assert.equal(JSON.parse(readFileSync(log, 'utf8')).path, '/v1/messages');
  server.kill('SIGTERM');
  assert.equal(await new Promise((resolve) => server.once('exit', resolve)), 0);
});

test('says how it is used when it is used wrongly', async () => {
  const main = fileURLToPath(new URL('main.mjs', import.meta.url));
  const server = spawn(process.execPath, [main, '--prot', '1'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  for await (const chunk of server.stderr) said += chunk;
  assert.match(said, /--prot[\s\S]*usage:/);
});
