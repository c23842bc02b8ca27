import { statSync } from 'node:fs';
import { isNativeError } from 'node:util/types';
import { ClaudeInvocationError, printable } from '@agent-spaces/core';
import type { ClaudeBinary } from './find-claude';

const REASONS: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOENT: [
    'it does not exist, or the interpreter its #! line names does not',
    'Install Claude Code, or set ASP_CLAUDE_PATH.',
  ],
  EACCES: ['it may not be executed', 'Check the permissions of the file and of the directories above it.'],
  ENOEXEC: [
    'it is not a program of this system',
    'Install Claude Code for this platform, or set ASP_CLAUDE_PATH.',
  ],
  E2BIG: [
    'its arguments and environment are longer than the system allows',
    'Put a long prompt into a file and name the file in the prompt, or compose fewer spaces.',
  ],
};

/** Why Claude Code could not be started, from what the system said. */
export function invocationError(binary: ClaudeBinary, cwd: string, cause: unknown): ClaudeInvocationError {
  const program = printable(binary.path, 400);
  // A missing working directory is reported by the system as a missing program.
  if (!isDirectory(cwd)) {
    return new ClaudeInvocationError(
      `Cannot start Claude Code in ${printable(cwd, 400)}: it is not a directory`,
      { hint: 'Run from a directory that exists.', cause },
    );
  }
  const code = isNativeError(cause) && 'code' in cause ? String(cause.code) : '';
  const [why, hint] = REASONS[code] ?? [
    isNativeError(cause) ? printable(cause.message, 200) : 'the system gave no reason',
    'Run the command that "asp run --dry-run" prints to see it fail by itself.',
  ];
  return new ClaudeInvocationError(`Cannot start ${program}: ${why}`, { hint, cause });
}

const isDirectory = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
