import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { ConfigError } from '../errors';
import type { TargetName } from '../ids';
import { findProjectRoot } from './find-project-root';
import { projectPaths } from './project-paths';

describe('findProjectRoot', () => {
  let root: string;
  beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'asp-core-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('finds the nearest manifest from any directory below it', () => {
    const deep = join(root, 'a', 'b', 'c');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(root, 'asp-targets.toml'), '');
    expect(findProjectRoot(deep)).toBe(root);
    expect(findProjectRoot(root)).toBe(root);
    writeFileSync(join(root, 'a', 'asp-targets.toml'), '');
    expect(findProjectRoot(deep)).toBe(join(root, 'a'));
  });

  it('takes no directory for a manifest and needs no start that exists', () => {
    mkdirSync(join(root, 'a', 'asp-targets.toml'), { recursive: true });
    writeFileSync(join(root, 'asp-targets.toml'), '');
    expect(findProjectRoot(join(root, 'a'))).toBe(root);
    expect(findProjectRoot(join(root, 'none', 'none'))).toBe(root);
    expect(findProjectRoot(join(root, 'asp-targets.toml', 'below-a-file'))).toBe(root);
  });

  it('finds nothing where there is nothing', () => {
    expect(findProjectRoot(parse(root).root)).toBeUndefined();
  });

  it('has a typed error for a path that is none', () => {
    expect(() => findProjectRoot(`${root}\0`)).toThrow(ConfigError);
  });
});

describe('projectPaths', () => {
  it('is the layout of the seed', () => {
    const paths = projectPaths('/p');
    expect(paths).toMatchObject({
      manifest: join('/p', 'asp-targets.toml'),
      lock: join('/p', 'asp-lock.json'),
      lockFile: join('/p', '.asp.lock'),
      modules: join('/p', 'asp_modules'),
    });
    expect(paths.target('dev' as TargetName)).toEqual({
      directory: join('/p', 'asp_modules', 'dev'),
      plugins: join('/p', 'asp_modules', 'dev', 'plugins'),
      mcp: join('/p', 'asp_modules', 'dev', 'mcp.json'),
      settings: join('/p', 'asp_modules', 'dev', 'settings.json'),
    });
  });
});
