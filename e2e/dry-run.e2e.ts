import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asp } from './support/asp';
import { clientEnvironment, clientSession, describeWithClient, loadedBy, printing } from './support/client';
import { commitRegistry, spaceToml, writeFiles } from './support/git';
import { scratch } from './support/places';

const MCP = JSON.stringify({
  mcpServers: { echo: { command: 'node', args: ['${CLAUDE_PLUGIN_ROOT}/mcp/server.mjs'] } },
});
/** Speaks just enough of the protocol to connect. */
const SERVER = `import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue;
  const result = method === 'initialize'
    ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'echo', version: '1' } }
    : { tools: [] };
  console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
}
`;

const HOOKS = JSON.stringify({
  hooks: {
    SessionStart: [
      { hooks: [{ type: 'command', command: 'printf %s "$AWKWARD" > "$ASP_HOOK_OUT/awkward"' }] },
    ],
  },
});

/** Each character means something to some shell. */
const AWKWARD = `it's "half" $HOME \`id\` $(id) \\n !! \n* ~ #no; & | ünï 日本 🙂`;
const SHELLS = ['sh', 'bash', 'zsh'].filter(
  (shell) => existsSync(`/bin/${shell}`) || existsSync(`/usr/bin/${shell}`),
);

describeWithClient('the command that asp run --dry-run prints', () => {
  const work = join(scratch(), `$HOME \`x\` "q" [1] (2) ünï 日本`);
  const env = { ASP_HOME: join(work, 'asp home') };
  const registry = join(env.ASP_HOME, 'repo');
  const project = join(work, "it's a project");

  beforeAll(() => {
    commitRegistry(
      registry,
      {
        'spaces/base/space.toml': spaceToml('base'),
        'spaces/base/mcp/mcp.json': MCP,
        'spaces/base/mcp/server.mjs': SERVER,
        'spaces/app/space.toml': spaceToml('app', '[deps]\nspaces = ["space:base@^1"]\n'),
        'spaces/app/hooks/hooks.json': HOOKS,
      },
      ['space/base/v1.0.0', 'space/app/v1.0.0'],
    );
    mkdirSync(project);
    writeFiles(project, { 'asp-targets.toml': 'schema = 1\n[targets.work]\ncompose = ["space:app@^1"]\n' });
  });

  it.each([
    ['a target', 'work', project],
    ['a reference', 'space:app@^1', project],
    ['a directory', './spaces/app', registry],
  ])('starts the same session when pasted into a shell: %s', async (_, subject, cwd) => {
    const settings = JSON.stringify({ env: { AWKWARD } });
    const args = printing(subject, AWKWARD, '--dry-run', '--settings', settings);
    const printed = await asp(args, { cwd, env: { ...env, ...clientEnvironment } });
    expect(printed).toMatchObject({ exitCode: 0 });
    const command = printed.stdout.trimEnd();
    for (const shell of SHELLS) {
      // Elsewhere than it was printed, and without ASP_HOME: nothing in it may be relative.
      const session = await clientSession([shell, '-c', command], { cwd: work });
      expect({ shell, exitCode: session.exitCode, problems: session.problems }).toEqual({
        shell,
        exitCode: 0,
        problems: [],
      });
      expect(loadedBy(session)).toMatchObject({
        plugins: [{ name: 'base' }, { name: 'app' }],
        mcp_servers: [{ name: 'echo', status: 'connected' }],
      });
      expect(session.requests[0]?.user.at(-1)?.trim()).toBe(AWKWARD);
      expect(session.hookFiles).toEqual({ awkward: AWKWARD });
    }
  });
});
