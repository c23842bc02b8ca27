import { appendFileSync, chmodSync, rmSync, writeFileSync } from 'node:fs';
import { runTargetWorkspace, type RunTargetWorkspace } from '../../testing/run-target-workspace';
import { captureTold } from '../../testing/told';
import composeExecutor from '../compose/compose.impl';
import resolveExecutor from '../resolve/resolve.impl';
import verifyExecutor from './verify.impl';

const STATION = { runTarget: 'both', registry: '.' };
const BUNDLE = 'asp_modules/both';

describe('the executor verify', () => {
  const told = captureTold();
  let workspace: RunTargetWorkspace;
  beforeEach(async () => {
    workspace = runTargetWorkspace();
    await resolveExecutor(STATION, workspace.context);
    await composeExecutor(STATION, workspace.context);
  });

  /** What it says; it may change nothing. */
  const verify = async (): Promise<{ readonly success: boolean; readonly lines: readonly string[] }> => {
    const before = workspace.state();
    const already = told().length;
    const { success } = await verifyExecutor(STATION, workspace.context);
    expect(workspace.state()).toBe(before);
    return { success, lines: told().slice(already) };
  };

  it('is content with what compose has made', async () => {
    expect(await verify()).toEqual({
      success: true,
      lines: [`✔ apps/web/${BUNDLE} is what the lock promises.`],
    });
  });

  it('does not miss what no cache restores', async () => {
    for (const local of ['settings.json', 'mcp.json', '.asp-stamp.json'])
      rmSync(workspace.at(`${BUNDLE}/${local}`));
    expect(await verify()).toMatchObject({ success: true });
  });

  it.each<readonly [string, (at: (path: string) => string) => void, string]>([
    ['settings of somebody else', (at) => writeFileSync(at('settings.json'), '{}'), 'changed settings.json'],
    ['servers of somebody else', (at) => writeFileSync(at('mcp.json'), '{}'), 'changed mcp.json'],
    [
      'a tampered hook',
      (at) => appendFileSync(at('plugins/000-base/hooks/stop.sh'), 'evil\n'),
      'changed plugins/000-base/hooks/stop.sh',
    ],
    [
      'a file too many',
      (at) => writeFileSync(at('plugins/000-base/.mcp.json'), '{}'),
      'extra plugins/000-base/.mcp.json',
    ],
    [
      'another mode',
      (at) => chmodSync(at('plugins/000-base/commands/greet.md'), 0o755),
      'mode plugins/000-base/commands/greet.md',
    ],
    [
      'a missing file',
      (at) => rmSync(at('plugins/001-app/mcp/facts.mjs')),
      'missing plugins/001-app/mcp/facts.mjs',
    ],
    ['a missing record', (at) => rmSync(at('.asp-bundle.json')), 'missing .asp-bundle.json'],
  ])('names %s, and fails', async (_, disturb, difference) => {
    disturb((path) => workspace.at(`${BUNDLE}/${path}`));
    expect(await verify()).toEqual({
      success: false,
      lines: [
        `apps/web/${BUNDLE} is not what the lock promises (1 difference):`,
        `  ${difference}`,
        expect.stringMatching(/^ {2}→ .*asp-run.*asp-compose with --skip-nx-cache/),
      ],
    });
  });

  it('counts no local file that is missing among the differences', async () => {
    rmSync(workspace.at(`${BUNDLE}/settings.json`));
    rmSync(workspace.at(`${BUNDLE}/plugins/001-app`), { recursive: true });
    writeFileSync(workspace.at(`${BUNDLE}/plugins/000-base/evil.sh`), '');
    const { success, lines } = await verify();
    expect(success).toBe(false);
    expect(lines.join('\n')).toContain('(2 differences)');
    expect(lines.join('\n')).not.toContain('settings.json');
  });

  it('fails with what to run first where there is no lock', async () => {
    rmSync(workspace.at('asp-lock.json'));
    const { success, lines } = await verify();
    expect(success).toBe(false);
    expect(lines[0]).toMatch(/^RESOLUTION_ERROR There is no /);
  });
});
