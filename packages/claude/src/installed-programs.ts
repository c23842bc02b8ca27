import { open, realpath } from 'node:fs/promises';
import path from 'node:path';

export const NPM_PACKAGE = path.join('@anthropic-ai', 'claude-code');

/**
 * Where one `node_modules` may hold the program, best first. The package that carries the native binary stands beside the main one:
 * in the same directory with npm, in the virtual store with pnpm. The last place works only where an install script has run.
 */
export async function installedPrograms(nodeModules: string): Promise<string[]> {
  const main = path.join(nodeModules, NPM_PACKAGE);
  const native = `claude-code-${await platformKey()}`;
  const program = process.platform === 'win32' ? 'claude.exe' : 'claude';
  const scopes = new Set([path.dirname(main), path.dirname(await realPathOrSelf(main))]);
  return [
    ...[...scopes].map((scope) => path.join(scope, native, program)),
    process.platform === 'win32' ? path.join(main, 'bin', program) : path.join(nodeModules, '.bin', program),
  ];
}

async function realPathOrSelf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    return file; // not installed here; the places named after it do not exist either
  }
}

/** As the packages are named: `linux-x64`, `linux-arm64-musl`, `darwin-arm64`, `win32-x64`. */
let knownKey: Promise<string> | undefined;
const platformKey = (): Promise<string> => (knownKey ??= findPlatformKey());

async function findPlatformKey(): Promise<string> {
  const { platform, arch, execPath } = process;
  const musl = platform === 'linux' && (await loaderIsMusl(execPath));
  return `${platform}-${arch}${musl ? '-musl' : ''}`;
}

/** A native program names its loader near its start; Node's own is the C library of this system, at the cost of one read. */
async function loaderIsMusl(program: string): Promise<boolean> {
  const file = await open(program);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead).includes('/ld-musl-');
  } finally {
    await file.close();
  }
}
