import type { Finished } from './support/asp';
import { git } from './support/git';
import { newPlace, publish, runAsp, writeTargets, type Place } from './support/project';

/** Sets the title, wipes the screen, hides what follows, turns it round, and begins a line of its own. */
const EVIL = 'e\u001b]0;pwned\u0007\u001b[2J\u001b[8m\u009b2J\u202egnp\nerror FORGED';
/** The same without what no manifest may hold. */
const EVIL_LINE = '\u009b2J\u202egnp\u2028error FORGED';

const HOOKS = JSON.stringify({
  hooks: {
    SessionStart: [
      { hooks: [{ type: 'command', command: `"\${CLAUDE_PLUGIN_ROOT}/hooks/${EVIL}.sh"` }] },
      { hooks: [{ type: 'command', command: `../${EVIL}.sh` }] },
    ],
  },
});
const MCP = JSON.stringify({ mcpServers: { [EVIL]: { command: 'x' } } });
const SPACE = {
  [`${EVIL}.txt`]: '',
  [`commands/${EVIL}.md`]: 'Go.\n',
  'commands/check.md': 'Check.\n',
  [`agents/${EVIL}.md`]: 'Run /check first.\n',
  [`skills/${EVIL}/SKILL.md`]: `---\nname: ${EVIL.replace('\n', ' ')}\ndescription: x\n---\n`,
  [`.claude-plugin/${EVIL}`]: '',
  'hooks/hooks.json': HOOKS,
  'mcp/mcp.json': MCP,
};

/** The colours asp itself uses. */
const OWN_COLORS = [1, 2, 22, 31, 32, 33, 34, 36, 39].map((code) => `\u001b[${code}m`);

function expectTame({ stdout, stderr }: Finished): void {
  const text = OWN_COLORS.reduce((rest, color) => rest.replaceAll(color, ''), `${stdout}${stderr}`);
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect(text).not.toMatch(/^\W*error FORGED/m);
}

const run = (place: Place, ...args: string[]): Promise<Finished> =>
  runAsp(place, [...args, '--registry', place.registry], { FORCE_COLOR: '1' });

function hostileProject(): Place {
  const place = newPlace();
  publish(place, { bad: SPACE, worse: SPACE });
  const description = JSON.stringify(`${EVIL_LINE}\nerror FORGED`);
  const more = `description = ${description}\n[claude]\nargs = [${JSON.stringify(EVIL.replace('\n', ' '))}]\n`;
  writeTargets(place, { web: ['space:bad@^1', 'space:worse@^1'] }, more);
  return place;
}

describe('a name that is made to rule the terminal is shown and not obeyed', () => {
  const place = hostileProject();

  it('by install, its warnings and its notes', async () => {
    git(place.registry, 'remote', 'add', 'origin', `/nowhere${EVIL_LINE}`);
    git(place.registry, 'config', 'branch.main.remote', 'origin');
    git(place.registry, 'config', 'branch.main.merge', 'refs/heads/main');
    const finished = await run(place, 'install');
    expectTame(finished);
    expect(finished).toMatchObject({ exitCode: 0 });
    for (const said of ['note\u001b', 'W201', 'W202', 'W203', 'W204', 'W207', 'W208'])
      expect(finished.stderr).toContain(said);
    expect(finished.stderr).toContain('\\u001b]0;pwned\\u0007\\u001b[2J');
    expect(finished.stdout).toContain('\u001b[32m✔\u001b[39m \u001b[1mweb\u001b[22m');
  });

  it.each([
    ['explain', 'e\\u001b]0;pwned'],
    ['explain web', 'nowhere\\u009b2J\\u202egnp\\u2028error'],
    ['list', 'gnp error FORGED'],
    ['install --dry-run', 'up to date'],
    ['build --output out', 'out'],
    ['run web --dry-run', `'"$(printf '\\033')"']0;pwned`],
  ])('by %s', async (command, says) => {
    const finished = await run(place, ...command.split(' '));
    expectTame(finished);
    expect(finished).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(says) as string });
  });

  it.each([
    ['a symlink', { [`commands/${EVIL}.md`]: { link: '../../../secret' } }, 'MATERIALIZATION_ERROR'],
    [
      'a file of one name with another',
      { [`commands/${EVIL}A.md`]: '', [`commands/${EVIL}a.md`]: '' },
      'MATERIALIZATION_ERROR',
    ],
    [
      'an MCP server',
      { 'mcp/mcp.json': JSON.stringify({ mcpServers: { [EVIL]: 1 } }) },
      'CONFIG_VALIDATION_ERROR',
    ],
    [
      'a key of the manifest',
      { 'space.toml': `schema = 1\nid = "bad"\n${JSON.stringify(EVIL)} = 1\n` },
      'CONFIG_VALIDATION_ERROR',
    ],
  ])('by an error about %s', async (_, files, code) => {
    const other = newPlace();
    publish(other, { bad: files });
    writeTargets(other, { web: ['space:bad@1.0.0'] });
    const finished = await run(other, 'install');
    expectTame(finished);
    expect(finished).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(code) as string });
    expect(finished.stderr).toContain('\\u001b]0;pwned');
  });
});
