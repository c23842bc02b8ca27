import { join } from 'node:path';
import { gitWorkspace, spaceToml } from '../../testing/git-workspace';
import { captureTold } from '../../testing/told';
import publishGenerator from './generator';

const command = '---\ndescription: Audit\n---\nAudit it.\n';
const workspace = gitWorkspace({
  'spaces/web/space.toml': spaceToml('web'),
  'spaces/web/commands/audit.md': command,
  'registry/dist-tags.json': '{}\n',
});

/** Everything that is not to change unless something is published. */
const state = (): string => workspace.git('for-each-ref') + workspace.git('status', '--porcelain');

describe('the generator publish', () => {
  const told = captureTold();

  it('tells a plan and leaves everything as it is, for a dry run ends there', async () => {
    const before = state();
    const tree = workspace.tree();
    await publishGenerator(tree, { distTag: ['stable'] });
    expect(told()).toEqual([
      'web 1.0.0 would be published.',
      '  + tag space/web/v1.0.0',
      '  + tag web--v1.0.0',
      '  + dist-tag stable: v1.0.0',
      '  ~ registry/dist-tags.json',
      '  + .claude-plugin/marketplace.json',
    ]);
    expect(tree.listChanges()).toEqual([]);
    expect(state()).toBe(before);
  });

  it('publishes in its callback', async () => {
    const callback = await publishGenerator(workspace.tree(), { space: 'web', distTag: ['stable'] });
    await callback();
    expect(told().at(-1)).toBe('web 1.0.0 is published.');
    expect(workspace.git('tag').split('\n')).toEqual(['space/web/v1.0.0', 'web--v1.0.0']);
    expect(JSON.parse(workspace.read('registry/dist-tags.json') ?? '')).toEqual({
      web: { stable: 'v1.0.0' },
    });
    expect(workspace.git('status', '--porcelain')).toBe('');
  });

  it('changes nothing the second time', async () => {
    const before = state();
    const callback = await publishGenerator(workspace.tree(), { distTag: ['stable'] });
    await callback();
    expect(told()).toEqual(['web 1.0.0 is published already, and nothing of it changes.']);
    expect(state()).toBe(before);
  });

  it('shows a refusal as everywhere else, before anything is done', async () => {
    const before = state();
    await expect(publishGenerator(workspace.tree(), { tag: 'v2.0.0' })).rejects.toThrow(
      /^CONFIG_ERROR "web" is version 1\.0\.0, not v2\.0\.0\.\n {2}.*space\.toml:3:11 .*\n {2}→ /,
    );
    workspace.write({ 'spaces/web/commands/audit.md': `${command}Thoroughly.\n` });
    await expect(publishGenerator(workspace.tree(), {})).rejects.toThrow(/^GIT_ERROR .*not committed/);
    workspace.write({ 'spaces/web/commands/audit.md': command });
    expect(state()).toBe(before);
  });

  it('pushes on request, and tells what', async () => {
    const remote = join(workspace.root, '../remote.git');
    workspace.git('init', '--quiet', '--bare', remote);
    workspace.git('remote', 'add', 'origin', remote);
    const callback = await publishGenerator(workspace.tree(), { push: true });
    await callback();
    expect(told().at(-1)).toMatch(/^ {2}pushed to origin: refs\/heads\/main, .*space\/web\/v1\.0\.0/);
    expect(workspace.git('ls-remote', '--tags', remote)).toContain('refs/tags/space/web/v1.0.0');
    workspace.git('remote', 'remove', 'origin');
  });

  it('leaves stock clients alone on request', async () => {
    workspace.commit({ 'spaces/web/space.toml': spaceToml('web', '1.1.0') });
    await publishGenerator(workspace.tree(), { marketplace: false });
    expect(told()).toEqual(['web 1.1.0 would be published.', '  + tag space/web/v1.1.0']);
  });
});
