import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { program } from './support/asp';
import { describeWithClient } from './support/client';
import { pathWithGitAlone, repositoryRoot, scratch } from './support/places';

interface Outcome {
  readonly result: string;
  readonly missing: readonly string[];
  readonly steps: readonly { readonly step: string }[];
}

const REGENERATED = new Set(['asp_modules', 'asp-lock.json']);

/** What the demo needs of this repository, taken elsewhere, with the development dependencies but those named. */
function copyRepository(without: readonly string[]): string {
  const copy = join(scratch(), 'clone');
  mkdirSync(join(copy, 'node_modules'), { recursive: true });
  for (const part of ['tools', 'spaces', 'registry', 'packages/cli/bin', 'packages/cli/dist/bundle']) {
    cpSync(join(repositoryRoot, part), join(copy, part), { recursive: true });
  }
  cpSync(join(repositoryRoot, 'examples'), join(copy, 'examples'), {
    recursive: true,
    filter: (path) => !REGENERATED.has(basename(path)),
  });
  for (const name of readdirSync(join(repositoryRoot, 'node_modules'))) {
    if (!without.includes(name))
      symlinkSync(join(repositoryRoot, 'node_modules', name), join(copy, 'node_modules', name));
  }
  return copy;
}

async function demo(
  repository: string,
  path = process.env['PATH'],
): Promise<{ exitCode: number | null; outcome: Outcome; left: readonly string[] }> {
  const temp = join(scratch(), 'tmp');
  mkdirSync(temp);
  const { exitCode, stdout, stderr } = await program(
    process.execPath,
    [join(repository, 'tools/demo/demo.mjs'), '--json'],
    { cwd: repository, env: { TMPDIR: temp, PATH: path } },
  );
  if (stdout === '') throw new Error(stderr);
  return { exitCode, outcome: JSON.parse(stdout) as Outcome, left: readdirSync(temp) };
}

describeWithClient('the demo', () => {
  it('sees everything the lock promises in the real client and leaves nothing behind', async () => {
    const { exitCode, outcome, left } = await demo(copyRepository([]));
    expect({ exitCode, result: outcome.result, missing: outcome.missing, left }).toEqual({
      exitCode: 0,
      result: 'seen',
      missing: [],
      left: [],
    });
  });

  it('fails and says what is missing when a hook and a server do not do what they should', async () => {
    const repository = copyRepository([]);
    writeFileSync(join(repository, 'spaces/session-notes/hooks/session-start.sh'), '#!/bin/sh\nexit 3\n');
    writeFileSync(join(repository, 'spaces/project-facts/mcp/server.mjs'), 'process.exit(1);\n');
    const { exitCode, outcome } = await demo(repository);
    expect({ exitCode, result: outcome.result }).toEqual({ exitCode: 1, result: 'missing' });
    expect(outcome.missing).toEqual(
      expect.arrayContaining([
        'MCP server project-facts was not loaded',
        'the SessionStart hook did not run',
      ]),
    );
  });
});

describe('the demo on a machine that has no client', () => {
  // Without .bin too: that directory knows where the client really lies.
  it('checks what can be checked without one', async () => {
    const { exitCode, outcome, left } = await demo(
      copyRepository(['@anthropic-ai', '.bin']),
      pathWithGitAlone(),
    );
    expect({ exitCode, result: outcome.result, missing: outcome.missing, left }).toEqual({
      exitCode: 0,
      result: 'no-client',
      missing: [],
      left: [],
    });
    expect(outcome.steps).toHaveLength(6);
  });
});
