import { isAspError } from '@agent-spaces/core';
import fc from 'fast-check';
import { choices, pickFrom } from '../testing/choices';
import { isSubsequence } from '../testing/is-subsequence';
import { addItem, addMember, replaceJsonText, type JsonPath } from './edit-json';

const FILE = 'hooks/hooks.json';

/** Every object and list of a value, by path. */
function containersOf(value: unknown, path: JsonPath = []): readonly JsonPath[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [
    path,
    ...keys.flatMap((key) => containersOf((value as Record<string, unknown>)[key], [...path, key])),
  ];
}

const at = (value: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);

const STYLES: readonly [(value: unknown) => string, ...((value: unknown) => string)[]] = [
  (value) => `${JSON.stringify(value, null, 2)}\n`,
  (value) => JSON.stringify(value, null, '\t'),
  (value) => JSON.stringify(value),
  (value) => `\uFEFF${JSON.stringify(value, null, 4).replaceAll('\n', '\r\n')}\r\n`,
  (value) => ` ${JSON.stringify(value, null, 1).replace(/\n */g, ' ')}`,
];

describe('edits of JSON', () => {
  const documents = fc.tuple(fc.jsonValue({ maxDepth: 4 }), choices(20));

  it('change one thing and not a byte of the rest', () => {
    fc.assert(
      fc.property(documents, ([value, choose]) => {
        const paths = containersOf(value);
        fc.pre(paths.length > 0 && !JSON.stringify(value).includes('__proto__'));
        const text = pickFrom(choose, STYLES)(value);
        const path = pickFrom(choose, paths as [JsonPath]);
        const added = pickFrom<unknown>(choose, [
          'x',
          { matcher: 'a{', hooks: [{ type: 'x' }, []] },
          [1],
          {},
        ]);
        const container = at(value, path);
        fc.pre(Array.isArray(container) || !Object.hasOwn(container as object, 'new "key"'));
        const edited = Array.isArray(container)
          ? addItem(text, FILE, path, added)
          : addMember(text, FILE, path, 'new "key"', added);

        const expected: unknown = JSON.parse(JSON.stringify(value));
        const place = at(expected, path);
        if (Array.isArray(place)) place.push(added);
        else (place as Record<string, unknown>)['new "key"'] = added;
        expect(JSON.parse(edited.replace(/^\uFEFF/, ''))).toEqual(expected);
        expect(isSubsequence(text, edited)).toBe(true);
        expect(edited.match(text.includes('\r\n') ? /(?<!\r)\n/ : /\r/)).toBeNull();
        expect(edited.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [2, '  '],
    ['\t', '\t'],
    [4, '    '],
  ])('indent what they add as the document is indented, by %j', (indent, unit) => {
    const document = { hooks: { Stop: [{ hooks: [] }] } };
    const added = { matcher: 'x', hooks: [{ type: 'command' }] };
    expect(addItem(JSON.stringify(document, null, indent), FILE, ['hooks', 'Stop'], added)).toBe(
      JSON.stringify({ hooks: { Stop: [...document.hooks.Stop, added] } }, null, unit),
    );
    expect(addMember(JSON.stringify(document, null, indent), FILE, ['hooks'], 'New', [added])).toBe(
      JSON.stringify({ hooks: { ...document.hooks, New: [added] } }, null, unit),
    );
  });

  it('write in one line what stands in one line', () => {
    const text = '{\n  "a": { "stable": "v1" },\n  "b": { "stable": "v1" }\n}\n';
    expect(addMember(text, FILE, [], 'c', { latest: 'v1', beta: 'v2' })).toBe(
      '{\n  "a": { "stable": "v1" },\n  "b": { "stable": "v1" },\n  "c": { "latest": "v1", "beta": "v2" }\n}\n',
    );
    expect(addMember(text, FILE, ['b'], 'beta', 'v2')).toBe(
      text.replace('"v1" }\n', '"v1", "beta": "v2" }\n'),
    );
    expect(addMember('{"a":{"b":[1]}}', FILE, ['a'], 'c', [{ d: 1 }])).toBe('{"a":{"b":[1],"c":[{"d":1}]}}');
  });

  it('begin an empty document with a line for each member', () => {
    expect(addMember('{}\n', FILE, [], 'a', { b: 'c' })).toBe('{\n  "a": {\n    "b": "c"\n  }\n}\n');
  });

  it('replace one text', () => {
    expect(replaceJsonText('{ "a" : ["b" , "c"] }', FILE, ['a', 1], '"')).toBe('{ "a" : ["b" , "\\""] }');
  });

  it.each([
    ['a key that is there', () => addMember('{\n"a": 1}', FILE, [], 'a', 2), 2],
    ['a list in the place of an object', () => addMember('{\n"a": []}', FILE, ['a'], 'b', 2), 2],
    ['nothing where a list should be', () => addItem('{"a": 1}', FILE, ['b'], 2), 1],
    ['comments', () => addMember('{ // no\n}', FILE, [], 'b', 2), 1],
    ['a key that stands twice', () => addMember('{"a": 1,\n"a": 2}', FILE, [], 'b', 2), 2],
  ])('are refused for %s', (_, edit, line) => {
    expect(edit).toThrow(
      expect.objectContaining({ location: expect.objectContaining({ file: FILE, line }) }) as Error,
    );
    try {
      edit();
    } catch (error) {
      expect(isAspError(error) && error.hint).toEqual(expect.stringMatching(/./));
    }
  });
});
