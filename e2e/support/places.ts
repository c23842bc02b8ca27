import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

export const repositoryRoot = resolve(__dirname, '../..');

/** Material beside the repository, which a clone elsewhere does not have. */
export const sharedRoot = resolve(repositoryRoot, '../shared');

const made: string[] = [];

/** A directory of this test's own, removed after it. The name has a space and a quote in it: every path must bear that. */
export function scratch(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "asp e2e it's ")));
  made.push(directory);
  return directory;
}

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** `describe` where `path` exists; elsewhere a skipped one that says why. */
export function describeWith(path: string, name: string, body: () => void): void {
  if (existsSync(path)) return describe(name, body);
  process.stderr.write(`skipped: ${name}: ${path} is not there\n`);
  describe.skip(name, body);
}

/** A PATH with git and nothing else: whoever tests may have a client of their own beside it. */
export function pathWithGitAlone(): string {
  const directory = join(scratch(), 'bin');
  mkdirSync(directory);
  const git = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((entry) => join(entry, 'git'))
    .find((file) => existsSync(file));
  if (git === undefined) throw new Error('There is no git on PATH');
  symlinkSync(git, join(directory, 'git'));
  return directory;
}
