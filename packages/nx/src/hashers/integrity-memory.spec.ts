import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as IntegrityMemoryModule from './integrity-memory';

type Module = typeof IntegrityMemoryModule;

const root = mkdtempSync(join(tmpdir(), 'asp-memory-'));
const file = join(root, '.nx/workspace-data/agent-spaces.integrities');
const spaces = ['one', 'two'].map((id) => join(root, 'spaces', id));
beforeEach(() => {
  for (const space of spaces) mkdirSync(space, { recursive: true });
});
afterEach(() => rmSync(dirname(file), { recursive: true, force: true }));
afterAll(() => rmSync(root, { recursive: true }));

/** As another process would: nothing of this one's memory. */
function fresh(): ReturnType<Module['openIntegrityMemory']> {
  let module: Module | undefined;
  jest.isolateModules(() => {
    module = jest.requireActual<Module>('./integrity-memory');
  });
  if (!module) throw new Error('The module was not loaded');
  return module.openIntegrityMemory(root, {});
}

async function untilWritten(text: string): Promise<void> {
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes(text))
    await new Promise((resolve) => setImmediate(resolve));
}

describe('the memory of integrities', () => {
  it('knows a space again in the next process while it looks the same', async () => {
    const [one = '', two = ''] = spaces;
    const memory = fresh();
    memory.set(one, 'stamp', 'sha256:1');
    memory.set(two, 'stamp', 'sha256:2');
    await untilWritten('sha256:2');
    const next = fresh();
    expect(next.get(one, 'stamp')).toBe('sha256:1');
    expect(next.get(two, 'stamp')).toBe('sha256:2');
    expect(next.get(two, 'other')).toBeUndefined();
    expect(readdirSync(dirname(file))).toEqual(['agent-spaces.integrities']);
  });

  it('keeps what comes while it is being written, and forgets spaces that are gone', async () => {
    const [one = '', two = ''] = spaces;
    const memory = fresh();
    memory.set(one, 'stamp', 'sha256:1');
    await untilWritten('sha256:1');
    rmSync(one, { recursive: true });
    memory.set(two, 'a', 'sha256:a');
    await Promise.resolve();
    memory.set(two, 'b', 'sha256:b');
    await untilWritten('sha256:b');
    const next = fresh();
    expect(next.get(two, 'b')).toBe('sha256:b');
    expect(next.get(one, 'stamp')).toBeUndefined();
  });

  it('is empty where its file is damaged', async () => {
    const [one = ''] = spaces;
    fresh().set(one, 'stamp', 'sha256:1');
    await untilWritten('sha256:1');
    writeFileSync(file, readFileSync(file, 'utf8').replace('sha256:1', 'sha256:2'));
    expect(fresh().get(one, 'stamp')).toBeUndefined();
  });
});
