import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asp, program } from './support/asp';
import { clientEnvironment, clientSession, describeWithClient, loadedBy, printing } from './support/client';
import { commitRegistry, spaceToml, writeFiles } from './support/git';
import { pathWithGitAlone, scratch } from './support/places';
import { newPlace, publish, succeed, writeTargets } from './support/project';

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

describe('what asp run --dry-run prints', () => {
  it('is of a bundle that a dry run in another directory leaves as it is', async () => {
    const place = newPlace();
    const servers = { facts: { command: 'node', args: ['${CLAUDE_PROJECT_DIR}/facts.mjs'] } };
    publish(place, { base: { 'mcp/mcp.json': JSON.stringify({ mcpServers: servers }) } });
    const mcpIn = async (directory: string): Promise<string> => {
      mkdirSync(join(place.root, directory), { recursive: true });
      const args = ['run', 'space:base@^1', '--dry-run', '--json', '--registry', place.registry];
      const { stdout } = await succeed({ ...place, project: join(place.root, directory) }, args);
      return (JSON.parse(stdout) as { mcp: string }).mcp;
    };
    const [one, two] = [await mcpIn('one'), await mcpIn('two')];
    expect(readFileSync(one, 'utf8')).toContain(join(place.root, 'one/facts.mjs'));
    expect(readFileSync(two, 'utf8')).toContain(join(place.root, 'two/facts.mjs'));
    expect(await mcpIn('one')).toBe(one);
  });

  it('starts, from elsewhere, in the project and with the client of the project', async () => {
    const place = newPlace();
    publish(place, { base: {} });
    writeTargets(place, { web: ['space:base@^1'] });
    writeFiles(place.project, { 'node_modules/.bin/claude': { executable: '#!/bin/sh\npwd\n' } });
    const elsewhere = { ...place, project: place.root };
    const env = { ASP_CLAUDE_PATH: '', PATH: pathWithGitAlone() };
    const args = ['run', 'web', '--dry-run', '--registry', place.registry];

    const fromThere = (await succeed(elsewhere, [...args, '--project', 'project'], env)).stdout.trimEnd();
    const { stdout } = await program('sh', ['-c', `${fromThere}; pwd`], { cwd: '/' });
    expect(stdout).toBe(`${place.project}\n/\n`);

    const fromHere = (await succeed(place, args, env)).stdout.trimEnd();
    expect(fromThere).toContain(` && ${fromHere})`);
  });
});
