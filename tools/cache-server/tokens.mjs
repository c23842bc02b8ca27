// @ts-check
import { createHash, timingSafeEqual } from 'node:crypto';

/** @typedef {'read' | 'write'} Access  Who may write may read. */

/**
 * Tells from an `Authorization` header what its sender may do. How long it takes does not depend on the token sent.
 *
 * @param {{ readTokens: readonly string[], writeTokens: readonly string[] }} tokens
 * @returns {(authorization: string | undefined) => Access | undefined}
 * @throws {Error} where there is no token at all, one is listed for both, or one cannot travel in a header
 */
export function knowTokens({ readTokens, writeTokens }) {
  const tokens = [...readTokens, ...writeTokens];
  if (tokens.length === 0) throw new Error('A cache server needs at least one token');
  if (tokens.some((token) => !/^[\x21-\x7e]+$/.test(token)))
    throw new Error('A token must be of visible ASCII characters, without spaces');
  if (readTokens.some((token) => writeTokens.includes(token)))
    throw new Error('One token cannot be for reading only and for writing');

  const readers = readTokens.map(digest);
  const writers = writeTokens.map(digest);
  return (authorization = '') => {
    const sent = digest(/^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1] ?? '');
    const [mayRead, mayWrite] = [isAmong(readers, sent), isAmong(writers, sent)];
    return mayWrite ? 'write' : mayRead ? 'read' : undefined;
  };
}

/** Equal lengths, as `timingSafeEqual` wants them. @param {string} token */
const digest = (token) => createHash('sha256').update(token).digest();

/** @param {readonly Buffer[]} known @param {Buffer} sent */
const isAmong = (known, sent) => known.reduce((found, one) => timingSafeEqual(one, sent) || found, false);
