import { pickSome, type Choose } from './choices';
import { tomlSpeller } from './toml-speller';

/** An `asp-targets.toml` in one of the countless ways to spell it, and what each target in it composes. */
export interface TargetsDocument {
  readonly text: string;
  readonly eol: string;
  readonly targets: ReadonlyMap<string, readonly string[]>;
}

const NAMES = ['web', 'api', 'v1.2', 'a-b', 'A_1', '10'];
export const REFS = [
  'space:a@^1.0.0',
  'space:b',
  'space:c@dev',
  'space:d@>=1 <2',
  'space:e@git:abc1234',
  'space:f@stable',
];

export function spellTargetsDocument(choose: Choose): TargetsDocument {
  const { eol, pick, tail, trivia, key, dotted, text, array, braces, header, line, equals } =
    tomlSpeller(choose);
  const names = pickSome(choose, NAMES, 1, 4);
  const targets = new Map(names.map((name) => [name, pickSome(choose, REFS, 1, 4)]));
  const described = new Set(names.filter(() => pick(true, false)));

  const members = (name: string): readonly (readonly [key: string, value: string])[] => {
    const compose = ['compose', array(targets.get(name) ?? [])] as const;
    const description = ['description', text('some')] as const;
    if (!described.has(name)) return [compose];
    return pick(true, false) ? [compose, description] : [description, compose];
  };
  const inlineTable = (name: string): string =>
    braces(members(name).map(([member, value]) => key(member) + equals() + value));
  const dottedLines = (prefix: readonly string[], name: string): string =>
    members(name)
      .map(([member, value]) => trivia() + line(dotted(...prefix, name, member), value))
      .join('');
  const headed = (name: string): string => {
    const own = members(name).map(([member, value]) => trivia() + line(key(member), value));
    const table = header('targets', name) + own.join('');
    const claude = header('targets', name, 'claude') + line('model', '"opus"');
    return trivia() + pick(table, table + trivia() + claude, claude + trivia() + table);
  };

  const claude = pick('', `${trivia()}[claude]${tail()}${eol}permission_mode = "plan"${eol}`);
  const root = trivia() + line(key('schema'), '1');
  const spelled = pick(
    () => names.map(headed).join('') + claude,
    () => claude + names.map(headed).join(''),
    () => names.map((name) => dottedLines(['targets'], name)).join('') + claude,
    () => {
      const entries = names.map((name) =>
        pick(
          () => key(name) + equals() + inlineTable(name),
          () => `${dotted(name, 'compose')}${equals()}${array(targets.get(name) ?? [])}`,
        )(),
      );
      return trivia() + line(key('targets'), braces(entries)) + claude;
    },
    () => {
      const inside = names.slice(0, choose(names.length + 1));
      const entries = inside.map((name) =>
        pick(
          () => trivia() + line(key(name), inlineTable(name)),
          () => dottedLines([], name),
        )(),
      );
      const outside = names.filter((name) => !inside.includes(name)).map(headed);
      return claude + trivia() + header('targets') + entries.join('') + outside.join('');
    },
  )();
  const document = pick('', '\uFEFF') + root + spelled + trivia();
  return { text: pick(document, document.replace(/\r?\n$/, '')), eol, targets };
}
