import { join } from 'node:path';
import { spaceToml } from './support/git';
import { scratch } from './support/places';
import { targetsToml } from './support/project';
import { QUIET } from './support/nx-workspace';
import { nodeProgram } from './support/stand-in-client';
import { createTaskWorkspace, type TaskWorkspace } from './support/task-workspace';
import { describeWithTerminal, openTerminal, type Terminal } from './support/terminal';

const FILES = {
  'spaces/tool/space.toml': spaceToml('tool'),
  'spaces/tool/skills/tool/SKILL.md': '---\nname: tool\ndescription: d\n---\nGo\n',
  'apps/web/asp-targets.toml': targetsToml({ web: ['space:tool@dev'] }),
  'apps/web/project.json': JSON.stringify({
    name: 'web',
    targets: {
      session: {
        executor: 'nx:run-commands',
        options: { command: 'echo after the session' },
        dependsOn: ['asp-run'],
      },
    },
  }),
};

describeWithTerminal('asp-run in a terminal', () => {
  let workspace: TaskWorkspace;
  let client: string;

  beforeAll(() => {
    workspace = createTaskWorkspace(FILES);
    client = nodeProgram(join(scratch(), 'claude'), 'terminal-client.cjs');
  });

  const open = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Terminal> =>
    openTerminal([process.execPath, join(workspace.root, 'node_modules/nx/dist/bin/nx.js'), ...args], {
      cwd: workspace.root,
      env: { ...QUIET, ...workspace.env, ASP_CLAUDE_PATH: client, ...env },
      columns: 101,
      rows: 37,
    });

  /** The client has this very terminal, at all three ends. */
  async function expectOwnTerminal({ device, see }: Terminal): Promise<void> {
    const [, seen] = await see(/client: terminals (.*)\r\n/);
    expect(seen).toBe(`${device},${device},${device} 101x37`);
  }

  it('gives the client the terminal of the user, with its size, its keys and its resizes', async () => {
    const terminal = await open(['run', 'web:asp-run'], { CLIENT_RAW: '1' });
    await expectOwnTerminal(terminal);
    terminal.resize(120, 40);
    await terminal.see(/client: resized to 120x40/);
    terminal.type('a\x1b[A');
    await terminal.see(/client: key "a"\r\nclient: key "\\u001b"\r\nclient: key "\["\r\nclient: key "A"/);
    // To a program that asks for keys, Ctrl-C is one.
    terminal.type('\x03b');
    await terminal.see(/client: key "\\u0003"\r\nclient: key "b"/);
    terminal.type('q');
    expect(await terminal.ended).toEqual({ exitCode: 0, leftovers: [] });
    expect(terminal.shown()).not.toContain('got SIG');
    expect(terminal.shown()).toContain('Successfully ran target asp-run for project web');
  });

  it('lets a client that is asked something at the same time talk', async () => {
    const terminal = await open(['run', 'web:asp-run', '--prompt=hi'], { CLIENT_RAW: '1' });
    const [, args = ''] = await terminal.see(/client: arguments (.*)\r\n/);
    expect(JSON.parse(args)).not.toContain('-p');
    await expectOwnTerminal(terminal);
    terminal.type('q');
    expect((await terminal.ended).exitCode).toBe(0);
  });

  it('leaves it to the client what a Ctrl-C means', async () => {
    const terminal = await open(['run', 'web:asp-run']);
    await expectOwnTerminal(terminal);
    terminal.type('\x03');
    await terminal.see(/client: got SIGINT/);
    terminal.type('here\n');
    await terminal.see(/client: key "h"/);
    terminal.type('q\n');
    // Nx has seen the Ctrl-C as well, waited, and calls the run interrupted however the client ended.
    expect(await terminal.ended).toEqual({ exitCode: 130, leftovers: [] });
    expect(terminal.shown().match(/client: got SIG\w+/g)).toEqual(['client: got SIGINT']);
  });

  it.each([
    ['exits with 7', 'q', { CLIENT_EXIT: '7' }, 'Claude Code ended with exit code 7.'],
    ['is killed', 'k', {}, 'Claude Code ended with exit code 137.'],
  ])('ends with exit code 1 where the client %s, and says it', async (_, key, env, message) => {
    const terminal = await open(['run', 'web:asp-run'], { CLIENT_RAW: '1', ...env });
    await expectOwnTerminal(terminal);
    terminal.type(key);
    expect(await terminal.ended).toEqual({ exitCode: 1, leftovers: [] });
    expect(terminal.shown()).toContain(message);
  });

  it('ends the client, in its own way, where nx is ended', async () => {
    const terminal = await open(['run', 'web:asp-run'], { CLIENT_RAW: '1' });
    await expectOwnTerminal(terminal);
    terminal.signal('SIGTERM');
    await terminal.see(/client: got SIGTERM/);
    terminal.type('q');
    expect(await terminal.ended).toEqual({ exitCode: 130, leftovers: [] });
  });

  it('says that nobody could talk to it where Nx runs it for another task', async () => {
    const terminal = await open(['run', 'web:session']);
    const { exitCode, leftovers } = await terminal.ended;
    expect(exitCode).not.toBe(0);
    expect(leftovers).toEqual([]);
    expect(terminal.shown()).toContain(
      'web:asp-run runs because another task needs it, and there Nx passes no keys on.',
    );
    expect(terminal.shown()).toContain('→ Start it by itself with nx run web:asp-run');
    expect(terminal.shown()).not.toMatch(/client:|after the session/);
  });

  it('has the terminal of the user there too, for who says so', async () => {
    const env = { CLIENT_RAW: '1', NX_NATIVE_COMMAND_RUNNER: 'false' };
    const terminal = await open(['run', 'web:session'], env);
    await expectOwnTerminal(terminal);
    terminal.resize(120, 40);
    await terminal.see(/client: resized to 120x40/);
    terminal.type('q');
    expect(await terminal.ended).toEqual({ exitCode: 0, leftovers: [] });
  });

  it('begins nothing that needs the session where it failed', async () => {
    const env = { CLIENT_RAW: '1', CLIENT_EXIT: '3', NX_NATIVE_COMMAND_RUNNER: 'false' };
    const terminal = await open(['run', 'web:session'], env);
    await terminal.see(/client: terminals/);
    terminal.type('q');
    const { exitCode, leftovers } = await terminal.ended;
    expect(exitCode).not.toBe(0);
    expect(leftovers).toEqual([]);
    expect(terminal.shown()).not.toContain('after the session');
  });

  it('is the same with a daemon, and with plugins in processes of their own', async () => {
    const daemon = { NX_DAEMON: 'true', NX_ISOLATE_PLUGINS: 'true' };
    try {
      const terminal = await open(['run', 'web:asp-run'], { CLIENT_RAW: '1', ...daemon });
      await expectOwnTerminal(terminal);
      terminal.resize(120, 40);
      await terminal.see(/client: resized to 120x40/);
      terminal.type('q');
      expect((await terminal.ended).exitCode).toBe(0);
    } finally {
      await workspace.run(['daemon', '--stop'], daemon);
    }
  });
});
