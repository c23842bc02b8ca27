import type { Hash } from '@nx/devkit';
import { declaredHash, hashContext, recordingHasher, taskOf } from '../testing/hashing';
import { hashTaskWith, type OwnInput } from './hash-task-with';

const DETAILS: Hash['details'] = {
  command: 'c',
  nodes: { 'a:files': '1', 'a:lock': '2' },
  implicitDeps: { 'nx.json': '3' },
  runtime: { 'env:X': '4' },
};

const hashWith = (details: Partial<Hash['details']>, own: Partial<OwnInput> = {}): Promise<Hash> => {
  const { hasher } = recordingHasher((tasks) => Promise.resolve(tasks.map(() => declaredHash(details))));
  const input: OwnInput = { name: 'asp:own', read: () => Promise.resolve('own'), ...own };
  return hashTaskWith(taskOf('a:x'), hashContext(hasher), input);
};

const replaces: OwnInput['replaces'] = (input) => input === 'a:lock';

describe('a hash with an input of our own', () => {
  it('is one that files and addresses can be called by, and tells what it is made of', async () => {
    const { value, details } = await hashWith(DETAILS);
    expect(value).toMatch(/^[0-9a-f]{32}$/);
    expect(details).toEqual({ ...DETAILS, nodes: { ...DETAILS.nodes, 'asp:own': 'own' } });
  });

  it('is the same for the same, and another for either part', async () => {
    const { value } = await hashWith(DETAILS);
    expect((await hashWith(DETAILS)).value).toBe(value);
    expect((await hashWith({ ...DETAILS, command: 'd' })).value).not.toBe(value);
    expect((await hashWith(DETAILS, { read: () => Promise.resolve('other') })).value).not.toBe(value);
  });

  it('does not mind what it stands for, nor the order in which Nx tells the rest', async () => {
    const nodes = { 'a:files': '1', 'b:files': '2', 'a:lock': '3' };
    const { value } = await hashWith({ ...DETAILS, nodes }, { replaces });
    const without = { ...DETAILS, nodes: { 'a:files': '1', 'b:files': '2' } };
    const other = { ...DETAILS, nodes: { 'a:lock': '9', 'b:files': '2', 'a:files': '1' } };
    expect((await hashWith(without, { replaces })).value).toBe(value);
    expect((await hashWith(other, { replaces })).value).toBe(value);
  });

  it.each<readonly [string, Partial<Hash['details']>]>([
    ['the command', { command: 'd' }],
    ['a file', { nodes: { 'a:files': '9' } }],
    ['another file', { nodes: { 'a:files': '1', 'a:more': '1' } }],
    ['what all tasks share', { implicitDeps: { 'nx.json': '9' } }],
    ['what was asked of the system', { runtime: { 'env:X': '9' } }],
  ])('minds %s all the same', async (_, more) => {
    const { value } = await hashWith(DETAILS, { replaces });
    expect((await hashWith({ ...DETAILS, ...more }, { replaces })).value).not.toBe(value);
  });

  it('reads its own input after Nx has answered', async () => {
    const order: string[] = [];
    const { hasher } = recordingHasher((tasks) => {
      order.push('nx');
      return Promise.resolve(tasks.map(() => declaredHash()));
    });
    const read = (): Promise<string> => {
      order.push('own');
      return Promise.resolve('');
    };
    await hashTaskWith(taskOf('a:x'), hashContext(hasher), { name: 'asp:own', read });
    expect(order).toEqual(['nx', 'own']);
  });
});
