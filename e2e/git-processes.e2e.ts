import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asp, program } from './support/asp';
import { repositoryRoot, scratch } from './support/places';

/** A `git` that notes each start and then is git, first on PATH. */
function countingGit(directory: string): { path: string; count(): number } {
  const log = join(directory, 'starts');
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'git'), `#!/bin/sh\necho x >> "${log}"\nexec "${real}" "$@"\n`);
  chmodSync(join(bin, 'git'), 0o755);
  writeFileSync(log, '');
  return {
    path: `${bin}:${process.env['PATH']}`,
    count: () => readFileSync(log, 'utf8').split('\n').length - 1,
  };
}

async function startsOfInstalls(spaces: number): Promise<{ cold: number; warm: number }> {
  const work = scratch();
  const generator = join(repositoryRoot, 'tools/bench/generate-registry.mjs');
  const sizes = ['--spaces', String(spaces), '--min-files', '20', '--max-files', '24'];
  const made = await program(process.execPath, [generator, '--out', join(work, 'made'), ...sizes], {
    cwd: work,
  });
  expect(made).toMatchObject({ exitCode: 0 });

  const git = countingGit(work);
  const install = async (): Promise<void> => {
    const args = [
      'install',
      '--project',
      'made/project',
      '--registry',
      'made/registry',
      '--asp-home',
      'home',
    ];
    const { exitCode, stderr } = await asp([...args, '--no-warnings'], {
      cwd: work,
      env: { PATH: git.path },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  };
  await install();
  const cold = git.count();
  await install();
  return { cold, warm: git.count() - cold };
}

describe('the number of git processes', () => {
  it('is the same for a registry of 8 spaces and one of 80, and none for an install with nothing to do', async () => {
    const few = await startsOfInstalls(8);
    const many = await startsOfInstalls(80);
    expect(many).toEqual(few);
    expect(few.cold).toBeLessThanOrEqual(6);
    expect(few.warm).toBe(0);
  });
});
