/**
 * What generators read from and write to: files by paths that are relative to one root and separated by `/`. `Tree` of @nx/devkit
 * satisfies it as it is; a command line needs one over a directory.
 */
export interface ScaffoldTree {
  /** The bytes of a file; `null` where there is none. Bytes, because a text that is not UTF-8 must not be mistaken for one that is. */
  read(path: string): Buffer | null;
  /** Whether there is a file or a directory. */
  exists(path: string): boolean;
  isFile(path: string): boolean;
  /** The names in a directory; none where there is no such directory. */
  children(path: string): string[];
  /** Makes a file, and the directories above it, or replaces it. A file that is there keeps its mode unless one is given. */
  write(path: string, content: string, options?: { mode?: number }): void;
}
