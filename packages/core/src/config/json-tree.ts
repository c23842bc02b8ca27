import type * as JsoncParser from 'jsonc-parser';
import type { SourceNode } from './source';

/** The positions of a JSON text; of a key written twice, those of the last, which is the one a parser keeps. */
export function jsonTree(text: string): SourceNode | undefined {
  const { parseTree } = require('jsonc-parser') as typeof JsoncParser;
  const root = parseTree(text);
  return root && toSourceNode(root);
}

function toSourceNode(node: JsoncParser.Node, keyOffset?: number): SourceNode {
  const members = new Map<string, SourceNode>();
  for (const [index, child] of (node.children ?? []).entries()) {
    const [key, value] = child.type === 'property' ? (child.children ?? []) : [undefined, child];
    if (value) members.set(key ? String(key.value) : String(index), toSourceNode(value, key?.offset));
  }
  return { offset: node.offset, ...(keyOffset === undefined ? {} : { keyOffset }), members };
}
