import { spaceTree } from '../../testing/space-tree';
import { captureTold } from '../../testing/told';
import agentGenerator from './generator';

describe('the generator agent', () => {
  const told = captureTold();

  it('adds an agent to a space and says how it is called', async () => {
    const tree = spaceTree(['web']);
    await agentGenerator(tree, { name: 'page-auditor', tools: ['Read', 'Grep'], model: 'haiku' });
    const text = tree.read('spaces/web/agents/page-auditor.md', 'utf8');
    expect(text).toContain('tools: Read, Grep\n');
    expect(text).toContain('model: haiku\n');
    expect(told()).toEqual(['The client calls the agent web:page-auditor.']);
  });

  it('leaves the tools to the scaffold where none are named', async () => {
    const tree = spaceTree(['web']);
    await agentGenerator(tree, { name: 'page-auditor' });
    expect(tree.read('spaces/web/agents/page-auditor.md', 'utf8')).toMatch(/^tools: Read, Grep, Glob$/m);
  });

  it('shows what is wrong as everywhere else', async () => {
    await expect(agentGenerator(spaceTree(['web']), { name: 'con' })).rejects.toThrow(
      /^CONFIG_ERROR "con" cannot/,
    );
  });
});
