import fc from 'fast-check';
import { prependJsonItem, removeJsonValue, setJsonValue } from './edit-json';

const TAGS = `{
  "$schema": "x",
  "b": { "stable": "v1.0.0", "latest": "v1.0.0" },
  "a": { "stable": "v2.0.0" }
}
`;

describe('setJsonValue', () => {
  it('replaces a value and nothing beside it', () => {
    expect(setJsonValue(TAGS, ['b', 'latest'], 'v1.1.0')).toBe(
      TAGS.replace('"latest": "v1.0.0"', '"latest": "v1.1.0"'),
    );
  });

  it('changes no byte for the value that is there', () => {
    const odd = '{"a" : [1,\n2 ] ,"b":{ }}';
    expect(setJsonValue(odd, ['a'], [1, 2])).toBe(odd);
    expect(setJsonValue(odd, [], { a: [1, 2], b: {} })).toBe(odd);
  });

  it('adds a member in the line that the others are in', () => {
    expect(setJsonValue(TAGS, ['a', 'beta'], 'v3.0.0-beta.1')).toBe(
      TAGS.replace('"v2.0.0" }', '"v2.0.0", "beta": "v3.0.0-beta.1" }'),
    );
  });

  it('adds an object the way the one before is written', () => {
    expect(setJsonValue(TAGS, ['c', 'stable'], 'v1.0.0')).toBe(
      TAGS.replace('"v2.0.0" }\n', '"v2.0.0" },\n  "c": { "stable": "v1.0.0" }\n'),
    );
    const spread = '{\n    "a": {\n        "x": 1\n    }\n}';
    expect(setJsonValue(spread, ['b', 'y'], 2)).toBe(
      '{\n    "a": {\n        "x": 1\n    },\n    "b": {\n        "y": 2\n    }\n}',
    );
  });

  it('keeps tabs, carriage returns and a byte order mark', () => {
    expect(setJsonValue('\uFEFF{\r\n\t"a": []\r\n}\r\n', ['a', '0'], { b: 1 })).toBe(
      '\uFEFF{\r\n\t"a": [\r\n\t\t{\r\n\t\t\t"b": 1\r\n\t\t}\r\n\t]\r\n}\r\n',
    );
  });

  it('begins an empty document with a line for each member', () => {
    expect(setJsonValue('{}\n', ['a', 'b'], 1)).toBe('{\n  "a": {\n    "b": 1\n  }\n}\n');
    expect(setJsonValue('{}', ['a'], 1)).toBe('{\n  "a": 1\n}');
  });

  it.each([
    [2, '  '],
    ['\t', '\t'],
    [4, '    '],
  ])('indents what it adds as the document is indented, by %j', (indent, unit) => {
    const document = { hooks: { Stop: [{ hooks: [] }] } };
    const added = { matcher: 'x', hooks: [{ type: 'command' }] };
    const text = JSON.stringify(document, null, indent);
    expect(setJsonValue(text, ['hooks', 'Stop', '1'], added)).toBe(
      JSON.stringify({ hooks: { Stop: [...document.hooks.Stop, added] } }, null, unit),
    );
    expect(setJsonValue(text, ['hooks', 'New'], [added])).toBe(
      JSON.stringify({ hooks: { ...document.hooks, New: [added] } }, null, unit),
    );
  });

  it.each([
    ['blanks in braces', '{ "a": { "b": 1 } }', '{ "a": { "b": 1, "c": { "d": [1, 2] } } }'],
    ['none in braces', '{"a": {"b": 1}}', '{"a": {"b": 1, "c": {"d": [1, 2]}}}'],
    ['none at all', '{"a":{"b":1}}', '{"a":{"b":1,"c":{"d":[1,2]}}}'],
    ['none behind a colon', '{ "a":{ "b":1 } }', '{ "a":{ "b":1,"c":{ "d":[1,2] } } }'],
    ['the first object empty', '{ "a": {} }', '{ "a": { "c": { "d": [1, 2] } } }'],
  ])('writes within a line as the rest does: %s', (_, text, expected) => {
    expect(setJsonValue(text, ['a', 'c'], { d: [1, 2] })).toBe(expected);
  });

  it.each(['[1,2]', '[1, 2]'])('writes in a list as its items are: %s', (text) => {
    expect(setJsonValue(text, ['2'], 3)).toBe(text.replace('2', text.includes(' ') ? '2, 3' : '2,3'));
  });

  it('begins a line where others do, as the last of them', () => {
    expect(setJsonValue('{ "a": {\n  "x": 1\n}, "b": 2 }', ['c'], 3)).toBe(
      '{ "a": {\n  "x": 1\n}, "b": 2, "c": 3 }',
    );
    expect(setJsonValue('{\n  "a": 1, "b": 2\n}', ['c'], 3)).toBe('{\n  "a": 1, "b": 2,\n  "c": 3\n}');
    expect(setJsonValue('{\n    "a": 1\n  , "b": 2\n}', ['c'], { d: 3 })).toBe(
      '{\n    "a": 1\n  , "b": 2\n  , "c": {\n      "d": 3\n  }\n}',
    );
  });

  it.each([
    [
      'behind the last, about which it is',
      '{\n  "a": 1 // one\n}',
      '{\n  "a": 1, // one\n  "b": [\n    2\n  ]\n}',
    ],
    [
      'behind a comma that nothing follows',
      '{\r\n  "a": 1, /* one */\r\n  // two\r\n}',
      '{\r\n  "a": 1, /* one */\r\n  "b": [\r\n    2\r\n  ],\r\n  // two\r\n}',
    ],
    ['in the line', '{ "a": 1 /* , */, }', '{ "a": 1, "b": [2] /* , */, }'],
    ['alone', '{\n  // none: {"x":1}\n}', '{\n  // none: {"x":1}\n  "b": [\n    2\n  ]\n}'],
    [
      'indented as text is',
      '/*\n * "x":{\n */\n{\n\t"a": 1\n}',
      '/*\n * "x":{\n */\n{\n\t"a": 1,\n\t"b": [\n\t\t2\n\t]\n}',
    ],
  ])('keeps a comment: %s', (_, text, expected) => {
    expect(setJsonValue(text, ['b'], [2])).toBe(expected);
  });

  it('compares a value that has comments in it', () => {
    const text = '{"a": [1, /* two */ 2,]}';
    expect(setJsonValue(text, ['a'], [1, 2])).toBe(text);
    expect(setJsonValue(text, ['a'], [2])).toBe('{"a": [2]}');
  });

  it('finds no place in what holds no members', () => {
    expect(() => setJsonValue('{"a": 1}', ['a', 'b'], 1)).toThrow(RangeError);
    expect(() => setJsonValue('[1]', ['2'], 1)).toThrow(RangeError);
    expect(() => setJsonValue('[1]', ['length'], 1)).toThrow(RangeError);
  });
});

