import { fileError } from './file-error';

export interface WriteFileOptions {
  /** Permission bits of the file; by default those it has, or what the umask leaves of 0666. */
  readonly mode?: number;
}

/**
 * Replaces a file so that a reader, or a crash, meets the old text or the new one and nothing between: a synced temporary file beside
 * it is renamed over it. A symbolic link stays and its target is replaced.
 *
 * @throws ConfigError where the file cannot be written
 */
export async function writeFileAtomic(
  path: string,
  text: string,
  options: WriteFileOptions = {},
): Promise<void> {
  const { default: replaceFile } = await import('write-file-atomic');
  try {
    await replaceFile(path, text, { encoding: 'utf8', ...options });
  } catch (cause) {
    throw fileError('write', path, cause);
  }
}
