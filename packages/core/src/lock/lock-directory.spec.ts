import { mkdtempSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLater } from '../testing/make-later';
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
  // Whole seconds, which every file system keeps as they are.
  const LATER = new Date('2099-01-01T00:00:00Z');

  it('is renewed by whoever has made it', () => {
    const renewed = jest.fn();
    made().utimes(path, LATER, LATER, renewed);
    expect(renewed).toHaveBeenCalledWith(null);
    expect(statSync(path).mtime).toEqual(LATER);
  });

  it.each([
    ['removed', () => rmdirSync(path)],
    ['made by another', () => makeLater(path)],
  ])('is not renewed where it was %s meanwhile, so that nobody takes the new one for lost', (_, take) => {
    const fileSystem = made();
    take();
    const before = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    const renewed = jest.fn();
    fileSystem.utimes(path, LATER, LATER, renewed);
    expect(renewed).toHaveBeenCalledWith(expect.objectContaining({ code: 'ENOENT' }));
    expect(statSync(path, { throwIfNoEntry: false })?.mtimeMs).toBe(before);
  });
});
