// @ts-check
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {'created' | 'exists' | 'empty' | 'too-large'} Creation
 * @typedef {{ size: number, file: import('node:fs/promises').FileHandle }} Artifact  The reader closes the file.
 * @typedef {object} ArtifactStore  `hash` is always one that `isTaskHash` accepts.
 * @property {(hash: string) => Promise<boolean>} has
 * @property {(hash: string) => Promise<Artifact | undefined>} open
 * @property {(hash: string, chunks: AsyncIterable<Uint8Array>) => Promise<Creation>} create
 *   Stores what `chunks` gives if nothing is stored under the hash. What fails half-way leaves nothing, and throws.
 */

/** An upload nobody has written to for so long belongs to a server that was killed. */
const ABANDONED_MS = 60 * 60 * 1000;
const PART = /^[0-9a-f-]{36}\.part$/;

/** Nx writes decimal numbers, custom hashers may write more. Nothing here can leave a directory. */
export const isTaskHash = (/** @type {string} */ text) => /^[0-9A-Za-z_-]{1,128}$/.test(text);

/**
 * The artifacts below `directory`, which is made if it is not there: `artifacts/<hash>`, complete and never changed, and
 * `uploads/`, what is still arriving. An artifact appears by `link`, which never replaces: of two servers or two uploads with one
 * hash, one wins. Both it and its name are on the disk before `create` says so.
 *
 * @param {string} directory
 * @param {{ maxBytes: number }} limits
 * @returns {Promise<ArtifactStore>}
 */
export async function openArtifactStore(directory, { maxBytes }) {
  const artifacts = join(directory, 'artifacts');
  const uploads = join(directory, 'uploads');
  await mkdir(artifacts, { recursive: true });
  await mkdir(uploads, { recursive: true });
  await removeAbandoned(uploads);

  return {
    has: async (hash) => (await unlessMissing(stat(join(artifacts, hash)))) !== undefined,

    async open(hash) {
      const file = await unlessMissing(open(join(artifacts, hash), 'r'));
      if (file === undefined) return undefined;
      try {
        return { size: (await file.stat()).size, file };
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    async create(hash, chunks) {
      const part = join(uploads, `${randomUUID()}.part`);
      try {
        const size = await writeDurably(part, chunks, maxBytes);
        if (size === 0) return 'empty';
        if (size > maxBytes) return 'too-large';
        await link(part, join(artifacts, hash));
        await flushDirectory(artifacts);
        return 'created';
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return 'exists';
        throw error;
      } finally {
        await rm(part, { force: true });
      }
    },
  };
}

/**
 * Ends early once there is more than `maxBytes`.
 *
 * @param {string} path
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {number} maxBytes
 * @returns {Promise<number>} bytes that arrived
 */
async function writeDurably(path, chunks, maxBytes) {
  const file = await open(path, 'wx', 0o600);
  try {
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > maxBytes) return size;
      await file.writeFile(chunk);
    }
    await file.sync();
    return size;
  } finally {
    await file.close();
  }
}

/** A new name is only as durable as the directory that holds it. @param {string} path */
async function flushDirectory(path) {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** @param {string} uploads */
async function removeAbandoned(uploads) {
  for (const name of await readdir(uploads)) {
    const path = join(uploads, name);
    const found = PART.test(name) ? await unlessMissing(stat(path)) : undefined;
    if (found && found.mtimeMs < Date.now() - ABANDONED_MS) await rm(path, { force: true });
  }
}

/** @template T @param {Promise<T>} promise @returns {Promise<T | undefined>} */
const unlessMissing = (promise) =>
  promise.catch((error) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });

/** @param {unknown} error */
const codeOf = (error) => /** @type {NodeJS.ErrnoException} */ (error)?.code;
