// @ts-check
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ plugins: readonly string[], settings: string, mcp?: string }} Bundle  absolute paths, of `asp run --dry-run --json`
 */

/**
 * What can be said of a bundle without a client to load it: every manifest and settings file is an object of JSON, every plugin has a
 * name.
 *
 * @param {Bundle} bundle
 * @returns {{ checked: number, faults: string[] }}
 */
export function checkBundle({ plugins, settings, mcp }) {
  const manifests = plugins.map((directory) => join(directory, '.claude-plugin/plugin.json'));
  const files = [...manifests, settings, ...(mcp === undefined ? [] : [mcp])];
  const faults = files.flatMap((file) => {
    try {
      if (!statSync(file).isFile()) return [`${file} is not a file`];
      const document = JSON.parse(readFileSync(file, 'utf8'));
      if (typeof document !== 'object' || document === null || Array.isArray(document))
        return [`${file} is not an object`];
      return manifests.includes(file) && typeof document.name !== 'string' ? [`${file} has no name`] : [];
    } catch (error) {
      return [`${file}: ${error instanceof Error ? error.message : error}`];
    }
  });
  return { checked: files.length, faults };
}
