import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workingCopyStamp } from './working-copy-stamp';

let directory: string;
const at = (path: string): string => join(directory, path);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'asp-stamp-'));
  mkdirSync(at('bin'));
  writeFileSync(at('space.toml'), 'id = "a"\n');
  writeFileSync(at('bin/tool'), 'one');
  symlinkSync('tool', at('bin/link'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Again until the clock of the file system has moved on, which it does in ticks. */
function untilItShows(path: string, change: () => void): void {
  const { ctimeMs } = lstatSync(at(path));
  do change();
  while (lstatSync(at(path)).ctimeMs === ctimeMs);
}

describe('the stamp of a working copy', () => {
  it('stays while nothing changes, and tells when something did last', () => {
    const stamp = workingCopyStamp(directory);
    expect(stamp).toEqual(workingCopyStamp(directory));
    const times = ['space.toml', 'bin/tool', 'bin/link'].flatMap((path) => {
      const { ctimeMs, mtimeMs } = lstatSync(at(path));
      return [ctimeMs, mtimeMs];
    });
    expect(stamp?.changedAt).toBe(Math.max(...times));
  });

  it.each<readonly [string, () => void]>([
    [
      'other content of the same length, dated back',
      () => {
        const { atime, mtime } = lstatSync(at('bin/tool'));
        untilItShows('bin/tool', () => writeFileSync(at('bin/tool'), 'two'));
        utimesSync(at('bin/tool'), atime, mtime);
      },
    ],
    ['another mode', () => untilItShows('bin/tool', () => chmodSync(at('bin/tool'), 0o755))],
    ['a new file', () => writeFileSync(at('bin/more'), '')],
    ['a hidden file', () => writeFileSync(at('.mcp.json'), '{}')],
    ['a file that is gone', () => rmSync(at('bin/tool'))],
    ['a file of another name', () => renameSync(at('bin/tool'), at('bin/took'))],
    [
      'a symlink to elsewhere',
      () =>
        untilItShows('bin/link', () => {
          rmSync(at('bin/link'));
          symlinkSync('took', at('bin/link'));
        }),
    ],
    [
      'a file in the place of another',
      () => {
        writeFileSync(at('bin/new'), 'two');
        renameSync(at('bin/new'), at('bin/tool'));
      },
    ],
  ])('is another for %s', (_, change) => {
    const before = workingCopyStamp(directory)?.text;
    change();
    expect(workingCopyStamp(directory)?.text).not.toBe(before);
  });

  it('does not mind what is no part of the space', () => {
    const before = workingCopyStamp(directory);
    for (const path of ['node_modules', 'dist', '.git', 'bin/.git']) {
      mkdirSync(at(path));
      writeFileSync(at(`${path}/x`), '');
    }
    expect(workingCopyStamp(directory)).toEqual(before);
  });

  it('is none where there is no directory, and where a name is no text', () => {
    expect(workingCopyStamp(at('nowhere'))).toBeUndefined();
    execFileSync('sh', ['-c', 'touch "$1/$(printf "caf\\351")"', 'sh', directory]);
    expect(workingCopyStamp(directory)).toBeUndefined();
  });
});
