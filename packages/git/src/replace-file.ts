import { open, rename, rm, stat } from 'node:fs/promises';

/** Where the new content of a file lies until it takes the file's place; the same each time, so that what a crash left can be removed. */
export const replacementOf = (file: string): string => `${file}.asp-new`;

/** Replaces a file, or makes it: a synced file beside it is renamed over it. The permissions stay. */
export async function replaceFile(file: string, content: Buffer): Promise<void> {
  const replacement = replacementOf(file);
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => 0o666,
  );
  await rm(replacement, { force: true });
  const handle = await open(replacement, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(replacement, file);
}
