import type * as TomlParser from 'toml-eslint-parser';
import type { AST } from 'toml-eslint-parser';
import type { SourceNode } from './source';

type Mutable = { offset: number; keyOffset?: number; members: Map<string, Mutable> };

/** The positions of a TOML text; `undefined` where the position-keeping parser refuses what the fast one accepted. */
export function tomlTree(text: string): SourceNode | undefined {
  const { parseTOML } = require('toml-eslint-parser') as typeof TomlParser;
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text, { tomlVersion: '1.1' });
  } catch {
    return undefined;
  }
  const root: Mutable = { offset: 0, members: new Map() };
  for (const entry of program.body[0].body) {
    if (entry.type === 'TOMLKeyValue') addKeyValue(root, entry);
    else addTable(root, entry);
  }
  return root;
}

function addTable(root: Mutable, table: AST.TOMLTable): void {
  const node = descend(root, table.resolvedKey.map(String), table.key.keys, table.range[0]);
  for (const entry of table.body) addKeyValue(node, entry);
}

function addKeyValue(table: Mutable, entry: AST.TOMLKeyValue): void {
  const names = entry.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
  fill(descend(table, names, entry.key.keys, entry.value.range[0]), entry.value);
}

function fill(node: Mutable, content: AST.TOMLContentNode): void {
  if (content.type === 'TOMLInlineTable') {
    for (const entry of content.body) addKeyValue(node, entry);
  } else if (content.type === 'TOMLArray') {
    for (const [index, element] of content.elements.entries()) {
      const item: Mutable = { offset: element.range[0], members: new Map() };
      node.members.set(String(index), item);
      fill(item, element);
    }
  }
}

/** Walks to the value named by `path`, making what is missing on the way; the last is what stands at `offset`. */
function descend(
  from: Mutable,
  path: readonly string[],
  keys: readonly (AST.TOMLBare | AST.TOMLQuoted)[],
  offset: number,
): Mutable {
  let node = from;
  let written = 0;
  for (const segment of path) {
    let next = node.members.get(segment);
    if (!next) {
      // An index of an array of tables is part of the path, but no key was written for it.
      const key = keys[Math.min(written, keys.length - 1)];
      next = { offset, ...(key ? { keyOffset: key.range[0] } : {}), members: new Map() };
      node.members.set(segment, next);
    }
    if (keys[written] && nameOf(keys[written]) === segment) written++;
    node = next;
  }
  return node;
}

const nameOf = (key: AST.TOMLBare | AST.TOMLQuoted | undefined): string | undefined =>
  key?.type === 'TOMLBare' ? key.name : key?.value;
