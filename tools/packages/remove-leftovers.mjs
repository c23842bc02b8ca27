// @ts-check
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const COMPILED = /^(?!bundle[\\/])(.*?)(?:\.(?:js|d\.ts)(?:\.map)?|\.json)$/;

/**
 * Removes from a package's `dist` what was compiled from a source that is gone. The compiler leaves it, and npm would publish it.
 *
 * @param {string} directory  of the package
 */
export function removeLeftovers(directory) {
  const dist = join(directory, 'dist');
  if (!existsSync(dist)) return;
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const path = COMPILED.exec(file)?.[1];
    const sources = ['.ts', '.json'].map((end) => join(directory, 'src', `${path}${end}`));
    if (path !== undefined && !sources.some((source) => existsSync(source))) rmSync(join(dist, file));
  }
}
