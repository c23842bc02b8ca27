import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type * as CoreModule from '@agent-spaces/core';
import { lockFacts, spaceFacts, targetsFacts, type FactsByKind } from './facts';
import type { FactsCache } from './facts-cache';
import { hashContent } from './workspace-data-file';

/** Takes longer to load than all else here: only a file that has changed needs its parsers. */
type Core = typeof CoreModule;

let core: Core | undefined;

/**
 * The facts of one file, from the cache where its content is known. `undefined` where there is no such file: Nx's list may be older
 * than the disk, and a lock is there only after something was resolved.
 *
 * A promise only where something has to be loaded first: a workspace may have thousands of files, nearly all of them known.
 *
 * @param file from the workspace root, with `/`; for messages too
 * @throws ConfigError, ConfigParseError, ConfigValidationError
 */
export function readFacts<Kind extends keyof FactsByKind>(
  kind: Kind,
  file: string,
  workspaceRoot: string,
  cache: FactsCache,
): FactsByKind[Kind] | undefined | Promise<FactsByKind[Kind]> {
  const path = `${workspaceRoot}/${file}`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return isMissing(error) ? undefined : refuse(path);
  }
  const contentHash = hashContent(text);
  // Bytes that are no text were replaced, and may make the same text as others.
  const isExact = !text.includes('\uFFFD');
  const known = isExact ? cache.get(kind, file, contentHash) : undefined;
  if (known !== undefined) return known;
  const parse = (loaded: Core): FactsByKind[Kind] => {
    const exact = isExact ? text : loaded.decodeText(readFileSync(path), file);
    const facts = parsers[kind](exact, file, loaded);
    cache.set(kind, file, contentHash, facts);
    return facts;
  };
  return core ? parse(core) : loadCore().then(parse);
}

async function loadCore(): Promise<Core> {
  return (core ??= await import('@agent-spaces/core'));
}

/** Fails again, and says why in our own words. */
async function refuse(path: string): Promise<never> {
  const { ConfigError, readTextFile } = await loadCore();
  await readTextFile(path);
  throw new ConfigError(`Cannot read ${path}`, { location: { file: path }, hint: 'Run the command again.' });
}

function isMissing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

const parsers: {
  readonly [Kind in keyof FactsByKind]: (text: string, file: string, core: Core) => FactsByKind[Kind];
} = {
  space: (text, file, { isSpaceId, parseSpaceManifest, ConfigError, printable }) => {
    const directory = posix.basename(posix.dirname(file));
    if (!isSpaceId(directory)) {
      throw new ConfigError(
        `"${printable(directory)}" is not the id of a space, and a space is known by its directory`,
        {
          location: { file },
          hint: 'Rename the directory: kebab-case, a–z, 0–9 and single dashes, 1 to 64 characters.',
        },
      );
    }
    return spaceFacts(parseSpaceManifest(text, file, { expectedId: directory }));
  },
  targets: (text, file, { parseProjectManifest }) => targetsFacts(parseProjectManifest(text, file)),
  lock: (text, file, { parseLockFile, ConfigParseError }) => {
    const conflict = conflictLine(text);
    if (conflict !== undefined) {
      const message = 'The lock file has the marks of a merge conflict';
      throw new ConfigParseError(message, [
        {
          message,
          location: { file, line: conflict, column: 1 },
          hint: `Take either side whole, such as \`git checkout --ours -- ${file}\`, then run \`nx sync\`.`,
        },
      ]);
    }
    return lockFacts(parseLockFile(text, file, { kind: 'project' }));
  },
};

/** From 1. No line of JSON begins like this. */
function conflictLine(text: string): number | undefined {
  const line = text.split('\n').findIndex((each) => each.startsWith('<<<<<<< '));
  return line < 0 ? undefined : line + 1;
}
