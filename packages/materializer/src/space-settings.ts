import { createSource, isRecord, parseToml, printable } from '@agent-spaces/core';
import type { Source, SpaceContent, SpaceManifest, SpaceSettings } from '@agent-spaces/core';
import { invalidConfig } from './invalid-config';
import { isStringArray } from './json';
import { registryPath } from './space-path';
import { openSpaceTree } from './space-tree';

export const PERMISSIONS_TOML = 'permissions.toml';

interface Permissions {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/**
 * What a space wants of the client: `[settings]` of its manifest, and the rules of its `permissions.toml`, if any. Throws
 * ConfigParseError and ConfigValidationError.
 */
export async function readSpaceSettings(
  manifest: SpaceManifest,
  content: SpaceContent,
): Promise<SpaceSettings | undefined> {
  const found = await openSpaceTree(content).find(PERMISSIONS_TOML);
  if (!found) return manifest.settings;
  const text = (await content.read(found.file.path)).toString('utf8');
  const more = translatePermissions(createSource('toml', text, registryPath(manifest.id, PERMISSIONS_TOML)));
  const { allow = [], deny = [] } = manifest.settings?.permissions ?? {};
  return {
    ...manifest.settings,
    permissions: { allow: [...allow, ...more.allow], deny: [...deny, ...more.deny] },
  };
}

/**
 * `permissions.toml`, the harness-neutral form found in the wild, as rules of the client:
 *
 *     [read]     paths = ["src/**"]                      → Read(src/**)
 *     [write]    paths = ["src/**"]                      → Edit(src/**), the client's rule for every tool that writes
 *     [exec]     commands = ["git"]                      → Bash(git:*)
 *                patterns = ["npm run *"]                → Bash(npm run *)
 *     [network]  hosts = ["example.com:443"]             → nothing: the client's rules know no ports
 *     [deny]     read, write, exec, network = […]        → the same as deny rules; a host without its port
 *
 * An allowed path stays that path and an allowed command that command: what a rule cannot express is refused, never widened.
 */
function translatePermissions(source: Source): Permissions {
  const document = parseToml(source.text, source.file);
  const list = (section: string, key: string): readonly string[] => {
    const table = isRecord(document) ? document[section] : undefined;
    const values = table === undefined ? [] : isRecord(table) ? (table[key] ?? []) : table;
    if (isStringArray(values) && values.every((value) => value.trim() !== '')) return values;
    throw invalidConfig(source, [section, key], `${section}.${key} is not a list of non-empty strings`);
  };
  const commands = list('exec', 'commands');
  const wide = commands.findIndex((command) => /[*:()]/.test(command));
  if (wide !== -1) {
    const message = `The command "${printable(commands[wide] ?? '')}" would be read as a pattern`;
    const hint = 'Move it to exec.patterns if that is what you mean.';
    throw invalidConfig(source, ['exec', 'commands', String(wide)], message, hint);
  }
  return {
    allow: [
      ...list('read', 'paths').map((path) => `Read(${rulePath(path)})`),
      ...list('write', 'paths').map((path) => `Edit(${rulePath(path)})`),
      ...commands.map((command) => `Bash(${command.trim()}:*)`),
      ...list('exec', 'patterns').map((pattern) => `Bash(${pattern.trim()})`),
    ],
    deny: [
      ...list('deny', 'read').map((path) => `Read(${rulePath(path)})`),
      ...list('deny', 'write').map((path) => `Edit(${rulePath(path)})`),
      ...list('deny', 'exec').map((command) =>
        command.includes('*') ? `Bash(${command.trim()})` : `Bash(${command.trim()}:*)`,
      ),
      ...list('deny', 'network').map((host) => `WebFetch(domain:${host.trim().replace(/:\d+$/, '')})`),
    ],
  };
}

// To the client "/etc" is below the settings file and "//etc" is absolute.
const rulePath = (path: string): string => path.trim().replace(/^\/(?!\/)/, '//');
