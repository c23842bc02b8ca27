import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { executorContext } from '../../testing/executor-context';
import { gitWorkspace, spaceToml } from '../../testing/git-workspace';
import { captureTold } from '../../testing/told';
import materializeSpaceExecutor from './materialize-space.impl';

const workspace = gitWorkspace({
  'spaces/web/space.toml': spaceToml('web'),
  'spaces/web/bin/tool': '#!/bin/sh\n',
  'spaces/bare/space.toml': 'schema = 1\nid = "bare"\n',
  'spaces/broken/space.toml': spaceToml('other'),
});

const materialize = (id: string, output = `dist/asp/${id}`): Promise<{ success: boolean }> =>
  materializeSpaceExecutor(
    { output, materializer: 1 },
    executorContext(workspace.root, { [`asp-${id}`]: `spaces/${id}` }),
  );

describe('the executor materialize-space', () => {
  const told = captureTold();

  it('makes the plugin directory where its option says, and the second time finds it there', async () => {
    expect(await materialize('web', 'build/plugins/web')).toEqual({ success: true });
    const tool = join(workspace.root, 'build/plugins/web/bin/tool');
    expect(statSync(tool).mode & 0o777).toBe(0o755);
    expect(await materialize('web', 'build/plugins/web')).toEqual({ success: true });
    expect(told()).toEqual(['✔ web 1.0.0  build/plugins/web', '= web 1.0.0  build/plugins/web']);
    expect(readdirSync(workspace.root).includes('dist')).toBe(false);
    expect(existsSync(workspace.home)).toBe(false);
  });

  it('names no version where the space has none', async () => {
    expect(await materialize('bare')).toEqual({ success: true });
    expect(told()).toEqual(['✔ bare  dist/asp/bare']);
  });

  it.each(['../outside', '/tmp/asp-outside', 'spaces/web/plug', 'spaces'])(
    'refuses to write to %s, and makes nothing',
    async (output) => {
      const before = readdirSync(workspace.root, { recursive: true });
      expect(await materialize('web', output)).toEqual({ success: false });
      expect(told()).toEqual([
        expect.stringMatching(`^CONFIG_ERROR The output "${output}" `),
        expect.stringMatching(/^ {2}→ /),
      ]);
      expect(readdirSync(workspace.root, { recursive: true })).toEqual(before);
      expect(existsSync(join(workspace.root, '../outside'))).toBe(false);
    },
  );

  it('refuses to write into another space', async () => {
    const context = executorContext(workspace.root, { web: 'spaces/web' });
    context.projectsConfigurations.projects['bare'] = { root: 'spaces/bare', tags: ['asp:space'] };
    const options = { output: 'spaces/bare/plug', materializer: 1 };
    expect(await materializeSpaceExecutor(options, context)).toEqual({ success: false });
    expect(told()[0]).toContain('would become part of the space spaces/bare');
    expect(existsSync(join(workspace.root, 'spaces/bare/plug'))).toBe(false);
  });

  it('tells what is wrong with a space, and makes nothing of it', async () => {
    expect(await materialize('broken')).toEqual({ success: false });
    expect(told()).toEqual([
      expect.stringMatching(/^CONFIG_VALIDATION_ERROR /),
      expect.stringMatching(/spaces\/broken\/space\.toml:2:\d+ \(\/id\)$/),
      expect.stringMatching(/^ {2}→ /),
    ]);
    expect(existsSync(join(workspace.root, 'dist/asp/broken'))).toBe(false);
  });
});
