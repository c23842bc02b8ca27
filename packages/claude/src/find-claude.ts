import path from 'node:path';
import { ClaudeNotFoundError, printable } from '@agent-spaces/core';
import type { ProgramState } from './inspect-program';
import { inspectProgram } from './inspect-program';
import { NPM_PACKAGE, installedPrograms } from './installed-programs';

export interface ClaudeBinary {
  /** Absolute. */
  readonly path: string;
  readonly source: 'ASP_CLAUDE_PATH' | 'PATH' | 'workspace';
}

export interface FindClaudeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative values of `ASP_CLAUDE_PATH` start here, and so does the search for `node_modules`. */
  readonly cwd: string;
  /** Absolute; where the client is going to work, if elsewhere: its `node_modules` come before those around `cwd`. */
  readonly workspace?: string;
}

/**
 * The Claude Code program to run (seed 003, appendix B): `ASP_CLAUDE_PATH`, else `claude` on `PATH`, else the one installed in the
 * workspace, with or without its package's install script having run. Nothing is started to find out.
 *
 * @throws ClaudeNotFoundError where there is none, or where `ASP_CLAUDE_PATH` is set and is not a program
 */
export async function findClaude({ env, cwd, workspace = cwd }: FindClaudeOptions): Promise<ClaudeBinary> {
  const configured = env['ASP_CLAUDE_PATH'];
  if (configured)
    return { path: await checkConfigured(path.resolve(cwd, configured)), source: 'ASP_CLAUDE_PATH' };

  const directories = searchPath(env);
  const onPath = await firstProgram(directories.flatMap(candidatesIn));
  if (onPath) return { path: onPath, source: 'PATH' };

  const starts = [...new Set([workspace, cwd])];
  for (const directory of new Set(starts.flatMap(selfAndParents))) {
    const installed = await firstProgram(await installedPrograms(path.join(directory, 'node_modules')));
    if (installed) return { path: installed, source: 'workspace' };
  }
  throw new ClaudeNotFoundError(
    `Claude Code was not found: ASP_CLAUDE_PATH is not set, there is no working claude in the ${directories.length} directories of PATH, and no node_modules from ${starts.map((start) => printable(start, 200)).join(' or ')} upwards has it`,
    {
      hint: 'Run "npm install --save-dev @anthropic-ai/claude-code", or set ASP_CLAUDE_PATH to the program.',
    },
  );
}

const REFUSALS: Readonly<Record<Exclude<ProgramState, 'program'>, string>> = {
  missing: 'which does not exist',
  'not-a-file': 'which is not a file',
  'not-executable': 'which is not executable',
  'not-startable':
    'which is no program: it has no #! line and is no native binary (the placeholder of a package whose install script did not run looks like this)',
};

/** An explicit choice that fails is said so: another program in its place would be a surprise. */
async function checkConfigured(file: string): Promise<string> {
  const state = await inspectProgram(file);
  if (state === 'program') return file;
  const beside = await programBeside(file);
  throw new ClaudeNotFoundError(`ASP_CLAUDE_PATH names ${printable(file, 400)}, ${REFUSALS[state]}`, {
    hint: `Set ASP_CLAUDE_PATH to the claude program itself${beside ? `, ${printable(beside, 400)}` : ''}, or unset it to search PATH and the workspace.`,
  });
}

/** Whoever names the placeholder in `node_modules/.bin` means the program of the package it belongs to. */
async function programBeside(file: string): Promise<string | undefined> {
  for (const directory of selfAndParents(path.dirname(file))) {
    if (path.basename(directory) === 'node_modules') return firstProgram(await installedPrograms(directory));
  }
  return undefined;
}

/** Relative and empty entries are left out, so that the directory one happens to be in cannot supply the program. */
function searchPath(env: FindClaudeOptions['env']): string[] {
  const name = onWindows ? Object.keys(env).find((key) => key.toUpperCase() === 'PATH') : 'PATH';
  const entries = (name && env[name])?.split(path.delimiter) ?? [];
  return [...new Set(entries.filter((entry) => path.isAbsolute(entry)))];
}

const onWindows = process.platform === 'win32';

/** On Windows npm puts a `.cmd` on PATH. A prompt does not survive cmd.exe, so the program behind it is taken. */
const candidatesIn = (directory: string): string[] =>
  onWindows
    ? [
        path.join(directory, 'claude.exe'),
        path.join(directory, 'node_modules', NPM_PACKAGE, 'bin', 'claude.exe'),
      ]
    : [path.join(directory, 'claude')];

async function firstProgram(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    if ((await inspectProgram(candidate)) === 'program') return candidate;
  }
  return undefined;
}

function selfAndParents(directory: string): string[] {
  const parent = path.dirname(directory);
  return parent === directory ? [directory] : [directory, ...selfAndParents(parent)];
}
