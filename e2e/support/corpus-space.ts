import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repositoryRoot } from './places';

const programs = join(repositoryRoot, 'spaces/project-facts/mcp');

export interface CorpusSpace {
  readonly id: string;
  /** The original. */
  readonly source: string;
  /** Names of MCP servers, each standing where the plugin had it, started from this repository instead of the network. */
  readonly servers: readonly string[];
  /** Why its hooks were left out, if it has any that cannot run. */
  readonly withoutHooks: string | undefined;
}

interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
  readonly author?: Readonly<Record<string, string>>;
}

/**
 * Makes a space of a plugin found in the wild: its directory copied, a space.toml added. Two things change, because the corpora hold no
 * scripts and tests have no network: hooks that name a missing script are left out, and each MCP server is replaced by one of this
 * repository under the name, in the file and in the form (with or without "mcpServers") that the plugin had it. A server that the
 * plugin's own package.json starts is started by it here too, only by npm and node where it says bun.
 */
export function makeCorpusSpace(source: string, registry: string): CorpusSpace {
  const id = basename(source);
  const directory = join(registry, 'spaces', id);
  cpSync(source, directory, { recursive: true });
  const manifest = readManifest(directory, id);
  writeFileSync(join(directory, 'space.toml'), spaceToml(id, manifest));
  return { id, source, servers: replaceServers(directory), withoutHooks: leaveOutHooks(directory) };
}

function readManifest(directory: string, id: string): Manifest {
  const file = join(directory, '.claude-plugin/plugin.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : { name: id };
}

function spaceToml(id: string, { name, version, description, license, keywords, author }: Manifest): string {
  const table = (members: Readonly<Record<string, unknown>>): string =>
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      // A JSON string or list of strings is also TOML.
      .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
      .join('');
  return [
    table({ schema: 1, id, version: version ?? '1.0.0', description: description?.slice(0, 500) }),
    `\n[plugin]\n${table({ name, license, keywords })}`,
    author ? `\n[plugin.author]\n${table(author)}` : '',
  ].join('');
}

function replaceServers(directory: string): readonly string[] {
  const file = join(directory, '.mcp.json');
  if (!existsSync(file)) return [];
  const document = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const isWrapped = 'mcpServers' in document;
  const names = Object.keys(isWrapped ? (document['mcpServers'] as object) : document);
  const isOwnProgram = existsSync(join(directory, 'package.json'));
  const local = isOwnProgram
    ? {
        command: 'npm',
        args: ['start', '--silent', '--no-update-notifier', '--prefix', '${CLAUDE_PLUGIN_ROOT}'],
      }
    : { command: process.execPath, args: [join(programs, 'server.mjs')] };
  if (isOwnProgram) writeProgram(directory);
  const servers = Object.fromEntries(names.map((name) => [name, local]));
  writeFileSync(file, JSON.stringify(isWrapped ? { mcpServers: servers } : servers, null, 2));
  return names;
}

/** Beside the package.json, where the plugin's authors keep theirs; the corpora hold no scripts. */
function writeProgram(directory: string): void {
  cpSync(programs, directory, { recursive: true });
  const file = join(directory, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...manifest, scripts: { start: 'node server.mjs' } }));
}

function leaveOutHooks(directory: string): string | undefined {
  const file = join(directory, 'hooks/hooks.json');
  if (!existsSync(file)) return undefined;
  const named = [...readFileSync(file, 'utf8').matchAll(/\$\{CLAUDE_PLUGIN_ROOT\}\/([^\s"\\]+)/g)].map(
    ([, path]) => path ?? '',
  );
  const missing = named.filter((path) => !existsSync(join(directory, path)));
  if (missing.length === 0) return undefined;
  rmSync(join(directory, 'hooks'), { recursive: true });
  return `${[...new Set(missing)].join(', ')} missing`;
}
