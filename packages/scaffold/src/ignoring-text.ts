import { eolOf } from './text/lines';

/**
 * A `.gitignore` with the directories and files that are not ignored yet at its end.
 * @param paths as they would be written there: a directory ends with a slash
 */
export function ignoringText(text: string, paths: readonly string[]): string {
  const known = new Set(text.split(/\r?\n/).map(plain));
  const missing = paths.filter((path) => !ancestorsOf(plain(path)).some((ancestor) => known.has(ancestor)));
  if (missing.length === 0) return text;
  const eol = eolOf(text);
  const start = text === '' || text.endsWith('\n') ? text : text + eol;
  return start + missing.map((path) => path + eol).join('');
}

// A line without what makes no difference here: with a slash in front or at the end it ignores the same directory at the root.
const plain = (line: string): string =>
  line
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/^(?:\*\*\/|\/)/, '')
    .replace(/\/(?:\*\*?)?$/, '');

/** `dist/asp` → `dist/asp`, `dist` */
const ancestorsOf = (path: string): readonly string[] =>
  path.split('/').map((_, index, segments) => segments.slice(0, index + 1).join('/'));
