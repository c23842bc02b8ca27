// @ts-check
import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * An artifact as Nx 22 stores it (tar, gzip), of whatever files a test wants it to have. A complete one has `terminalOutput` and
 * `code`, four bytes, the first the highest; everything else is outputs, by their path in the workspace.
 *
 * @param {Record<string, string | Buffer>} files  Names are at most 100 bytes, and may be such as no honest archive has.
 * @param {number} [mode]
 * @returns {Buffer}
 */
export function forgeArtifact(files, mode = 0o644) {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const data = Buffer.from(content);
    return [header(name, data.length, mode), data, Buffer.alloc(-data.length & (BLOCK - 1))];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

/** The exit code as it lies in an artifact. @param {number} code */
export function exitCode(code) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(code);
  return bytes;
}

/** @param {string} name @param {number} size @param {number} mode */
function header(name, size, mode) {
  const block = Buffer.alloc(BLOCK);
  const octal = (/** @type {number} */ value, /** @type {number} */ width) =>
    `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(name, 0, 100);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(' '.repeat(8), 148); // the checksum counts itself as spaces
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(octal(sum, 7), 148);
  return block;
}
