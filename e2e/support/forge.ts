import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes an artifact of a cache apart, lets `change` do what it likes to its files, and packs it again: as good as any other to Nx.
 *
 * @param scratch a directory for the time being
 */
export function forge(artifact: string, scratch: string, change: (content: string) => void): void {
  mkdirSync(scratch, { recursive: true });
  const content = mkdtempSync(join(scratch, 'artifact-'));
  execFileSync('tar', ['-xzf', artifact, '-C', content]);
  change(content);
  // Nx reads the exit code wherever it lies; a dot in front of every name it would not take.
  execFileSync('tar', ['-czf', artifact, '-C', content, ...readdirSync(content)]);
  rmSync(content, { recursive: true });
}
