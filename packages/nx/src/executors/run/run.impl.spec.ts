import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphOf } from '../../testing/hashing';
import { PROJECT, runTargetWorkspace, type RunTargetWorkspace } from '../../testing/run-target-workspace';
import { standInClient, type StandInClient } from '../../testing/stand-in-client';
import { captureTold } from '../../testing/told';
import runExecutor from './run.impl';
import type { RunExecutorSchema } from './schema';

const run = (
  { context }: RunTargetWorkspace,
  options: RunExecutorSchema = {},
): Promise<{ success: boolean }> => runExecutor({ registry: '.', ...options }, context);

const BASE = ['space:base@^1'];

describe('the executor run', () => {
  const told = captureTold();
  const terminal = [process.stdin.isTTY, process.stdout.isTTY];
  const pretendTerminal = (stdin: boolean, stdout = stdin): void => {
    Object.defineProperty(process.stdin, 'isTTY', { value: stdin, configurable: true });
    Object.defineProperty(process.stdout, 'isTTY', { value: stdout, configurable: true });
  };
  let workspace: RunTargetWorkspace;
  let client: StandInClient;
  beforeEach(() => {
    pretendTerminal(false);
    delete process.env['NX_NATIVE_COMMAND_RUNNER'];
    workspace = runTargetWorkspace();
    client = standInClient(workspace);
  });
  afterAll(() => pretendTerminal(...(terminal as [boolean, boolean])));

  const composed = (): readonly string[] =>
    ['both', 'one', 'shop', 'default'].filter((name) => existsSync(workspace.at(`asp_modules/${name}`)));

  it('composes the Run Target and starts the client in the project with it', async () => {
    expect(await run(workspace, { runTarget: 'both' })).toEqual({ success: true });
    const seen = client.seen();
    expect(seen?.cwd).toBe(workspace.at('.'));
    expect(seen?.args).toEqual([
      '--plugin-dir',
      workspace.at('asp_modules/both/plugins/000-base'),
      '--plugin-dir',
      workspace.at('asp_modules/both/plugins/001-app'),
      '--mcp-config',
      workspace.at('asp_modules/both/mcp.json'),
      '--setting-sources',
      '',
      '--settings',
      workspace.at('asp_modules/both/settings.json'),
    ]);
    // It has to write the lock for that, and says so.
    expect(told()).toEqual(['both', '  + new in the lock']);
  });

  it.each<readonly [string, Readonly<Record<string, readonly string[]>>, string]>([
    ['the one that is called like the project', { default: BASE, shop: BASE }, 'shop'],
    ['the default', { one: BASE, default: BASE }, 'default'],
    ['the only one', { one: BASE }, 'one'],
  ])('takes without a name %s', async (_, compose, chosen) => {
    workspace.targets(compose);
    expect(await run(workspace)).toEqual({ success: true });
    expect(composed()).toEqual([chosen]);
  });

  it('lists the Run Targets where that leaves a choice', async () => {
    expect(await run(workspace)).toEqual({ success: false });
    expect(told()).toEqual([
      expect.stringMatching(/^CONFIG_ERROR .*asp-targets\.toml has 2 targets and none was named\.$/),
      `  ${workspace.at('asp-targets.toml')}`,
      '  → Name one of both, one.',
    ]);
    expect(client.seen()).toBeUndefined();
    expect(composed()).toEqual([]);
  });

  describe('where a configuration was asked for that is none,', () => {
    const node = (name: string) => ({ name, type: 'app' as const, data: { root: name } });
    const asking = (asked: object, context: object = {}): RunTargetWorkspace => {
      process.env['ASP_ASKED_RUN'] = JSON.stringify(asked);
      const own = {
        targetName: 'asp-run',
        target: { configurations: { one: {} } },
        projectGraph: { nodes: { shop: node('shop'), other: node('other') }, dependencies: {} },
      };
      return { ...workspace, context: { ...workspace.context, ...own, ...context } };
    };
    afterEach(() => delete process.env['ASP_ASKED_RUN']);

    it('starts nothing, and says what may be meant', async () => {
      const asked = { project: 'shop', target: 'asp-run', configuration: 'oen' };
      expect(await run(asking(asked), { runTarget: 'both' })).toEqual({ success: false });
      expect(told()[0]).toMatch(/^CONFIG_ERROR .* has no target "oen"\.$/);
      expect(told().at(-1)).toBe('  → Did you mean "one"?');
      expect(client.seen()).toBeUndefined();
    });

    it.each([
      { project: 'sh*', configuration: 'oen' },
      { target: 'asp-run', configuration: 'oen' },
    ])('starts nothing either where the project is not named in full: %j', async (asked) => {
      expect(await run(asking(asked), { runTarget: 'both' })).toEqual({ success: false });
      expect(client.seen()).toBeUndefined();
    });

    it.each([
      { project: 'other', target: 'asp-run', configuration: 'oen' },
      { project: 'shop', target: 'asp-run--one', configuration: 'oen' },
      { project: 'shop', target: 'asp-run' },
    ])('starts what was asked for of another task: %j', async (asked) => {
      expect(await run(asking(asked), { runTarget: 'one' })).toEqual({ success: true });
      expect(composed()).toEqual(['one']);
    });

    it('starts what was asked for where it is one', async () => {
      const asked = { project: 'shop', target: 'asp-run', configuration: 'one' };
      const at = asking(asked, { configurationName: 'one' });
      expect(await run(at, { runTarget: 'one' })).toEqual({ success: true });
    });

    it('starts nothing of a task that is for one Run Target', async () => {
      const asked = { project: 'shop', target: 'asp-run--both', configuration: 'one' };
      const at = asking(asked, { targetName: 'asp-run--both', target: {} });
      expect(await run(at, { runTarget: 'both' })).toEqual({ success: false });
      expect(told()[0]).toBe('CONFIG_ERROR shop:asp-run--both has no configuration "one".');
      expect(client.seen()).toBeUndefined();
    });
  });

  it.each<readonly [string, string | number | readonly string[], readonly string[]]>([
    ['one text, as a shell reads words', '--model "a b" --verbose', ['--model', 'a b', '--verbose']],
    ['one with quotes in quotes', '--x "say \\"hi\\" now"', ['--x', 'say "hi" now']],
    ['a number', 5, ['5']],
    ['a list, as it is', ['--model', 'a "b"  c'], ['--model', 'a "b"  c']],
  ])('passes on arguments from %s', async (_, extraArgs, expected) => {
    expect(await run(workspace, { runTarget: 'one', extraArgs })).toEqual({ success: true });
    const args = client.seen()?.args ?? [];
    expect(args.slice(args.indexOf('--settings') + 2)).toEqual(expected);
  });

  it('refuses arguments with an open quote, before it does anything', async () => {
    const before = workspace.state();
    expect(await run(workspace, { runTarget: 'one', extraArgs: '--model "opus' })).toEqual({
      success: false,
    });
    expect(told()[0]).toBe('CONFIG_ERROR --extraArgs ends within quotes or after a backslash: --model "opus');
    expect(client.seen()).toBeUndefined();
    expect(workspace.state()).toBe(before);
  });

  it('takes a prompt that Nx has read as a number', async () => {
    expect(await run(workspace, { runTarget: 'one', prompt: 123 })).toEqual({ success: true });
    expect(client.seen()?.args.slice(-2)).toEqual(['--', '123']);
  });

  describe('in CI', () => {
    beforeEach(() => {
      process.env['CI'] = 'true';
    });
    afterEach(() => delete process.env['CI']);

    it('changes no lock that is there, and starts nothing that it does not pin', async () => {
      await run(workspace, { runTarget: 'one', dryRun: true });
      workspace.targets({ one: ['space:base@^1', 'space:app@^1'] });
      const before = workspace.state();
      expect(await run(workspace, { runTarget: 'one' })).toEqual({ success: false });
      expect(told().at(-3)).toBe('RESOLUTION_ERROR The lock is not what target "one" asks for now.');
      expect(client.seen()).toBeUndefined();
      expect(workspace.state()).toBe(before);
    });

    it('starts what the lock pins', async () => {
      await run(workspace, { runTarget: 'one', dryRun: true });
      expect(await run(workspace, { runTarget: 'one' })).toEqual({ success: true });
      expect(client.seen()).toBeDefined();
    });
  });

  it.each<readonly [RunExecutorSchema['inherit'], string | undefined]>([
    [undefined, ''],
    ['project, user', 'project,user'],
    [['local', 'project'], 'project,local'],
    [['all'], undefined],
  ])('lets in the settings that are asked for: %j', async (inherit, sources) => {
    const options = inherit === undefined ? {} : { inherit };
    expect(await run(workspace, { runTarget: 'one', ...options })).toEqual({ success: true });
    const args = client.seen()?.args ?? [];
    const [flag, given] = args.slice(args.indexOf('--setting-sources'));
    expect(args.includes('--setting-sources') ? [flag, given] : []).toEqual(
      sources === undefined ? [] : ['--setting-sources', sources],
    );
  });

  it('refuses a word that names no settings, before it does anything', async () => {
    const before = workspace.state();
    expect(await run(workspace, { runTarget: 'one', inherit: 'project,users' })).toEqual({ success: false });
    expect(told()).toEqual([
      'CONFIG_ERROR --inherit="users" names no settings of Claude Code.',
      expect.stringMatching(/^ {2}→ Write all, or any of project, user, local/),
    ]);
    expect(client.seen()).toBeUndefined();
    expect(workspace.state()).toBe(before);
  });

  it('prints the command in a dry run, to be pasted where the user stands, and starts nothing', async () => {
    expect(await run(workspace, { runTarget: 'one', dryRun: true, prompt: "it's\non" })).toEqual({
      success: true,
    });
    const command = told().slice(-2).join('\n');
    expect(client.seen()).toBeUndefined();
    const pasted = (text: string, cwd: string): ReturnType<StandInClient['seen']> => {
      execFileSync('sh', ['-c', text], { cwd });
      return client.seen();
    };
    const seen = pasted(command, workspace.root);
    expect(seen?.cwd).toBe(workspace.at('.'));
    expect(seen?.args.slice(0, 2)).toEqual([
      '--plugin-dir',
      workspace.at('asp_modules/one/plugins/000-base'),
    ]);
    expect(seen?.args.slice(-2)).toEqual(['--', "it's\non"]);

    const there = { ...workspace, context: { ...workspace.context, cwd: workspace.at('.') } };
    expect(await run(there, { runTarget: 'one', dryRun: true })).toEqual({ success: true });
    const inPlace = told().at(-1) ?? '';
    expect(inPlace).not.toMatch(/^\(cd /);
    expect(pasted(inPlace, workspace.at('.'))?.args[0]).toBe('--plugin-dir');
  });

  it('fails with the exit code of the client, and says it', async () => {
    process.env['CLIENT_EXIT'] = '7';
    try {
      expect(await run(workspace, { runTarget: 'one' })).toEqual({ success: false });
    } finally {
      delete process.env['CLIENT_EXIT'];
    }
    expect(client.seen()).toBeDefined();
    expect(told().at(-1)).toBe('Claude Code ended with exit code 7.');
  });

  it('puts right what was tampered with before it starts anything', async () => {
    await run(workspace, { runTarget: 'one', dryRun: true });
    const hook = 'one/plugins/000-base/hooks/stop.sh';
    const promised = readFileSync(workspace.at(`asp_modules/${hook}`), 'utf8');
    appendFileSync(workspace.at(`asp_modules/${hook}`), 'evil\n');
    expect(await run(workspace, { runTarget: 'one' })).toEqual({ success: true });
    expect(readFileSync(join(client.modules, hook), 'utf8')).toBe(promised);
    const plugin = workspace.at('asp_modules/one/plugins/000-base');
    expect(told()).toContain(`${plugin} was not what the lock promises, and is replaced.`);
  });

  it.each<readonly [string, RunExecutorSchema, readonly [boolean, boolean], boolean]>([
    ['talks with whoever is at the terminal', { prompt: 'hi' }, [true, true], true],
    ['answers a prompt and ends where nobody types', { prompt: 'hi' }, [false, true], false],
    ['answers a prompt and ends where nobody reads', { prompt: 'hi' }, [true, false], false],
    ['talks without a prompt', {}, [false, false], true],
    ['talks where it is told so', { prompt: 'hi', interactive: true }, [false, false], true],
    ['ends where it is told so', { prompt: 'hi', interactive: false }, [true, true], false],
  ])('%s: %j', async (_, options, isTerminal, talks) => {
    pretendTerminal(...isTerminal);
    expect(await run(workspace, { runTarget: 'one', ...options })).toEqual({ success: true });
    const args = client.seen()?.args ?? [];
    expect(args.includes('-p')).toBe(!talks);
    // A bare word would be taken for a command of the client's.
    const prompt = talks ? 'hi ' : 'hi';
    expect(args.slice(args.indexOf('--settings') + 2).filter((arg) => arg !== '-p')).toEqual(
      options.prompt === undefined ? [] : ['--', prompt],
    );
  });

  describe('as a task that another needs, into which Nx passes no keys,', () => {
    const needed = (): RunTargetWorkspace => ({
      ...workspace,
      context: {
        ...workspace.context,
        targetName: 'asp-run',
        configurationName: 'one',
        taskGraph: { ...graphOf(), dependencies: { 'shop:review': ['shop:asp-run:one'] } },
      },
    });
    beforeEach(() => pretendTerminal(true));

    it('does not wait for any', async () => {
      const before = workspace.state();
      for (const options of [{}, { prompt: 'hi', interactive: true }])
        expect(await run(needed(), { runTarget: 'one', ...options })).toEqual({ success: false });
      expect(told().slice(0, 2)).toEqual([
        'CONFIG_ERROR shop:asp-run:one runs because another task needs it, and there Nx passes no keys on.',
        expect.stringMatching(/^ {2}→ .*nx run shop:asp-run:one,.*NX_NATIVE_COMMAND_RUNNER=false/),
      ]);
      expect(client.seen()).toBeUndefined();
      expect(workspace.state()).toBe(before);
    });

    it('answers a prompt and ends', async () => {
      expect(await run(needed(), { runTarget: 'one', prompt: 'hi' })).toEqual({ success: true });
      expect(client.seen()?.args).toContain('-p');
    });

    it('prints its command all the same', async () => {
      expect(await run(needed(), { runTarget: 'one', dryRun: true })).toEqual({ success: true });
    });

    it('talks where Nx is told to leave the terminal as it is', async () => {
      process.env['NX_NATIVE_COMMAND_RUNNER'] = 'false';
      expect(await run(needed(), { runTarget: 'one', prompt: 'hi' })).toEqual({ success: true });
      expect(client.seen()?.args).not.toContain('-p');
    });
  });

  it('merges settings of the user over the composed ones', async () => {
    const settings = '{"model":"opus"}';
    expect(await run(workspace, { runTarget: 'one', settings })).toEqual({ success: true });
    const args = client.seen()?.args ?? [];
    const given = JSON.parse(args[args.indexOf('--settings') + 1] ?? '') as object;
    const own = JSON.parse(readFileSync(workspace.at('asp_modules/one/settings.json'), 'utf8')) as object;
    expect(given).toEqual({ ...own, model: 'opus' });
  });

  it('starts nothing that would lose hooks, unless it is forced to', async () => {
    workspace.publish('other', {
      'space.toml': 'schema = 1\nid = "other"\nversion = "1.0.0"\n[plugin]\nname = "base"\n',
    });
    workspace.targets({ one: ['space:base@^1', 'space:other@^1'] });
    expect(await run(workspace, { runTarget: 'one' })).toEqual({ success: false });
    expect(told()).toContain('MATERIALIZATION_ERROR W205: Plugin name collision: base');
    expect(client.seen()).toBeUndefined();
    const before = told().length;
    expect(await run(workspace, { runTarget: 'one', force: true })).toEqual({ success: true });
    expect(client.seen()).toBeDefined();
    expect(told()[before]).toBe('W205: Plugin name collision: base');
  });

  it('writes nothing where there is no client', async () => {
    process.env['ASP_CLAUDE_PATH'] = join(client.modules, 'nothing');
    const before = workspace.state();
    expect(await run(workspace, { runTarget: 'one' })).toEqual({ success: false });
    expect(told()[0]).toMatch(/^CLAUDE_NOT_FOUND_ERROR /);
    expect(workspace.state()).toBe(before);
    expect(workspace.read(`${PROJECT}/asp-lock.json`)).toBeUndefined();
  });
});
