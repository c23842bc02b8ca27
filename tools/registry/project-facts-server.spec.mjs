import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../../spaces/project-facts/mcp/server.mjs', import.meta.url));

function makeProject(t) {
  const project = mkdtempSync(join(tmpdir(), 'project facts-'));
  t.after(() => rmSync(project, { recursive: true }));
  writeFileSync(
    join(project, 'package.json'),
    '{ "name": "shop", "scripts": { "test": "node --test" }, "engines": { "node": ">=20" } }',
  );
  writeFileSync(join(project, '.nvmrc'), '20.19\n');
  mkdirSync(join(project, 'broken'));
  writeFileSync(join(project, 'broken/package.json'), '{ "name": ');
  symlinkSync(tmpdir(), join(project, 'outside'));
  return project;
}

/** Sends the lines, closes the input, and returns the replies by id after checking that the server ended well. */
function talk(project, lines) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SERVER], {
    input: lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)) + '\n').join(''),
    env: { PATH: process.env.PATH, CLAUDE_PROJECT_DIR: project },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const request = (id, method, params) => ({ jsonrpc: '2.0', id, method, params });
const call = (name, input) => request(1, 'tools/call', { name, arguments: input });

test('it greets in the version asked for, and in its newest if it does not know that one', (t) => {
  const replies = talk(makeProject(t), [
    request(1, 'initialize', { protocolVersion: '2024-11-05' }),
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    request('two', 'initialize', { protocolVersion: '1999-01-01' }),
  ]);
  assert.deepEqual(
    replies.map(({ id, result }) => [id, result.protocolVersion]),
    [
      [1, '2024-11-05'],
      ['two', '2025-06-18'],
    ],
  );
});

test('it lists its tools with schemas and answers a ping', (t) => {
  const [list, pong] = talk(makeProject(t), [request(1, 'tools/list'), request(2, 'ping')]);
  assert.deepEqual(
    list.result.tools.map(({ name }) => name),
    ['package_summary', 'package_scripts', 'runtime_versions'],
  );
  for (const { inputSchema } of list.result.tools) assert.equal(inputSchema.type, 'object');
  assert.deepEqual(pong.result, {});
});

test('it answers from the manifests', (t) => {
  const [scripts, versions] = talk(makeProject(t), [call('package_scripts'), call('runtime_versions', {})]);
  assert.deepEqual(JSON.parse(scripts.result.content[0].text), { test: 'node --test' });
  assert.deepEqual(JSON.parse(versions.result.content[0].text), {
    running: process.version,
    engines: { node: '>=20' },
    nvmrc: '20.19',
  });
});

test('what it cannot read, or must not, is an error the model can read', (t) => {
  const paths = ['..', 'outside', '/etc', 'missing', 'broken', 7, 'a\0b'];
  const replies = talk(
    makeProject(t),
    paths.map((path) => call('package_summary', { package: path })),
  );
  assert.equal(replies.length, paths.length);
  for (const { result } of replies) {
    assert.equal(result.isError, true);
    assert.notEqual(result.content[0].text, '');
  }
});

test('garbage is answered with an error, and the next request as if nothing had been', (t) => {
  const garbage = ['not json', 'null', '[]', '"text"', '{}', '{"jsonrpc":"2.0","id":{},"method":"ping"}'];
  const replies = talk(makeProject(t), [
    ...garbage,
    '',
    { jsonrpc: '2.0', id: 5, result: {} },
    request(9, 'ping'),
  ]);
  assert.deepEqual(
    replies.slice(0, -1).map(({ error }) => error.code),
    [-32700, -32600, -32600, -32600, -32600, -32600],
  );
  assert.deepEqual(replies.at(-1), { jsonrpc: '2.0', id: 9, result: {} });
});

test('unknown methods and tools are refused, also those every object has', (t) => {
  const replies = talk(makeProject(t), [
    request(1, 'constructor'),
    request(2, '__proto__'),
    call('toString'),
    request(4, 'ping', []),
  ]);
  assert.deepEqual(
    replies.map(({ error }) => error.code),
    [-32601, -32601, -32602, -32602],
  );
});
