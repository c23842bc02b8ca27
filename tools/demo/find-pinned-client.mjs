// @ts-check
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The Claude Code that this repository pins as a development dependency, if it exists for this platform.
 *
 * @returns {string | undefined}
 */
export function findPinnedClient() {
  const { resolve } = createRequire(import.meta.url);
  const program = process.platform === 'win32' ? 'claude.exe' : 'claude';
  for (const libc of ['', '-musl']) {
    try {
      const manifest = resolve(
        `@anthropic-ai/claude-code-${process.platform}-${process.arch}${libc}/package.json`,
      );
      const file = join(dirname(manifest), program);
      if (existsSync(file)) return file;
    } catch {
      continue; // npm installs the one package that fits this machine
    }
  }
  return undefined;
}
