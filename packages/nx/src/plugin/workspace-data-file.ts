import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Raise it with every change to the shape of what is kept. */
const FORMAT = 1;

/**
 * What `writeDataFile` has written, by this version of the plugin and whole; `undefined` for anything else. It is only ever something
 * that could be found out again.
 */
export function readDataFile(file: string): unknown {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    return text.slice(0, end) === firstLine(body) ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps plain JSON for the next process. Where that cannot be written, it only costs time. */
export async function writeDataFile(file: string, data: unknown): Promise<void> {
  const body = JSON.stringify(data);
  try {
    const { writeFileAtomic } = await import('@agent-spaces/core');
    mkdirSync(dirname(file), { recursive: true });
    await writeFileAtomic(file, `${firstLine(body)}\n${body}`);
  } catch {
    // A read-only checkout has a graph and hashes all the same.
  }
}

export const hashContent = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('base64url');

/** It says which plugin wrote the rest, and what that must hash to. */
const firstLine = (body: string): string => `agent-spaces ${FORMAT} ${pluginVersion()} ${hashContent(body)}`;

let version: string | undefined;

function pluginVersion(): string {
  if (version === undefined) {
    const manifest = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
      readonly version: string;
    };
    version = manifest.version;
  }
  return version;
}
