import { isDeepStrictEqual } from 'node:util';
import { isRecord, prependJsonItem, setJsonValue } from '@agent-spaces/core';
import { parseJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';

/**
 * Brings nx.json from one configuration to another. What both say stays to the byte, with the comments that Nx allows there.
 * @param before as Nx reads it: with what the file extends
 */
export function editNxJson(tree: Tree, before: NxJsonConfiguration, after: NxJsonConfiguration): void {
  const text = tree.read('nx.json', 'utf8');
  if (text === null) return;
  const own = parseJson<Record<string, unknown>>(text.replace(/^\uFEFF/, ''));
  const changed = Object.entries(after).filter(
    ([key, value]) => !isDeepStrictEqual(value, before[key as keyof NxJsonConfiguration]),
  );
  const edited = changed.reduce((so, [key, value]) => changeTo(so, [key], own[key], value), text);
  if (edited !== text) tree.write('nx.json', edited);
}

function changeTo(text: string, path: readonly string[], before: unknown, after: unknown): string {
  if (isDeepStrictEqual(before, after)) return text;
  if (isRecord(before) && isRecord(after)) {
    return Object.entries(after).reduce(
      (so, [key, value]) => changeTo(so, [...path, key], before[key], value),
      text,
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    if (isDeepStrictEqual(after.slice(1), before)) return prependJsonItem(text, path, after[0]);
    if (isDeepStrictEqual(after.slice(0, -1), before))
      return setJsonValue(text, [...path, String(before.length)], after.at(-1));
  }
  return setJsonValue(text, path, after);
}