describe('prependJsonItem', () => {
  it.each([
    ['{}', '{\n  "a": [\n    0\n  ]\n}'],
    ['{ "a": [] }', '{ "a": [0] }'],
    ['{ "a": [1, 2] }', '{ "a": [0, 1, 2] }'],
    ['{"a":[ 1,2 ]}', '{"a":[ 0, 1,2 ]}'],
    ['{"a":[1,2]}', '{"a":[0,1,2]}'],
    [
      '{\n  "a": [ // all\n    // one\n    1,\n  ]\n}',
      '{\n  "a": [\n    0, // all\n    // one\n    1,\n  ]\n}',
    ],
  ])('puts an item in front: %s', (text, expected) => {
    expect(prependJsonItem(text, ['a'], 0)).toBe(expected);
  });

  it('finds no place in what is no list', () => {
    expect(() => prependJsonItem('{"a": "x"}', ['a'], 0)).toThrow(RangeError);
    expect(() => prependJsonItem('{"a": {}}', ['a'], 0)).toThrow(RangeError);
  });
});

describe('removeJsonValue', () => {
  it.each([
    ['the first', ['$schema'], '{\n  "b": { "stable"'],
    ['one in between', ['b'], '{\n  "$schema": "x",\n  "a": { "stable": "v2.0.0" }\n}\n'],
    ['the last', ['a'], '"latest": "v1.0.0" }\n}\n'],
    ['the only one', ['a', 'stable'], '"a": {}\n}\n'],
  ])('takes out %s', (_, path, expected) => {
    expect(removeJsonValue(TAGS, path)).toContain(expected);
  });

  it('changes nothing where there is nothing', () => {
    expect(removeJsonValue(TAGS, ['a', 'none', 'x'])).toBe(TAGS);
    expect(removeJsonValue(TAGS, [])).toBe(TAGS);
  });
});

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const name = fc.constantFrom('a', 'b', 'é "q"', 'constructor', '');
// Objects keep such keys in an order of their own.
const key = fc.oneof(name, fc.constantFrom('10', '2'));
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, 0, 'x', 'brace } and "quote"', '\u2028'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
  ),
}));
const document = fc.dictionary(key, json, { maxKeys: 4 }) as fc.Arbitrary<Record<string, Json>>;

