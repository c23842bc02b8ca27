import { spaceTree } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import commandGenerator from './generator';

describe('the generator command', () => {
  const told = captureTold();

  it('adds a command to the space around the user and says how it is called', async () => {
    const tree = spaceTree(['api', 'web']);
    await commandGenerator(tree, {
      name: 'db:migrate',
      description: 'Bring the database up to date',
      argumentHint: '[version]',
      cwd: 'spaces/api',
    });
    const text = tree.read('spaces/api/commands/db/migrate.md', 'utf8');
    expect(text).toContain('description: Bring the database up to date\n');
    expect(text).toContain('argument-hint: "[version]"\n');
    expect(told()).toEqual(['The client calls the command /api:db:migrate.']);
  });

  it('takes one tool as a text and several as a list, and splits neither', async () => {
    const tree = spaceTree(['web']);
    await commandGenerator(tree, { name: 'one', allowedTools: 'Bash(git log --format=%h,%s)' });
    await commandGenerator(tree, { name: 'two', allowedTools: ['Read', 'Bash(npm test:*)'] });
    const allowed = (name: string): string | undefined =>
      /^allowed-tools: (.*)$/m.exec(tree.read(`spaces/web/commands/${name}.md`, 'utf8') ?? '')?.[1];
    expect(allowed('one')).toContain('Bash(git log --format=%h,%s)');
    expect(allowed('two')).toContain('Read, Bash(npm test:*)');
  });

  it('shows what is wrong with a name as everywhere else', async () => {
    await expect(commandGenerator(spaceTree(['web']), { name: 'a/b' })).rejects.toThrow(
      /^CONFIG_ERROR "a\/b" cannot be the name of a command: .*\n {2}→ .*db:migrate/,
    );
  });
});
