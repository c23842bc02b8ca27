import { pickSome, type Choose } from './choices';
import { tomlSpeller } from './toml-speller';

/** A `space.toml` of the space `web` in one of the countless ways to spell it, and what is in it. */
export interface SpaceDocument {
  readonly text: string;
  readonly version: string | undefined;
  readonly pluginVersion: string | undefined;
  readonly deps: readonly string[];
}

const REFS = ['space:a@^1.0.0', 'space:b', 'space:c@dev', 'space:d@>=1 <2'];

export function spellSpaceDocument(choose: Choose): SpaceDocument {
  const { pick, trivia, key, dotted, text, array, braces, header, line, equals } = tomlSpeller(choose);
  const version = pick('1.2.3', undefined);
  const pluginVersion = pick(undefined, '1.2.3', '9.9.9');
  const deps = pick<readonly string[] | undefined>(pickSome(choose, REFS, 0, 3), undefined);

  const root = [
    line(key('schema'), '1'),
    line(key('id'), text('web')),
    ...(version === undefined ? [] : [line(key('version'), text(version))]),
    ...pick([], [line('description', text('some'))]),
  ];
  const tables: string[] = pick([], [header('settings', 'env') + line(key('A'), text('b'))]);
  const table = (name: string, members: readonly (readonly [key: string, value: string])[]): void =>
    pick(
      () =>
        void tables.push(
          header(name) + members.map(([at, value]) => trivia() + line(key(at), value)).join(''),
        ),
      () => void root.push(...members.map(([at, value]) => line(dotted(name, at), value))),
      () => void root.push(line(key(name), braces(members.map(([at, value]) => key(at) + equals() + value)))),
    )();
  table('deps', deps === undefined ? [] : [['spaces', array(deps)]]);
  table('plugin', [
    ['license', text('MIT')],
    ...(pluginVersion === undefined ? [] : [['version', text(pluginVersion)] as const]),
  ]);

  const parts = [...root, ...pickSome(choose, tables, tables.length, tables.length)];
  const document = pick('', '\uFEFF') + parts.map((part) => trivia() + part).join('') + trivia();
  return { text: pick(document, document.replace(/\r?\n$/, '')), version, pluginVersion, deps: deps ?? [] };
}
