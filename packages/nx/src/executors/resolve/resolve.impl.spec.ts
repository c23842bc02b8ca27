import { existsSync } from 'node:fs';
import {
  BASE_FILES,
  PROJECT,
  runTargetWorkspace,
  type RunTargetWorkspace,
} from '../../testing/run-target-workspace';
import { captureTold } from '../../testing/told';
import resolveExecutor from './resolve.impl';
import type { ResolveExecutorSchema } from './schema';

const resolve = (
  { context }: RunTargetWorkspace,
  options: Partial<ResolveExecutorSchema> = {},
): Promise<{ success: boolean }> =>
  resolveExecutor({ runTarget: 'both', registry: '.', ...options }, context);

const lockOf = (workspace: RunTargetWorkspace): string | undefined =>
  workspace.read(`${PROJECT}/asp-lock.json`);

interface Lock {
  readonly targets: Readonly<Record<string, unknown>>;
  readonly spaces: Readonly<Record<string, { readonly id: string; readonly plugin: { version: string } }>>;
}
const parsed = (workspace: RunTargetWorkspace): Lock => JSON.parse(lockOf(workspace) ?? '') as Lock;

const pinsOf = (workspace: RunTargetWorkspace): readonly string[] =>
  Object.values(parsed(workspace).spaces).map(({ id, plugin }) => `${id} ${plugin.version}`);

/** A version that nothing but `--update` moves to, and nothing in the lock says no to. */
const publishNewer = (workspace: RunTargetWorkspace): void => workspace.publish('base', BASE_FILES, '1.1.0');

