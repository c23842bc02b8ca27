import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockError, LockTimeoutError } from '../errors';
import { makeLater } from '../testing/make-later';
import { withFileLock } from './with-file-lock';

const HOLDER = join(__dirname, '../testing/lock-holder.ts');

describe('withFileLock', () => {
  let directory: string;
  let lock: string;
  const children: ChildProcess[] = [];

  const startHolder = (...args: readonly string[]) => {
    const child = spawn(process.execPath, ['--require', '@swc-node/register', HOLDER, ...args], {
      cwd: join(__dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'asp-core-'));
    lock = join(directory, '.asp.lock');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  it('holds exactly the path it is given while the work runs, and gives back its result', async () => {
    const result = await withFileLock(lock, {}, async (held) => {
      held.assertHeld();
      return existsSync(lock) ? 'locked' : 'open';
    });
    expect(result).toBe('locked');
    expect(existsSync(lock)).toBe(false);
  });

  it('lets go when the work fails, and passes the failure on', async () => {
    const failure = new Error('work');
    await expect(withFileLock(lock, {}, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(existsSync(lock)).toBe(false);
  });

  it('lets one at a time in, within a process', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(lock, {}, work)));
    expect(most).toBe(1);
  });

  it('lets one at a time in, among processes', async () => {
    const log = join(directory, 'log');
    const holders = Array.from({ length: 4 }, () => startHolder('append', lock, log));
    const ends = await Promise.all(holders.map((holder) => once(holder, 'exit')));
    expect(ends).toEqual(holders.map(() => [0, null]));
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    const pairs = lines.filter((_, index) => index % 2 === 0);
    expect(lines).toEqual(pairs.flatMap((pid) => [pid, pid]));
    expect(new Set(pairs).size).toBe(holders.length);
    expect(existsSync(lock)).toBe(false);
  });

  it('takes over the lock of a process that was killed', async () => {
    const holder = startHolder('hang', lock);
    await once(holder.stdout ?? holder, 'data');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(existsSync(lock)).toBe(true);
    await expect(withFileLock(lock, { staleMs: 2_000 }, async () => 'mine')).resolves.toBe('mine');
    expect(existsSync(lock)).toBe(false);
  });

  it('tells once that it waits, and gives up in time', async () => {
    mkdirSync(lock);
    const onWait = jest.fn();
    const waiting = withFileLock(lock, { timeoutMs: 150, noticeAfterMs: 0, onWait }, async () => 'never');
    await expect(waiting).rejects.toBeInstanceOf(LockTimeoutError);
    await expect(waiting).rejects.toMatchObject({
      location: { file: lock },
      hint: expect.stringContaining('remove'),
    });
    expect(onWait.mock.calls).toEqual([[lock]]);
    expect(existsSync(lock)).toBe(true);
  });

  it('stops waiting with the reason of the signal', async () => {
    mkdirSync(lock);
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const onWait = () => controller.abort(reason);
    const options = { signal: controller.signal, noticeAfterMs: 0, onWait };
    await expect(withFileLock(lock, options, async () => 'never')).rejects.toBe(reason);
    await expect(withFileLock(join(directory, 'b'), options, async () => 'never')).rejects.toBe(reason);
  });

  it.each([
    ['removed', () => rmdirSync(lock)],
    ['taken over', () => makeLater(lock)],
  ])('notices at once that its lock was %s, and leaves the new one alone', async (_, take) => {
    const locking = withFileLock(lock, {}, async (held) => {
      take();
      held.assertHeld();
    });
    await expect(locking).rejects.toBeInstanceOf(LockError);
    await expect(locking).rejects.not.toBeInstanceOf(LockTimeoutError);
    expect(existsSync(lock)).toBe(_ === 'taken over');
  });

  it('does not let work pass that ended without its lock', async () => {
    await expect(withFileLock(lock, {}, async () => rmdirSync(lock))).rejects.toBeInstanceOf(LockError);
  });

  it('says why a lock cannot be made', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    utimesSync(file, 0, 0);
    const filled = join(directory, 'filled');
    mkdirSync(join(filled, 'x'), { recursive: true });
    utimesSync(filled, 0, 0);
    for (const path of [
      join(directory, 'none', 'lock'),
      join(file, 'lock'),
      file,
      filled,
      join(directory, 'a\0b'),
    ]) {
      const locking = withFileLock(path, {}, async () => 'never');
      await expect(locking).rejects.toBeInstanceOf(LockError);
      await expect(locking).rejects.not.toBeInstanceOf(LockTimeoutError);
      await expect(locking).rejects.toMatchObject({ hint: expect.any(String) });
    }
  });
});
