import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMissing } from './find-missing.mjs';

const space = {
  plugin: { name: 'p' },
  components: {
    commands: ['p:go'],
    agents: ['p:critic'],
    skills: ['p:tidy'],
    hooks: ['SessionStart', 'SessionEnd'],
    mcpServers: ['facts'],
  },
};
const complete = {
  init: {
    plugins: [{ name: 'p' }],
    slash_commands: ['p:go', 'init'],
    agents: ['p:critic'],
    skills: ['p:tidy'],
    mcp_servers: [{ name: 'facts', status: 'connected' }],
  },
  hookEvents: [{ event: 'SessionStart', outcome: 'success' }],
  problems: [],
};

test('a session that has everything lacks nothing', () => {
  assert.deepEqual(findMissing([space], complete), []);
});

test('names each promise that was not kept, and each problem', () => {
  const empty = { plugins: [], slash_commands: [], agents: [], skills: [] };
  const session = {
    init: { ...empty, mcp_servers: [{ name: 'facts', status: 'failed' }] },
    hookEvents: [{ event: 'SessionStart', outcome: 'error' }],
    problems: [{ kind: 'mcp', text: 'facts is failed' }],
  };
  assert.deepEqual(findMissing([space], session), [
    'plugin p was not loaded',
    'command /p:go was not loaded',
    'skill p:tidy was not loaded',
    'agent p:critic was not loaded',
    'MCP server facts was not loaded',
    'the SessionStart hook did not run',
    'mcp: facts is failed',
  ]);
});

test('a client that never started lacks everything', () => {
  assert.equal(findMissing([space], { init: null, hookEvents: [], problems: [] }).length, 6);
});