describe('the executor resolve', () => {
  const told = captureTold();
  beforeEach(() => delete process.env['CI']);

  it('writes the lock of its Run Target and nothing else, and tells what is new', async () => {
    const workspace = runTargetWorkspace();
    workspace.commit();
    expect(await resolve(workspace)).toEqual({ success: true });
    expect(pinsOf(workspace)).toEqual(['base 1.0.0', 'app 1.0.0']);
    expect(Object.keys(parsed(workspace).targets)).toEqual(['both']);
    expect(told()).toEqual(['both', '  + new in the lock', `✔ both  2 spaces  ${PROJECT}/asp-lock.json`]);
    expect(workspace.git('status', '--porcelain')).toBe(`?? ${PROJECT}/asp-lock.json`);
    expect(existsSync(workspace.home)).toBe(false);
  });

  it('keeps the pins of the other Run Targets', async () => {
    const workspace = runTargetWorkspace();
    await resolve(workspace);
    const { targets } = parsed(workspace);
    publishNewer(workspace);
    expect(await resolve(workspace, { runTarget: 'one' })).toEqual({ success: true });
    const { one, ...others } = parsed(workspace).targets;
    expect(others).toEqual(targets);
    expect(one).toMatchObject({ compose: ['space:base@^1'] });
  });

  it('has nothing to do the second time, and says so', async () => {
    const workspace = runTargetWorkspace();
    await resolve(workspace);
    await resolve(workspace, { runTarget: 'one' });
    const text = lockOf(workspace);
    publishNewer(workspace);
    const before = told().length;
    expect(await resolve(workspace)).toEqual({ success: true });
    expect(await resolve(workspace, { runTarget: 'one' })).toEqual({ success: true });
    expect(told().slice(before)).toEqual([
      `= both  2 spaces  ${PROJECT}/asp-lock.json`,
      `= one  1 space  ${PROJECT}/asp-lock.json`,
    ]);
    expect(lockOf(workspace)).toBe(text);
  });

  it('moves the pins when it is asked to', async () => {
    const workspace = runTargetWorkspace();
    await resolve(workspace);
    publishNewer(workspace);
    const before = told().length;
    expect(await resolve(workspace, { update: true })).toEqual({ success: true });
    expect(pinsOf(workspace)).toEqual(['base 1.1.0', 'app 1.0.0']);
    expect(told().slice(before)).toEqual([
      'both',
      expect.stringMatching(/^ {2}~ base 1\.0\.0 \(@\^1, [0-9a-f]{12}\) → 1\.1\.0 \(@\^1, [0-9a-f]{12}\)$/),
      `✔ both  2 spaces  ${PROJECT}/asp-lock.json`,
    ]);
  });

  it('tells what lint says of the composition', async () => {
    const workspace = runTargetWorkspace();
    workspace.publish('other', {
      'space.toml': 'schema = 1\nid = "other"\nversion = "1.0.0"\n[plugin]\nname = "base"\n',
    });
    workspace.targets({ both: ['space:base@^1', 'space:other@^1'] });
    expect(await resolve(workspace)).toEqual({ success: true });
    expect(told()).toContainEqual('W205: Plugin name collision: base');
  });

  describe('changes no lock that is there', () => {
    const drift = [
      'asp-lock.json is not what asp-targets.toml asks for, and here it is not changed:',
      'both',
      '  ~ compose: - space:app@^1',
      expect.stringMatching(/^ {2}- app 1\.0\.0 /),
      '  → Run nx sync and commit asp-lock.json; --frozen=false writes it here.',
    ];
    const drifted = async (): Promise<RunTargetWorkspace> => {
      const workspace = runTargetWorkspace();
      await resolve(workspace);
      workspace.targets({ both: ['space:base@^1'] });
      return workspace;
    };

    it.each(['true', '1'])('in CI (CI=%s), and fails where it would have to', async (value) => {
      const workspace = await drifted();
      const text = lockOf(workspace);
      process.env['CI'] = value;
      const before = told().length;
      expect(await resolve(workspace)).toEqual({ success: false });
      expect(lockOf(workspace)).toBe(text);
      expect(told().slice(before)).toEqual(drift);
    });

    it('where it is told so', async () => {
      const workspace = await drifted();
      const text = lockOf(workspace);
      expect(await resolve(workspace, { frozen: true })).toEqual({ success: false });
      expect(lockOf(workspace)).toBe(text);
    });

    it.each<readonly [string, string | undefined, Partial<ResolveExecutorSchema>]>([
      ['outside of CI', undefined, {}],
      ['where CI is only said not to be', 'false', {}],
      ['where CI is nothing', '', {}],
      ['in CI where it is told to write', 'true', { frozen: false }],
      ['in CI where it is told to update', 'true', { update: true }],
    ])('but does %s', async (_, value, options) => {
      const workspace = await drifted();
      if (value !== undefined) process.env['CI'] = value;
      expect(await resolve(workspace, options)).toEqual({ success: true });
      expect(pinsOf(workspace)).toEqual(['base 1.0.0']);
    });

    it('and is content in CI with one that is current', async () => {
      const workspace = runTargetWorkspace();
      await resolve(workspace);
      publishNewer(workspace);
      process.env['CI'] = 'true';
      expect(await resolve(workspace)).toEqual({ success: true });
    });

    it('while in CI it writes the first one', async () => {
      const workspace = runTargetWorkspace();
      process.env['CI'] = 'true';
      expect(await resolve(workspace)).toEqual({ success: true });
      expect(pinsOf(workspace)).toHaveLength(2);
    });
  });

  it.each<readonly [string, (workspace: RunTargetWorkspace) => void, readonly unknown[]]>([
    [
      'a version that there is not',
      (workspace) => workspace.targets({ both: ['space:base@^1', 'space:app@^9'] }),
      [
        expect.stringMatching(/^SELECTOR_RESOLUTION_ERROR .*app.*\^9/),
        expect.stringMatching(/asp-targets\.toml:4:28 \(\/targets\/both\/compose\/1\)$/),
        expect.stringMatching(/^ {2}→ .*1\.0\.0/),
      ],
    ],
    [
      'a manifest that is no TOML',
      (workspace) => workspace.write({ [`${PROJECT}/asp-targets.toml`]: 'schema = 1\n[targets\n' }),
      [
        expect.stringMatching(/^CONFIG_PARSE_ERROR /),
        expect.stringMatching(/^ {2}.*asp-targets\.toml:2:\d+$/),
        expect.stringMatching(/^ {2}→ Correct the text there/),
      ],
    ],
    [
      'a Run Target that there is not',
      (workspace) => workspace.targets({ bots: ['space:base@^1'] }),
      [
        expect.stringMatching(/^CONFIG_ERROR .*"both"/),
        expect.stringMatching(/asp-targets\.toml/),
        '  → Did you mean "bots"?',
      ],
    ],
  ])('tells what is wrong, where, and what to do, and throws nothing: %s', async (_, spoil, expected) => {
    const workspace = runTargetWorkspace();
    await resolve(workspace);
    const text = lockOf(workspace);
    spoil(workspace);
    const before = told().length;
    expect(await resolve(workspace)).toEqual({ success: false });
    expect(told().slice(before)).toEqual(expected);
    expect(lockOf(workspace)).toBe(text);
  });
});
