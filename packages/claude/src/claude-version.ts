import { tmpdir } from 'node:os';
import { ClaudeInvocationError, printable } from '@agent-spaces/core';
import { captureClaude } from './capture-claude';
import type { ClaudeBinary } from './find-claude';

const TIMEOUT_MS = 10_000;

/**
 * The client's version, without the words around it: `2.1.197`.
 *
 * @throws ClaudeInvocationError where it does not say one within 10 seconds
 */
export async function claudeVersion(
  binary: ClaudeBinary,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const { exitCode, stdout, stderr } = await captureClaude(binary, ['--version'], {
    cwd: tmpdir(),
    env,
    timeoutMs: TIMEOUT_MS,
  });
  const version = /\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?/.exec(stdout)?.[0];
  if (exitCode === 0 && version) return version;
  throw new ClaudeInvocationError(
    `${printable(binary.path, 400)} --version gave exit code ${exitCode} and no version: ${printable((stderr || stdout).trim(), 200)}`,
    { hint: 'Check that this is Claude Code, or set ASP_CLAUDE_PATH to it.' },
  );
}
