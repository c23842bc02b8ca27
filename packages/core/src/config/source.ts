import type { SourceLocation } from '../errors';
import { jsonTree } from './json-tree';
import { tomlTree } from './toml-tree';

/** Keys and array indices from the document to a value; indices as decimal text. */
export type Path = readonly string[];

/** Where one value of a document stands. Offsets count UTF-16 units of `Source.text`. */
export interface SourceNode {
  readonly offset: number;
  /** Absent for the document itself and for array items. */
  readonly keyOffset?: number;
  /** Members of a table, or items of an array by index, in file order. */
  readonly members: ReadonlyMap<string, SourceNode>;
}

/** A text and the means to say where in it something stands; the positions are worked out only when first asked for. */
export interface Source {
  readonly file: string;
  readonly language: 'json' | 'toml';
  readonly text: string;
  /** `undefined` where no positions can be had; an error then names the file alone. */
  readonly tree: () => SourceNode | undefined;
}

const parsers = { json: jsonTree, toml: tomlTree };

export function createSource(language: Source['language'], text: string, file: string): Source {
  const body = withoutBom(text);
  let known: { readonly tree: SourceNode | undefined } | undefined;
  const tree = () => (known ??= { tree: parsers[language](body) }).tree;
  return { file, language, text: body, tree };
}

/** Windows editors put a byte order mark before UTF-8; no editor counts it as a column. */
export const withoutBom = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** The place of a value, or of its key; of the nearest enclosing value where `path` itself is not in the file. */
export function locate(source: Source, path: Path, at: 'key' | 'value'): SourceLocation {
  const pointer = pointerOf(path);
  let node = source.tree();
  let offset = node?.offset;
  for (const segment of path) {
    node = node?.members.get(segment);
    if (!node) break;
    offset = at === 'key' ? (node.keyOffset ?? node.offset) : node.offset;
  }
  return offset === undefined
    ? { file: source.file, pointer }
    : { ...locationAt(source.text, offset, source.file), pointer };
}

/** As `locate`, but the text is searched only when the line or column is read: most places are noted for errors that never come. */
export function noteLocation(source: Source, path: Path, at: 'key' | 'value'): SourceLocation {
  let known: SourceLocation | undefined;
  const location = () => (known ??= locate(source, path, at));
  return {
    file: source.file,
    pointer: pointerOf(path),
    get line() {
      return location().line;
    },
    get column() {
      return location().column;
    },
  };
}

/** RFC 6901. */
const pointerOf = (path: Path): string =>
  path.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export function locationAt(
  text: string,
  offset: number,
  file: string,
): SourceLocation & { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', end + 1)) {
    line++;
    lineStart = end + 1;
  }
  return { file, line, column: offset - lineStart + 1 };
}

// What JavaScript moves to the front of an object, whatever the order in the file was.
const ARRAY_INDEX = /^(?:0|[1-9]\d{0,9})$/;

/** The entries of the table at `path` as the file orders them. */
export function entriesInFileOrder<Value>(
  table: Readonly<Record<string, Value>>,
  path: Path,
  source: Source,
): readonly (readonly [key: string, value: Value])[] {
  const entries = Object.entries(table);
  if (!entries.some(([key]) => ARRAY_INDEX.test(key))) return entries;
  let node = source.tree();
  for (const segment of path) node = node?.members.get(segment);
  const rank = new Map([...(node?.members.keys() ?? [])].map((key, index) => [key, index]));
  return entries.sort(([one], [other]) => (rank.get(one) ?? 0) - (rank.get(other) ?? 0));
}
