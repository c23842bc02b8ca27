// @ts-check
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

/** Flips every bit of the byte in the middle, which lies in the compressed data and is caught only by whoever unpacks it. */
export function flipMiddle(/** @type {Buffer} */ artifact) {
  const changed = Buffer.from(artifact);
  const middle = changed.length >> 1;
  changed[middle] = ~changed[middle] & 0xff;
  return changed;
}

/** The first half, as a server that keeps broken uploads would have it. */
export const firstHalf = (/** @type {Buffer} */ artifact) => artifact.subarray(0, artifact.length >> 1);
