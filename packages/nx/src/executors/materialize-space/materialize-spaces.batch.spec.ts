import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskGraph } from '@nx/devkit';
import { executorContext } from '../../testing/executor-context';
import { gitWorkspace, spaceToml } from '../../testing/git-workspace';
import materializeSpaces from './materialize-spaces.batch';

const TARGET = 'asp-materialize';
const taskOf = (id: string): string => `${id}:${TARGET}`;

type Result = (ReturnType<typeof materializeSpaces> extends AsyncGenerator<infer Each>
  ? Each
  : never)['result'];

interface Given {
  /** The `space.toml` by id, where it is to be another. */
  readonly manifests?: Readonly<Record<string, string>>;
  /** The id of a space that Nx has no options of. */
  readonly forgotten?: string;
  /** Where the outputs go. */
  readonly parent?: string;
}

describe('the batch of materialize-space', () => {
  const workspace = gitWorkspace({ 'apps/web/package.json': '{}' });

  /** Runs the tasks of spaces that need others, in the order in which they are named. */
  const run = async (
    needs: Readonly<Record<string, readonly string[]>>,
    { manifests = {}, forgotten, parent = 'dist/asp' }: Given = {},
  ): Promise<readonly (readonly [id: string, result: Result])[]> => {
    const ids = Object.keys(needs);
    for (const id of ids) workspace.write({ [`spaces/${id}/space.toml`]: manifests[id] ?? spaceToml(id) });
    const graph: TaskGraph = {
      roots: [],
      continuousDependencies: {},
      dependencies: Object.fromEntries(ids.map((id) => [taskOf(id), (needs[id] ?? []).map(taskOf)])),
      tasks: Object.fromEntries(
        ids.map((id) => [
          taskOf(id),
          {
            id: taskOf(id),
            target: { project: id, target: TARGET },
            overrides: {},
            outputs: [],
            parallelism: true,
          },
        ]),
      ),
    };
    const options = Object.fromEntries(
      ids.filter((id) => id !== forgotten).map((id) => [taskOf(id), { output: `${parent}/${id}` }]),
    );
    const context = executorContext(
      workspace.root,
      Object.fromEntries(ids.map((id) => [id, `spaces/${id}`])),
    );
    const results: (readonly [string, Result])[] = [];
    for await (const { task, result } of materializeSpaces(graph, options, {}, context))
      results.push([task.replace(`:${TARGET}`, ''), result]);
    return results;
  };

  const isMade = (id: string): boolean => existsSync(join(workspace.root, 'dist/asp', id));
  const done = (id: string): object => ({
    success: true,
    status: 'success',
    terminalOutput: `✔ ${id} 1.0.0  dist/asp/${id}\n`,
  });

  it('makes what is needed before what needs it, and each once', async () => {
    const results = await run({ top: ['left', 'right'], left: ['base'], right: ['base'], base: [] });
    expect(results.map(([id]) => id)).toEqual(['base', 'right', 'left', 'top']);
    for (const [id, result] of results) expect(result).toMatchObject(done(id));
  });

  it('takes what is needed and not in the batch for done', async () => {
    const results = await run({ lonely: ['elsewhere'] });
    expect(results).toMatchObject([['lonely', done('lonely')]]);
  });

  it('skips what needs a space that fails, at any distance, and makes the others', async () => {
    const results = await run(
      { far: ['near'], near: ['faulty', 'fine'], faulty: [], fine: [], apart: ['fine'] },
      { manifests: { faulty: 'schema = 1\nid = "faulty"\nversion = "one\u001b[31m"\n' } },
    );
    const by = Object.fromEntries(results);
    expect(Object.keys(by).sort()).toEqual(['apart', 'far', 'faulty', 'fine', 'near']);
    expect(by['fine']).toMatchObject(done('fine'));
    expect(by['apart']).toMatchObject(done('apart'));
    expect(by['near']).toEqual({
      success: false,
      status: 'skipped',
      terminalOutput: `Not begun, because ${taskOf('faulty')} failed.\n`,
    });
    expect(by['far']).toMatchObject({
      status: 'skipped',
      terminalOutput: `Not begun, because ${taskOf('near')} failed.\n`,
    });
    expect(['far', 'near', 'faulty'].map(isMade)).toEqual([false, false, false]);
    expect(by['faulty']).toMatchObject({ success: false, status: 'failure' });
    expect(by['faulty']?.terminalOutput).toMatch(
      /^CONFIG_PARSE_ERROR [^\n]*\n {2}[^\n]*spaces\/faulty\/space\.toml:3:15\n {2}→ [^\n]*\n$/,
    );
  });

  it('tells of each what is wrong with it alone', async () => {
    const results = await run(
      { one: [], two: [] },
      { manifests: { one: spaceToml('other'), two: spaceToml('two', 'not a version') } },
    );
    const [one, two] = results.map(([, result]) => result.terminalOutput);
    expect(one).toContain('spaces/one/space.toml:2:');
    expect(one).not.toContain('two');
    expect(two).toContain('spaces/two/space.toml:3:');
    expect(two).not.toContain('one/');
  });

  it('says when each began and ended', async () => {
    expect(await run({ timed: [] })).toEqual([
      [
        'timed',
        { ...done('timed'), startTime: expect.any(Number) as number, endTime: expect.any(Number) as number },
      ],
    ]);
  });

  it('shows what a terminal would obey', async () => {
    const [[, result] = []] = await run({ painted: [] }, { parent: 'dist/\u001b[31m' });
    expect(result?.terminalOutput).toBe('✔ painted 1.0.0  dist/\\u001b[31m/painted\n');
  });

  it('ends where the spaces need each other in a circle', async () => {
    const results = await run({ hen: ['egg'], egg: ['hen'] });
    expect(results.map(([id]) => id)).toEqual(['egg', 'hen']);
    for (const [id, result] of results) expect(result).toMatchObject(done(id));
  });

  it('begins nothing that Nx gave no options for', async () => {
    expect(await run({ unasked: [] }, { forgotten: 'unasked' })).toEqual([
      ['unasked', { success: false, status: 'skipped', terminalOutput: '' }],
    ]);
    expect(isMade('unasked')).toBe(false);
  });
});
