import { createHash, hash } from 'node:crypto';

/** The object format of a repository: ids of 40 or of 64 hex digits. */
export type ObjectFormat = 'sha1' | 'sha256';

/** Up to here copying the data behind its header is cheaper than a hash object. */
const ONE_SHOT_BYTES = 64 * 1024;

export const blobHeader = (size: number): Buffer => Buffer.from(`blob ${size}\0`, 'latin1');

/** The id git gives a blob of these bytes. */
export function hashBlob(data: Uint8Array, format: ObjectFormat): string {
  const header = blobHeader(data.length);
  if (data.length <= ONE_SHOT_BYTES) return hash(format, Buffer.concat([header, data]), 'hex');
  return createHash(format).update(header).update(data).digest('hex');
}
