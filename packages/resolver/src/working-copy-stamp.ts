import { lstatSync, readdirSync } from 'node:fs';
import { isIgnoredName } from './integrity';

/** What a working copy looks like from outside, without a file of it being opened. */
export interface WorkingCopyStamp {
  /** Names, kinds, modes, sizes and times of change. It means nothing on another machine. */
  readonly text: string;
  /** When something of it changed last, in ms since the epoch. */
  readonly changedAt: number;
}

/**
 * The stamp of the files that `workingCopyContent` would list. As long as it stays the same, so does their content: no program can set
 * the time of change. `undefined` where that cannot be told: something cannot be looked at, or has a name that is no text.
 */
export function workingCopyStamp(directory: string): WorkingCopyStamp | undefined {
  const lines: string[] = [];
  let changedAt = 0;
  const walk = (prefix: string): void => {
    for (const entry of readdirSync(`${directory}/${prefix}`, { withFileTypes: true })) {
      const path = `${prefix}${entry.name}`;
      if (entry.name === '.git' || isIgnoredName(path)) continue;
      if (entry.isDirectory()) {
        walk(`${path}/`);
        continue;
      }
      // Where a file system keeps no time of change, the time of writing still says something.
      const { ctimeMs, mtimeMs, ino, mode, size } = lstatSync(`${directory}/${path}`);
      changedAt = Math.max(changedAt, ctimeMs, mtimeMs);
      lines.push(`${path}\0${ino} ${mode} ${size} ${ctimeMs} ${mtimeMs}\n`);
    }
  };
  try {
    walk('');
  } catch {
    return undefined;
  }
  const text = lines.sort().join('');
  return text.includes('\uFFFD') ? undefined : { text, changedAt };
}
