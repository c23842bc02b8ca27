import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { restoreDirectory } from '../../testing/restore-directory';
import { runTargetWorkspace, type RunTargetWorkspace } from '../../testing/run-target-workspace';
import { captureTold } from '../../testing/told';
import resolveExecutor from '../resolve/resolve.impl';
import composeExecutor from './compose.impl';

const compose = ({ context }: RunTargetWorkspace, runTarget = 'both'): Promise<{ success: boolean }> =>
  composeExecutor({ runTarget, registry: '.', materializer: 1 }, context);

const BUNDLE = ['.asp-bundle.json', '.asp-stamp.json', 'mcp.json', 'plugins', 'settings.json'];

describe('the executor compose', () => {
  const told = captureTold();
  const lockedWorkspace = async (make: () => RunTargetWorkspace = runTargetWorkspace) => {
    const workspace = make();
    for (const runTarget of ['both', 'one'])
      expect(await resolveExecutor({ runTarget, registry: '.' }, workspace.context)).toEqual({
        success: true,
      });
    return workspace;
  };

  it('makes the whole bundle, and the second time finds it there', async () => {
    const workspace = await lockedWorkspace();
    const before = told().length;
    expect(await compose(workspace)).toEqual({ success: true });
    expect(readdirSync(workspace.at('asp_modules/both')).sort()).toEqual(BUNDLE);
    const mcp = readFileSync(workspace.at('asp_modules/both/mcp.json'), 'utf8');
    expect(mcp).toContain(workspace.at('asp_modules/both/plugins/001-app/mcp/facts.mjs'));
    expect(await compose(workspace)).toEqual({ success: true });
    expect(told().slice(before)).toEqual([
      '✔ both  2 plugins, MCP  apps/web/asp_modules/both',
      '= both  2 plugins, MCP  apps/web/asp_modules/both',
    ]);
  });

  it('speaks of no MCP where there is none', async () => {
    const workspace = await lockedWorkspace();
    expect(await compose(workspace, 'one')).toEqual({ success: true });
    expect(told().at(-1)).toBe('✔ one  1 plugin  apps/web/asp_modules/one');
    expect(existsSync(workspace.at('asp_modules/one/mcp.json'))).toBe(false);
  });

  it('writes what is local anew around what a cache has restored', async () => {
    const workspace = await lockedWorkspace();
    await compose(workspace);
    restoreDirectory(workspace.at('asp_modules/both/plugins'));
    for (const local of ['settings.json', 'mcp.json', '.asp-stamp.json'])
      rmSync(workspace.at(`asp_modules/both/${local}`));
    expect(await compose(workspace)).toEqual({ success: true });
    expect(readdirSync(workspace.at('asp_modules/both')).sort()).toEqual(BUNDLE);
  });

  it('tells nothing of what it found here, which a cache would tell everywhere', async () => {
    const workspace = await lockedWorkspace();
    await compose(workspace);
    const greet = workspace.at('asp_modules/both/plugins/000-base/commands/greet.md');
    const promised = readFileSync(greet, 'utf8');
    appendFileSync(greet, 'Evil.\n');
    const before = told().length;
    expect(await compose(workspace)).toEqual({ success: true });
    expect(readFileSync(greet, 'utf8')).toBe(promised);
    expect(told().slice(before)).toEqual(['✔ both  2 plugins, MCP  apps/web/asp_modules/both']);
  });

  it('tells what lint says each time, also where there is nothing to do', async () => {
    const workspace = await lockedWorkspace(() => {
      const made = runTargetWorkspace();
      made.publish('app', { 'hooks/hooks.json': '[]' }, '1.1.0');
      return made;
    });
    const before = told().length;
    await compose(workspace);
    await compose(workspace);
    const warnings = told()
      .slice(before)
      .filter((line) => line.startsWith('W204: '));
    expect(warnings).toHaveLength(2);
  });

  it('fails, and composes nothing, where the lock does not have the Run Target', async () => {
    const workspace = await lockedWorkspace();
    workspace.targets({ more: ['space:base@^1'] });
    const before = told().length;
    expect(await compose(workspace, 'more')).toEqual({ success: false });
    expect(told()[before]).toBe('RESOLUTION_ERROR The lock has nothing of target "more" yet.');
    expect(existsSync(workspace.at('asp_modules'))).toBe(false);
  });
});
