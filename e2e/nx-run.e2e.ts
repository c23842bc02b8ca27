import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { program, type Finished } from './support/asp';
import { spaceToml } from './support/git';
import { scratch } from './support/places';
import { targetsToml } from './support/project';
import { standInClient, type SeenByClient } from './support/stand-in-client';
import { createTaskWorkspace, said, type TaskWorkspace } from './support/task-workspace';

const skill = (name: string): string => `---\nname: ${name}\ndescription: d\n---\nGo\n`;

const FILES = {
  'spaces/build/space.toml': spaceToml('build'),
  'spaces/build/skills/build/SKILL.md': skill('build'),
  'spaces/look/space.toml': spaceToml('look'),
  'spaces/look/skills/look/SKILL.md': skill('look'),
  'apps/web/asp-targets.toml':
    targetsToml({ web: ['space:build@dev', 'space:look@dev'], review: ['space:look@dev'] }) +
    '\n[targets.review.claude]\npermission_mode = "plan"\n',
  'apps/many/asp-targets.toml': targetsToml({ one: ['space:build@dev'], two: ['space:look@dev'] }),
};

/** A client lies here that writes down what it was given. */
describe('asp-run', () => {
  const client = standInClient();
  let workspace: TaskWorkspace;
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> =>
    workspace.run(args, { ...client.env, ...env });

  /** What the client was given in a run that went well. */
  async function launched(...args: readonly string[]): Promise<SeenByClient> {
    const finished = await run(args);
    const seen = client.seen();
    if (finished.exitCode !== 0 || !seen)
      throw new Error(`exit code ${finished.exitCode}\n${said(finished)}`);
    return seen;
  }

  const pluginsIn = ({ plugins }: SeenByClient): readonly string[] =>
    plugins.map(({ path }) => path.slice(join(workspace.root, 'apps/').length));

  const WEB = ['web/asp_modules/web/plugins/000-build', 'web/asp_modules/web/plugins/001-look'];
  const REVIEW = ['web/asp_modules/review/plugins/000-look'];

  beforeAll(() => {
    workspace = createTaskWorkspace(FILES);
  });

  it('starts the client with the Run Target that is called like the project', async () => {
    const seen = await launched('run', 'web:asp-run', '--prompt=hi');
    expect(pluginsIn(seen)).toEqual(WEB);
    expect(seen.cwd).toBe(join(workspace.root, 'apps/web'));
    expect(seen.args.at(-1)).toBe('hi');
    expect(seen.args).toContain('-p');
  });

  it.each([
    [['run', 'web:asp-run:review']],
    [['asp-run', 'web', '--configuration=review']],
    [['run', 'web:asp-run--review']],
  ])('nx %j starts it with the one that is named', async (args) => {
    const seen = await launched(...args, '--prompt=hi');
    expect(pluginsIn(seen)).toEqual(REVIEW);
    expect(seen.settings.map((text) => JSON.parse(text) as object)).toEqual([
      expect.objectContaining({ permissions: expect.objectContaining({ defaultMode: 'plan' }) as object }),
    ]);
  });

  it('says which there are where none is meant', async () => {
    const finished = await run(['run', 'many:asp-run', '--prompt=hi']);
    expect(finished.exitCode).toBe(1);
    expect(said(finished)).toContain('has 2 targets and none was named');
    expect(said(finished)).toContain('→ Name one of one, two.');
    expect(client.seen()).toBeUndefined();
    expect(existsSync(join(workspace.root, 'apps/many/asp_modules'))).toBe(false);

    expect(pluginsIn(await launched('run', 'many:asp-run:two', '--prompt=hi'))).toEqual([
      'many/asp_modules/two/plugins/000-look',
    ]);
  });

  it.each([
    [['run', 'web:asp-run:nope']],
    [['asp-run', 'web', '--configuration=nope']],
    [['run', '--project=web', '--target=asp-run', '--configuration=nope']],
    [['run-many', '-t', 'asp-run', '--projects=web', '-c', 'nope']],
  ])('nx %j starts nothing in the place of what is not there', async (args) => {
    const finished = await run([...args, '--prompt=hi']);
    expect(finished.exitCode).toBe(1);
    expect(said(finished)).toContain('nope');
    expect(said(finished)).toMatch(/web, review/);
    expect(client.seen()).toBeUndefined();
  });

  it('starts nothing else of a task that is for one Run Target', async () => {
    const finished = await run(['run', 'web:asp-run--review', '-c', 'web', '--prompt=hi']);
    expect(finished.exitCode).toBe(1);
    expect(said(finished)).toContain('has no configuration "web"');
    expect(client.seen()).toBeUndefined();
  });

  it('takes no word of a prompt for a task, and nothing from an nx around it', async () => {
    const seen = await launched('run', 'web:asp-run', '--prompt', 'explain web:asp-run:review');
    expect(pluginsIn(seen)).toEqual(WEB);
    const asked = JSON.stringify({ project: 'web', target: 'asp-run', configuration: 'review' });
    const inner = await run(['run', 'web:asp-run', '--prompt=hi'], { ASP_ASKED_RUN: asked });
    expect(inner.exitCode).toBe(0);
    expect(pluginsIn(client.seen() as SeenByClient)).toEqual(WEB);
  });

  it('passes on more arguments, as a text that is read as a shell reads it or as a list', async () => {
    const asText = await launched(
      'run',
      'web:asp-run',
      '--prompt=hi',
      `--extraArgs=--add-dir "a b" --verbose`,
    );
    expect(asText.args.join('\n')).toContain('--add-dir\na b\n--verbose');
    const asList = await launched(
      'run',
      'web:asp-run',
      '--prompt=hi',
      '--extraArgs=--add-dir',
      '--extraArgs=a "b',
    );
    expect(asList.args.join('\n')).toContain('--add-dir\na "b');
  });

  it.each(['123', '007', '--version', '$(touch gone) "it\'s" \\ `x`\ntwo, three'])(
    'gives the client the prompt %j as it was written',
    async (prompt) => {
      const seen = await launched('run', 'web:asp-run', `--prompt=${prompt}`, '--interactive=false');
      expect(seen.args.at(-1)).toBe(prompt);
    },
  );

  it('fails with exit code 1 where the client fails, and says with which', async () => {
    const finished = await run(['run', 'web:asp-run', '--prompt=hi'], { CLIENT_EXIT: '7' });
    expect(client.seen()).toBeDefined();
    expect(finished.exitCode).toBe(1);
    expect(said(finished)).toContain('Claude Code ended with exit code 7.');
  });

  it('prints with --dryRun a command that starts the same, and starts nothing', async () => {
    const dry = await run(['run', 'web:asp-run:review', '--prompt=it\'s "me"', '--dryRun']);
    expect(dry.exitCode).toBe(0);
    expect(client.seen()).toBeUndefined();
    const command = dry.stdout.split('\n').find((line) => line.includes('--plugin-dir')) ?? '';
    const started = await program('sh', ['-c', command], { cwd: workspace.root, env: client.env });
    expect(started).toMatchObject({ exitCode: 0, stderr: '' });
    const pasted = client.seen();
    expect(pasted).toEqual(await launched('run', 'web:asp-run:review', '--prompt=it\'s "me"'));
  });

  it('says what is missing where there is no client', async () => {
    const finished = await workspace.run(['run', 'web:asp-run', '--prompt=hi'], {
      ASP_CLAUDE_PATH: join(scratch(), 'claude'),
    });
    expect(finished.exitCode).toBe(1);
    expect(said(finished)).toMatch(/CLAUDE_NOT_FOUND.*ASP_CLAUDE_PATH names .*which does not exist/);
  });
});
