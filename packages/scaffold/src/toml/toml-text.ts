import { ConfigError, createSource, locate, parseToml } from '@agent-spaces/core';
import { parseTOML } from 'toml-eslint-parser';
import type { AST } from 'toml-eslint-parser';
import { splitBom } from '../text/lines';
import type { TextRange, WrittenList } from '../text/list-edit';

/** Keys and array indices from the document to a value; indices as decimal text. */
export type Path = readonly string[];

/** A TOML document with the places of all its parts. Offsets count from behind the byte order mark. */
export interface TomlText {
  readonly file: string;
  readonly bom: string;
  readonly text: string;
  readonly program: AST.TOMLProgram;
  readonly value: unknown;
}

/**
 * @param file path for messages; nothing is read from it
 * @throws ConfigParseError for what is no TOML, ConfigError where the places in it cannot be found
 */
export function openToml(text: string, file: string): TomlText {
  const value = parseToml(text, file);
  const [bom, body] = splitBom(text);
  try {
    return { file, bom, text: body, program: parseTOML(body, { tomlVersion: '1.1' }), value };
  } catch (cause) {
    throw new ConfigError(`${file} is TOML of a kind that asp can read and not edit.`, {
      location: { file },
      hint: 'Edit it by hand.',
      cause,
    });
  }
}

/** @throws ConfigError that says where a document is written in a way no edit was made for; nothing has been changed */
export function refuseEdit({ file, text }: TomlText, path: Path, wanted: string): never {
  throw new ConfigError(`${file} is written in a way that cannot be edited without risk: ${wanted}.`, {
    location: locate(createSource('toml', text, file), path, 'value'),
    hint: 'Make this change by hand; nothing was written.',
  });
}

/** The one value written for a path; `undefined` for a table that is made of headers or dotted keys, and for what is not there. */
export function nodeAt({ program }: TomlText, path: Path): AST.TOMLContentNode | undefined {
  for (const entry of program.body[0].body) {
    const found =
      entry.type === 'TOMLKeyValue'
        ? inKeyValue(entry, [], path)
        : entry.body.map((inner) => inKeyValue(inner, entry.resolvedKey.map(String), path)).find(Boolean);
    if (found) return found;
  }
  return undefined;
}

/** The header that begins a table. */
export const headerOf = ({ program }: TomlText, path: Path): AST.TOMLTable | undefined =>
  program.body[0].body.find(
    (entry): entry is AST.TOMLTable =>
      entry.type === 'TOMLTable' && isSame(entry.resolvedKey.map(String), path),
  );

export const namesOf = (key: AST.TOMLKey): readonly string[] =>
  key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));

/** An array or an inline table as a list of entries. */
export function listOf({ program }: TomlText, node: AST.TOMLArray | AST.TOMLInlineTable): WrittenList {
  const entries = (node.type === 'TOMLArray' ? node.elements : node.body).map(({ range }) => range);
  const close = node.range[1] - 1;
  const isOutside = (from: number): boolean => !entries.some(([start, end]) => start <= from && from < end);
  const commas = program.tokens.filter(({ type, value }) => type === 'Punctuator' && value === ',');
  return {
    open: node.range[0] + 1,
    close,
    entries,
    commas: entries.map(([, end], index) => {
      const next = entries[index + 1]?.[0] ?? close;
      return commas.find(({ range }) => range[0] >= end && range[0] < next)?.range[0];
    }),
    comments: program.comments
      .map(({ range }): TextRange => range)
      .filter(([from]) => from > node.range[0] && from < close && isOutside(from)),
  };
}

function inKeyValue(
  { key, value }: AST.TOMLKeyValue,
  base: Path,
  path: Path,
): AST.TOMLContentNode | undefined {
  const names = [...base, ...namesOf(key)];
  return isSame(names, path.slice(0, names.length)) ? inValue(value, path.slice(names.length)) : undefined;
}

function inValue(node: AST.TOMLContentNode, path: Path): AST.TOMLContentNode | undefined {
  const [index] = path;
  if (index === undefined) return node;
  if (node.type === 'TOMLInlineTable')
    return node.body.map((inner) => inKeyValue(inner, [], path)).find(Boolean);
  const element = node.type === 'TOMLArray' ? node.elements[Number(index)] : undefined;
  return element && inValue(element, path.slice(1));
}

const isSame = (one: Path, other: Path): boolean =>
  one.length === other.length && one.every((segment, index) => segment === other[index]);
