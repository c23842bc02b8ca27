import { executorContext } from '../../testing/executor-context';
import { gitWorkspace, spaceToml } from '../../testing/git-workspace';
import { captureTold } from '../../testing/told';
import lintSpaceExecutor from './lint-space.impl';
import type { LintSpaceExecutorSchema } from './schema';

const BROKEN = '[]';
const MISPLACED = { '.claude-plugin/commands/a.md': 'A.\n' };

describe('the executor lint-space', () => {
  const told = captureTold();
  const workspace = gitWorkspace();
  const lint = (
    files: Readonly<Record<string, string>>,
    options: LintSpaceExecutorSchema = {},
  ): Promise<{ success: boolean }> => {
    const id = `space-${(made += 1)}`;
    workspace.write({ [`spaces/${id}/space.toml`]: spaceToml(id) });
    for (const [path, text] of Object.entries(files)) workspace.write({ [`spaces/${id}/${path}`]: text });
    return lintSpaceExecutor(options, executorContext(workspace.root, { [`asp-${id}`]: `spaces/${id}` }));
  };
  let made = 0;

  it('is content with a space that is as it should be', async () => {
    const files = { 'commands/greet.md': '---\ndescription: Greets\n---\nGreet.\n' };
    expect(await lint(files)).toEqual({ success: true });
    expect(told()).toEqual([`✔ space-${made}  0 errors, 0 warnings`]);
  });

  it('fails for an error, and tells where it is', async () => {
    expect(await lint({ 'hooks/hooks.json': BROKEN, ...MISPLACED })).toEqual({ success: false });
    expect(told()).toEqual([
      expect.stringMatching(/^W204: /),
      expect.stringMatching(new RegExp(`^  spaces/space-${made}/hooks/hooks\\.json`)),
      expect.stringMatching(/^ {2}→ /),
      expect.stringMatching(/^W207: /),
      `  spaces/space-${made}/.claude-plugin/commands`,
      expect.stringMatching(/^ {2}→ /),
      `✖ space-${made}  1 error, 1 warning`,
    ]);
  });

  it('fails for a warning only where it is told to be strict', async () => {
    expect(await lint(MISPLACED)).toEqual({ success: true });
    expect(await lint(MISPLACED, { strict: false })).toEqual({ success: true });
    expect(await lint(MISPLACED, { strict: true })).toEqual({ success: false });
    expect(told().at(-1)).toBe(`✖ space-${made}  0 errors, 1 warning`);
  });

  it('tells what keeps it from being a space at all', async () => {
    expect(await lint({ 'space.toml': 'id = \n' })).toEqual({ success: false });
    expect(told()).toEqual([
      expect.stringMatching(/^CONFIG_PARSE_ERROR /),
      expect.stringMatching(/space\.toml:1:\d+$/),
      expect.stringMatching(/^ {2}→ /),
    ]);
  });
});
