// @ts-check
import { constants, gunzipSync, gzipSync } from 'node:zlib';

/**
 * What goes wrong with one request, for tests of clients. `delayMs` goes with any other.
 *
 * @typedef {object} Fault
 * @property {number} [delayMs]  The answer comes that much later.
 * @property {number} [status]  Said instead of the true answer,
 * @property {string} [text]  with this text
 * @property {string} [contentType]  of this type.
 * @property {true} [hang]  Takes the whole request and never answers.
 * @property {true} [reset]  Resets the connection without an answer, and without reading a body.
 * @property {number} [cutAfter]  GET: announces the whole artifact and ends the connection after so many bytes.
 * @property {(artifact: Buffer) => Buffer} [corrupt]  GET: other bytes, under their own true length.
 *
 * @typedef {{ number: number, method: string, path: string, hash?: string }} SeenRequest
 *   `number` counts the requests of one server from 1; `path` may be anything a client sent; `hash` is there if it is one.
 * @typedef {(request: SeenRequest) => Fault | undefined} Faults  Nothing means that the request is served.
 */

// The last block of a deflate stream, of the type that there is not; what follows is never looked at.
const NO_BLOCK = Buffer.alloc(64, 0x07);

/**
 * An artifact whose compression is broken half-way, so that no reader gets past it. A byte that is flipped anywhere would not do: more
 * often than not it unpacks to other content, and Nx does not look at the checksum.
 */
export function breakMiddle(/** @type {Buffer} */ artifact) {
  const content = gunzipSync(artifact);
  const half = content.subarray(0, content.length >> 1);
  return Buffer.concat([gzipSync(half, { finishFlush: constants.Z_SYNC_FLUSH }), NO_BLOCK]);
}

/** The first half, as a server that keeps broken uploads would have it. */
export const firstHalf = (/** @type {Buffer} */ artifact) => artifact.subarray(0, artifact.length >> 1);
