import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory } from './lock-directory';

describe('the directory of a lock', () => {
  const place = mkdtempSync(join(tmpdir(), 'asp-core-'));
  const path = join(place, '.asp.lock');
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  afterAll(() => rmSync(place, { recursive: true }));

  const made = () => {
    const { fileSystem } = lockDirectory(path, 5_000);
    fileSystem.mkdir(path, (error) => expect(error).toBeNull());
    return fileSystem;
  };
  const SOON = new Date(Date.now() + 60_000);

  it('is renewed by whoever has made it', () => {
    const renewed = jest.fn();
    made().utimes(path, SOON, SOON, renewed);
    expect(renewed).toHaveBeenCalledWith(null);
    expect(statSync(path).mtimeMs).toBe(SOON.getTime());
  });

  it.each([
    ['removed', () => undefined],
    ['made by another', () => mkdirSync(path)],
  ])('is not renewed where it was %s meanwhile, so that nobody takes the new one for lost', (_, take) => {
    const fileSystem = made();
    rmdirSync(path);
    take();
    const before = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    const renewed = jest.fn();
    fileSystem.utimes(path, SOON, SOON, renewed);
    expect(renewed).toHaveBeenCalledWith(expect.objectContaining({ code: 'ENOENT' }));
    expect(statSync(path, { throwIfNoEntry: false })?.mtimeMs).toBe(before);
  });
});
