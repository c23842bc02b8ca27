import { pickFrom, type Choose } from './choices';

/** The many ways to write the same TOML, by choices. Every comment that one speller writes is another. */
export interface TomlSpeller {
  readonly eol: string;
  readonly pick: <Item>(...items: readonly [Item, ...Item[]]) => Item;
  readonly blanks: () => string;
  /** What may stand behind a value or a header in its line. */
  readonly tail: () => string;
  /** Nothing, blank lines or comments, with their ends of line. */
  readonly trivia: () => string;
  readonly equals: () => string;
  readonly key: (name: string) => string;
  readonly dotted: (...names: readonly string[]) => string;
  readonly text: (value: string) => string;
  readonly array: (texts: readonly string[]) => string;
  /** An inline table of members that are written already. */
  readonly braces: (members: readonly string[]) => string;
  readonly header: (...path: readonly string[]) => string;
  /** `key = value` as a line of its own. */
  readonly line: (key: string, value: string) => string;
}

export function tomlSpeller(choose: Choose): TomlSpeller {
  const pick = <Item>(...items: readonly [Item, ...Item[]]): Item => pickFrom(choose, items);
  const eol = pick('\n', '\r\n');
  let comments = 0;
  const comment = (): string =>
    `#${pick('', ' ')}${pick('why', '"', "'", '☃ 𝒳', '], }', '[targets.web]', 'a = 1')} ${comments++}`;
  const blanks = (): string => pick('', ' ', '\t', '  ');
  const tail = (): string => (pick(false, false, true) ? blanks() + comment() : pick('', '', ' '));
  const trivia = (): string =>
    pick(
      () => '',
      () => '',
      () => eol,
      () => `${blanks()}${comment()}${eol}`,
      () => `${comment()}${eol}${eol}`,
    )();
  const key = (name: string): string =>
    pick(/^[\w-]+$/.test(name) ? name : `"${name}"`, `"${name}"`, `'${name}'`);
  const dotted = (...names: readonly string[]): string => names.map(key).join(pick('.', '.', ' . ', '. '));
  const equals = (): string => pick(' = ', '=', '  =\t');
  const text = (value: string): string =>
    pick(
      `"${value}"`,
      `'${value}'`,
      `"\\u${value.charCodeAt(0).toString(16).padStart(4, '0')}${value.slice(1)}"`,
      `"""${value}"""`,
      `"""\\${eol}   ${value}"""`,
      `'''${eol}${value}'''`,
    );

  const inOneLine = ([open, close]: Brackets, items: readonly string[]): string => {
    const gap = pick(' ', '', '  ');
    return `${open}${blanks()}${items.join(`${blanks()},${gap}`)}${pick('', ',', ' ,')}${blanks()}${close}`;
  };
  const onLines = ([open, close]: Brackets, items: readonly string[]): string => {
    const indent = pick('', '  ', '\t', '    ');
    const leads = pick(false, false, true);
    const trailing = pick('', ',');
    const lines = items.map((item, index) => {
      const isLast = index === items.length - 1;
      if (leads) return `${indent}${index === 0 ? '' : ', '}${item}${isLast ? trailing : ''}${tail()}`;
      const comma = isLast ? trailing : ',';
      // A comma need not stand beside what it follows.
      const apart = comma === '' ? '' : pick('', '', '', blanks(), `${blanks()}${comment()}${eol}${indent}`);
      return `${indent}${item}${apart}${comma}${tail()}`;
    });
    const between = (): string => pick('', '', eol, `${indent}${comment()}${eol}`);
    const body = lines.map((line) => between() + line).join(eol);
    const isOpenBehind = /#[^\n]*$/.test(body);
    const end = isOpenBehind ? eol : pick(eol, eol, '', `${eol}${comment()}${eol}`);
    return `${open}${tail()}${eol}${body}${end}${blanks()}${close}`;
  };
  const list = (brackets: Brackets, items: readonly string[]): string => {
    if (items.length > 0) return pick(inOneLine, onLines, onLines)(brackets, items);
    return brackets.join(pick('', ' ', eol, `${comment()}${eol}`, `${eol}\t${comment()}${eol}`));
  };
  const line = (name: string, value: string): string =>
    `${blanks()}${name}${equals()}${value}${tail()}${eol}`;

  return {
    eol,
    pick,
    blanks,
    tail,
    trivia,
    equals,
    key,
    dotted,
    text,
    array: (texts) => list(['[', ']'], texts.map(text)),
    braces: (members) => list(['{', '}'], members),
    header: (...path) => `${blanks()}[${blanks()}${dotted(...path)}${blanks()}]${tail()}${eol}`,
    line,
  };
}

type Brackets = readonly [open: string, close: string];
