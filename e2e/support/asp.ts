import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './places';

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export const CLI = join(repositoryRoot, 'packages/cli/bin/asp.js');

/** Runs the built CLI with nothing of the user's environment but PATH. */
export const asp = (args: readonly string[], options: RunOptions): Promise<Finished> =>
  program(process.execPath, [CLI, ...args], options);

export const program = (command: string, args: readonly string[], options: RunOptions): Promise<Finished> =>
  startProgram(command, args, options).finished;

/** The same for what is to be met while it runs. */
export function startProgram(
  command: string,
  args: readonly string[],
  { cwd, env }: RunOptions,
): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { child, finished };
}

/** Fails with what asp said, unless it was done. */
export function expectDone(args: readonly string[], { exitCode, stderr }: Finished): void {
  expect({ args, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ args, exitCode: 0, stderr: '' });
}