/** JSON as people and tools lay it out. */
const STYLES: readonly ((value: Json) => string)[] = [
  (value) => JSON.stringify(value),
  (value) => `${JSON.stringify(value, null, 2)}\n`,
  (value) => JSON.stringify(value, null, '\t'),
  (value) => `\uFEFF${JSON.stringify(value, null, 4).replaceAll('\n', '\r\n')}\r\n`,
  (value) => ` ${JSON.stringify(value, null, 1).replace(/\n */g, ' ')}`,
  (value) => JSON.stringify(value, null, 2).replace(/,\n( *)/g, '\n$1, '),
];
const style = fc.constantFrom(...STYLES);

const contentOf = (text: string): unknown => JSON.parse(text.replace(/^\uFEFF/, ''));

type Fields = Readonly<Record<string, Json>>;
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isFields = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !isList(value);

/** What a document is after a value is set; `undefined` where there is no place for it. */
function set(value: Json | undefined, [first, ...rest]: readonly string[], put: Json): Json | undefined {
  if (first === undefined) return put;
  if (value !== undefined && isList(value)) {
    const index = Number(first);
    if (!/^\d$/.test(first) || index > value.length) return undefined;
    const item = set(value[index], rest, put);
    return item === undefined ? undefined : [...value.slice(0, index), item, ...value.slice(index + 1)];
  }
  if (value !== undefined && !isFields(value)) return undefined;
  const fields = value ?? {};
  const member = set(Object.hasOwn(fields, first) ? fields[first] : undefined, rest, put);
  return member === undefined ? undefined : { ...fields, [first]: member };
}

/** The first of a path that is not there. */
function missingAt(value: Json | undefined, path: readonly string[]): readonly string[] | undefined {
  let inner = value;
  for (const [depth, segment] of path.entries()) {
    if (inner === undefined || !(isList(inner) || isFields(inner))) return undefined;
    if (!Object.hasOwn(inner, segment)) return path.slice(0, depth + 1);
    inner = (inner as Fields)[segment];
  }
  return undefined;
}

describe('editing any JSON', () => {
  const paths = fc.array(fc.oneof(name, fc.constantFrom('0', '1', '2')), { minLength: 1, maxLength: 3 });

  it('sets what is asked for, leaves every other byte, and is undone by removing what it added', () => {
    fc.assert(
      fc.property(document, paths, json, style, (table, path, value, layOut) => {
        const text = layOut(table);
        const expected = set(table, path, value);
        if (expected === undefined) {
          expect(() => setJsonValue(text, path, value)).toThrow(RangeError);
          return;
        }
        const edited = setJsonValue(text, path, value);
        expect(contentOf(edited)).toEqual(expected);
        expect(edited.match(text.includes('\r\n') ? /(?<!\r)\n/ : /\r/)).toBeNull();
        const added = missingAt(table, path);
        if (added) expect(removeJsonValue(edited, added)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('removes what is asked for and leaves every other value', () => {
    fc.assert(
      fc.property(document, key, style, (table, removed, layOut) => {
        const others = Object.entries(table).filter(([each]) => each !== removed);
        expect(contentOf(removeJsonValue(layOut(table), [removed]))).toEqual(Object.fromEntries(others));
      }),
      { numRuns: 300 },
    );
  });
});
