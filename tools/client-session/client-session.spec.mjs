import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatInventory } from './format-inventory.mjs';
import { findMarked } from './processes.mjs';
import { EVENT_FLAGS, runClientSession } from './run-client-session.mjs';

const claude = fileURLToPath(
  new URL(
    `../../node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
    import.meta.url,
  ),
);
const skip = existsSync(claude) ? false : `no Claude Code for this platform at ${claude}`;

let root;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'client-session-spec-'));
});
after(() => rmSync(root, { recursive: true }));

function write(file, text, mode = 0o644) {
  const full = join(root, file);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, typeof text === 'string' ? text : JSON.stringify(text));
  chmodSync(full, mode);
  return full;
}
const script = (text) => ({ command: process.execPath, args: ['-e', text] });
const kinds = ({ problems }) => problems.map(({ kind }) => kind);

/** Speaks just enough of the protocol to connect. */
const MCP_SERVER = `let text = '';
process.stdin.on('data', (data) => {
  text += data;
  for (let end; (end = text.indexOf('\\n')) >= 0; text = text.slice(end + 1)) {
    const { id, method, params } = JSON.parse(text.slice(0, end));
    if (id === undefined) continue;
    const result = method === 'initialize'
      ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }
      : { tools: [] };
    console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
  }
});
process.stdin.on('end', () => process.exit(0));`;

function demoPlugin() {
  write('demo/.claude-plugin/plugin.json', { name: 'demo', version: '1.0.0', description: 'd' });
  write('demo/commands/hello.md', '---\ndescription: d\n---\nSay hello to $ARGUMENTS');
  write('demo/agents/critic.md', '---\nname: critic\ndescription: d\n---\nBe kind.');
  write('demo/skills/tidy/SKILL.md', '---\nname: tidy\ndescription: d\n---\nTidy up.');
  write('demo/hooks/note.sh', '#!/bin/sh\necho noted > "$ASP_HOOK_OUT/note"\n', 0o755);
  const hook = { hooks: [{ type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}"/hooks/note.sh' }] };
  write('demo/hooks/hooks.json', { hooks: { SessionStart: [hook] } });
  return join(root, 'demo');
}
const mcpConfig = (servers) => write('mcp.json', { mcpServers: servers });
const flags = (plugin, mcp) => [
  ...EVENT_FLAGS,
  '--plugin-dir',
  plugin,
  '--mcp-config',
  mcp,
  '--setting-sources',
  '',
];

test('shows what the real client loaded, said and did', { skip }, async () => {
  const mcp = mcpConfig({ facts: { command: process.execPath, args: ['-e', MCP_SERVER] } });
  const session = await runClientSession({
    command: claude,
    args: [...flags(demoPlugin(), mcp), '-p', '--', '/demo:hello Ada'],
    turns: [{ tools: [{ name: 'Skill', input: { skill: 'demo:tidy' } }] }, 'Bye.'],
  });
  assert.deepEqual(session.problems, []);
  assert.equal(session.exitCode, 0);
  assert.equal(session.result.result, 'Bye.');
  assert.equal(session.requests[0].user.at(-1), 'Say hello to Ada');
  assert.ok(session.requests[0].tools.includes('Skill'));
  assert.deepEqual(
    session.toolResults.map(({ tool, isError }) => [tool, isError]),
    [['Skill', false]],
  );
  assert.deepEqual(session.hookFiles, { note: 'noted\n' });
  assert.equal(
    formatInventory(session).split('\n').slice(1).join('\n'),
    `Plugins (1)
  demo  ${join(root, 'demo')}
Commands (1)
  /demo:hello
Skills (1)
  demo:tidy
Agents (1)
  demo:critic
MCP servers (1)
  facts  connected
Hooks that ran (1)
  SessionStart:startup  success
Problems: none
`,
  );
});

test('names what is broken though the client exits with 0', { skip }, async () => {
  const plugin = demoPlugin();
  chmodSync(join(plugin, 'hooks/note.sh'), 0o644);
  const mcp = mcpConfig({ dead: { command: join(root, 'no-such-server') } });
  const session = await runClientSession({
    command: claude,
    args: [...flags(plugin, mcp), '-p', '--', '/hello'],
  });
  assert.equal(session.exitCode, 0);
  assert.deepEqual(kinds(session), ['mcp', 'hook', 'unknown-command']);
  assert.match(formatInventory(session), /mcp: dead is failed/);
});

test('gives the command a home and a key of its own', async () => {
  const home = join(root, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'mine'), 'x');
  const { stdout, hookFiles } = await runClientSession({
    ...script(`const fs = require('node:fs');
      fs.writeFileSync(process.env.HOME + '/new', '');
      fs.writeFileSync(process.env.ASP_HOOK_OUT + '/home', fs.readdirSync(process.env.HOME).join());
      console.log(JSON.stringify([process.env.ANTHROPIC_API_KEY, process.env.EXTRA, fs.readdirSync('.').length]));`),
    env: { EXTRA: 'e' },
    home,
  });
  assert.deepEqual(hookFiles, { home: 'mine,new' });
  assert.deepEqual(JSON.parse(stdout), ['dummy-not-a-key', 'e', 0]);
  assert.ok(!existsSync(join(home, 'new')));
});

test('reports a command that cannot start, says nothing useful, or fails', async () => {
  const missing = await runClientSession({ command: join(root, 'nope'), args: [] });
  assert.deepEqual([missing.exitCode, kinds(missing)], [null, ['not-started']]);
  assert.match(
    formatInventory(missing),
    /^The client did not start a session\nProblems \(1\)\n {2}not-started: /,
  );
  const noisy = await runClientSession(script('console.log("hello"); process.exitCode = 3'));
  assert.deepEqual([noisy.exitCode, kinds(noisy)], [3, ['no-init', 'exit-code', 'noise']]);
  const killed = await runClientSession(script('process.kill(process.pid, "SIGKILL")'));
  assert.deepEqual([killed.exitCode, kinds(killed)], [null, ['no-init', 'signal']]);
});

test('kills what takes too long', async () => {
  const session = await runClientSession({ ...script('setInterval(() => {}, 1000)'), timeoutMs: 300 });
  assert.equal(session.exitCode, null);
  assert.deepEqual(kinds(session), ['timeout', 'no-init']);
});

const onlyLinux = process.platform === 'linux' ? false : 'finds daemons on Linux only';
test(
  'kills and names what is left behind, even a daemon that holds the pipes',
  { skip: onlyLinux },
  async () => {
    const session = await runClientSession(
      script(`const { spawn } = require('node:child_process');
      const daemon = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000) // left-behind'], { detached: true, stdio: 'inherit' });
      daemon.unref(); console.log(JSON.stringify({ type: 'marker', id: process.env.ASP_CLIENT_SESSION }));`),
    );
    assert.deepEqual(kinds(session), ['no-init', 'leftover']);
    assert.match(session.problems[1].text, /left-behind/);
    assert.deepEqual(findMarked(`ASP_CLIENT_SESSION=${JSON.parse(session.stdout).id}`), []);
  },
);

test('reports an attempt to reach the network', async () => {
  const session = await runClientSession(
    script(`const { host, port, hostname } = new URL(process.env.HTTPS_PROXY);
      require('node:http').request({ host: hostname, port, method: 'CONNECT', path: 'example.test:443' })
        .on('connect', (response, socket) => socket.end()).end();`),
  );
  assert.deepEqual(
    session.problems.find(({ kind }) => kind === 'network'),
    {
      kind: 'network',
      text: 'Tried to reach example.test:443',
    },
  );
});
