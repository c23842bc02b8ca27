import { ConfigError } from '@agent-spaces/core';
import { treeDirectory } from './tree-path';

describe('treeDirectory', () => {
  it.each([
    ['.', ''],
    ['', ''],
    ['./', ''],
    ['apps/web/', 'apps/web'],
    ['./apps//web/.', 'apps/web'],
    ['Ä b/c', 'Ä b/c'],
    ['..x/x..', '..x/x..'],
  ])('takes %j for %j', (path, directory) => expect(treeDirectory('The project', path)).toBe(directory));

  it.each([
    '..',
    '../x',
    'a/../../b',
    '/etc',
    'C:/x',
    'c:x',
    'a\\b',
    'a\0b',
    'a\nb',
    'a\u202eb',
    '.git/x',
    'a/.GIT',
  ])('refuses %j', (path) => {
    expect(() => treeDirectory('The project', path)).toThrow(ConfigError);
    expect(() => treeDirectory('The project', path)).toThrow(/^The project cannot be "[^\p{C}]*": /u);
  });
});
