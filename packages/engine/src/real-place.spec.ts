import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realPlace } from './real-place';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'real-place-')));
  mkdirSync(join(root, 'real/deep'), { recursive: true });
  symlinkSync('real', join(root, 'link'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the real place of a path', () => {
  it('follows the symlinks above what exists and what does not', () => {
    expect(realPlace(join(root, 'link/deep'))).toBe(join(root, 'real/deep'));
    expect(realPlace(join(root, 'link/new/newer/newest'))).toBe(join(root, 'real/new/newer/newest'));
  });

  it('leaves the last name alone, which may be a link that is to be replaced', () => {
    expect(realPlace(join(root, 'link'))).toBe(join(root, 'link'));
    expect(realPlace('/')).toBe('/');
  });
});
