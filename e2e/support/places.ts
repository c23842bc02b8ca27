import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

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
