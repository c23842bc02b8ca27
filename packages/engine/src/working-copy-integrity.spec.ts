import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { workingCopyIntegrity, type IntegrityMemory } from './working-copy-integrity';

const root = mkdtempSync(join(tmpdir(), 'asp-integrity-'));
afterAll(() => rmSync(root, { recursive: true }));

let made = 0;
function fresh(): string {
  const directory = join(root, `d${(made += 1)}`);
  mkdirSync(directory);
  writeFileSync(join(directory, 'space.toml'), 'schema = 1\nid = "a"\n');
  return directory;
}

interface Recorded extends IntegrityMemory {
  readonly entries: Map<string, string>;
}

function recorded(): Recorded {
  const entries = new Map<string, string>();
  return {
    entries,
    get: (directory, stamp) => entries.get(`${directory} ${stamp}`),
    set: (directory, stamp, integrity) => void entries.set(`${directory} ${stamp}`, integrity),
  };
}

/** Long enough after now that every change made until now is older than a tick of any clock. */
const later = (): void => void jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
afterEach(() => jest.restoreAllMocks());

describe('the integrity of a working copy, with a memory', () => {
  it('is what it is without one, and is remembered', async () => {
    const directory = fresh();
    const memory = recorded();
    later();
    const integrity = await workingCopyIntegrity(directory);
    expect(await workingCopyIntegrity(directory, memory)).toBe(integrity);
    expect([...memory.entries.values()]).toEqual([integrity]);
  });

  it('is taken from there where the files look the same', async () => {
    const directory = fresh();
    const memory = recorded();
    later();
    await workingCopyIntegrity(directory, memory);
    for (const key of memory.entries.keys()) memory.entries.set(key, 'remembered');
    expect(await workingCopyIntegrity(directory, memory)).toBe('remembered');
  });

  it('is not remembered of files that may still change unseen', async () => {
    const directory = fresh();
    const memory = recorded();
    await workingCopyIntegrity(directory, memory);
    expect(memory.entries.size).toBe(0);
  });

  it('is missing, and not remembered, where there is no space', async () => {
    const directory = fresh();
    rmSync(join(directory, 'space.toml'));
    const memory = recorded();
    later();
    expect(await workingCopyIntegrity(directory, memory)).toBe('missing');
    expect(memory.entries.size).toBe(0);
  });

  it('is right after whatever is done to the files', async () => {
    const path = fc.constantFrom('a', 'b', 'bin/a', 'bin/b', 'node_modules/a');
    const change = fc.record({ path, what: fc.constantFrom('x', 'y', 'run', 'read', 'gone') });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        const directory = fresh();
        for (const name of ['bin', 'node_modules']) mkdirSync(join(directory, name));
        const memory = recorded();
        const changed = new Map<string, number>();
        for (const each of changes) {
          apply(join(directory, each.path), each.what, changed);
          later();
          const found = await workingCopyIntegrity(directory, memory);
          jest.restoreAllMocks();
          expect(found).toBe(await workingCopyIntegrity(directory));
        }
      }),
      { numRuns: 40 },
    );
  });
});

/**
 * Repeated until the clock of the file system shows it: what happens within one of its ticks is what is not remembered.
 *
 * @param changed when each file did last, also where it is gone: a new one may get its inode
 */
function apply(file: string, what: string, changed: Map<string, number>): void {
  const before = lstatSync(file, { throwIfNoEntry: false });
  const last = before?.ctimeMs ?? changed.get(file);
  if (what === 'gone') rmSync(file, { force: true });
  else if (what === 'x' || what === 'y') untilNewer(file, last, () => writeFileSync(file, what));
  else if (before) untilNewer(file, last, () => chmodSync(file, what === 'run' ? 0o755 : 0o644));
  const after = lstatSync(file, { throwIfNoEntry: false })?.ctimeMs ?? last;
  if (after !== undefined) changed.set(file, after);
}

function untilNewer(file: string, than: number | undefined, change: () => void): void {
  do change();
  while (lstatSync(file).ctimeMs === than);
}
