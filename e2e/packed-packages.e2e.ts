import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, type Finished } from './support/asp';
import { newestVersion, npm } from './support/npm';
import { packPackages, type PackedPackage } from './support/packed-packages';
import { repositoryRoot, scratch } from './support/places';

/** Installed only where there is an Nx: `nx-add.e2e.ts` does that. */
const ELSEWHERE = ['@agent-spaces/nx'];

const reachable = newestVersion('execa', '9.6.1');
if (typeof reachable !== 'string')
  process.stderr.write(`skipped: packages in an empty directory: ${reachable.reason}\n`);

(typeof reachable === 'string' ? describe : describe.skip)('packages in an empty directory', () => {
  const directory = join(scratch(), 'empty');
  let installed: readonly PackedPackage[];
  /** What can be imported: every entry that is code. */
  let entries: readonly string[];

  beforeAll(async () => {
    mkdirSync(directory);
    installed = (await packPackages()).filter(({ name }) => !ELSEWHERE.includes(name));
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true }));
    await npm(directory, 'install', ...installed.map(({ tarball }) => tarball));
    entries = installed.flatMap(({ name }) => codeEntries(directory, name));
  });

  const node = (...args: readonly string[]): Promise<Finished> =>
    program(process.execPath, args, { cwd: directory });

  it('fit together', async () => {
    await npm(directory, 'ls', '--all');
    expect(entries).toEqual(expect.arrayContaining(['@agent-spaces/core/printable', '@agent-spaces/engine']));
    expect(entries).not.toContain('@agent-spaces/materializer/testing');
  });

  it('are loaded by require and by import, to the same names and without a warning', async () => {
    const script = `
      const names = (module) => Object.keys(module).filter((name) => !own.has(name)).sort();
      const own = new Set(['__esModule', 'default', 'module.exports']);
      (async () => {
        for (const entry of ${JSON.stringify(entries)})
          console.log(JSON.stringify([entry, names(require(entry)), names(await import(entry))]));
      })();`;
    const { exitCode, stdout, stderr } = await node('-e', script);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const loaded = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Loaded);
    expect(loaded.map(([entry]) => entry)).toEqual(entries);
    for (const [entry, required, imported] of loaded) {
      expect([entry, imported]).toEqual([entry, required]);
      expect([entry, required]).not.toEqual([entry, []]);
    }
  });

  it('have types for CommonJS and for ES modules', async () => {
    const uses = entries.map((entry, index) => `import * as m${index} from '${entry}';\nvoid m${index};\n`);
    writeFileSync(join(directory, 'common.cts'), uses.join(''));
    writeFileSync(join(directory, 'module.mts'), uses.join(''));
    const { stdout } = await node(
      join(repositoryRoot, 'node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node'],
      ...['--typeRoots', join(repositoryRoot, 'node_modules/@types'), 'common.cts', 'module.mts'],
    );
    expect(stdout).toBe('');
  });

  it('give the program asp', async () => {
    const { stdout } = await program(join(directory, 'node_modules/.bin/asp'), ['--version'], {
      cwd: directory,
    });
    expect(stdout).toBe(`${installed[0]?.version}\n`);
  });
});

/** An entry, what `require` finds in it, and what `import` finds. */
type Loaded = readonly [entry: string, required: readonly string[], imported: readonly string[]];

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

function codeEntries(directory: string, name: string): readonly string[] {
  const manifest = join(directory, 'node_modules', name, 'package.json');
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
  return Object.entries(exports)
    .filter(([, target]) => typeof target !== 'string' && target['default'] !== undefined)
    .map(([entry]) => join(name, entry));
}
