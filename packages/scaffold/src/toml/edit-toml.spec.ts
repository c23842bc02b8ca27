import { ConfigError, parseProjectManifest, parseToml } from '@agent-spaces/core';
import fc from 'fast-check';
import { parseTOML } from 'toml-eslint-parser';
import { choices, pickFrom } from '../testing/choices';
import { isSubsequence } from '../testing/is-subsequence';
import { REFS, spellTargetsDocument } from '../testing/targets-document';
import { addKey, addRootText, addTable, appendText, removeItem, replaceText } from './edit-toml';

const FILE = 'asp-targets.toml';

const commentsOf = (text: string): string[] =>
  parseTOML(text.replace(/^\uFEFF/, ''), { tomlVersion: '1.1' }).comments.map(({ value }) => value);

const composedIn = (text: string): ReadonlyMap<string, readonly string[]> =>
  new Map([...parseProjectManifest(text, FILE).targets].map(([name, { compose }]) => [name, compose]));

describe('edits of an asp-targets.toml, however it is spelled', () => {
  it('change what they are about, keep every comment and byte of the rest, and refuse no document', () => {
    fc.assert(
      fc.property(choices(), (choose) => {
        const { text: original, eol, targets: first } = spellTargetsDocument(choose);
        let [text, targets] = [original, new Map(first)];
        expect(composedIn(text)).toEqual(targets);

        for (let round = 1 + choose(3); round > 0; round--) {
          const before = text;
          const name = pickFrom(choose, [...targets.keys()] as [string]);
          const refs = targets.get(name) ?? [];
          const index = choose(refs.length);
          const ref = pickFrom(choose, ['space:new@~1.2.3', ...REFS]);
          const path = ['targets', name, 'compose'];
          const edit = pickFrom(choose, ['append', 'remove', 'replace', 'table']);
          if (edit === 'append') {
            text = appendText(text, FILE, path, ref);
            targets = new Map(targets).set(name, [...refs, ref]);
            expect(isSubsequence(before, text)).toBe(true);
          } else if (edit === 'remove' && refs.length > 1) {
            text = removeItem(text, FILE, path, index);
            const rest = refs.filter((_, at) => at !== index);
            targets = new Map(targets).set(name, rest);
            expect(isSubsequence(text, before)).toBe(true);
          } else if (edit === 'replace') {
            text = replaceText(text, FILE, [...path, String(index)], ref);
            const others = refs.map((old, at) => (at === index ? ref : old));
            targets = new Map(targets).set(name, others);
          } else if (edit === 'table' && !targets.has('new.target')) {
            text = addTable(text, FILE, ['targets', 'new.target'], {
              description: 'It\'s "new"',
              compose: [ref, 'space:z'],
              claude: { model: 'opus' },
            });
            targets = new Map(targets).set('new.target', [ref, 'space:z']);
            expect(isSubsequence(before, text)).toBe(true);
          }
          expect(composedIn(text)).toEqual(targets);
          expect(commentsOf(text)).toEqual(commentsOf(original));
        }
        expect(text.startsWith('\uFEFF')).toBe(original.startsWith('\uFEFF'));
        expect(text.match(eol === '\n' ? /\r/ : /(?<!\r)\n/)).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it('change nothing else that the document says', () => {
    fc.assert(
      fc.property(choices(), (choose) => {
        const { text, targets } = spellTargetsDocument(choose);
        const name = pickFrom(choose, [...targets.keys()] as [string]);
        const edited = appendText(text, FILE, ['targets', name, 'compose'], 'space:new');
        const [before, after] = [text, edited].map((each) => parseProjectManifest(each, FILE));
        const expected = new Map(before?.targets);
        for (const [other, target] of before?.targets ?? []) {
          if (other === name) expected.set(other, { ...target, compose: [...target.compose, 'space:new'] });
        }
        expect(JSON.stringify([after?.claude, [...(after?.targets ?? [])]])).toBe(
          JSON.stringify([before?.claude, [...expected]]),
        );
      }),
    );
  });
});

describe('appendText', () => {
  it.each([
    ['in a line of its own where the others are', '[\n  "a",\n  "b",\n]', '[\n  "a",\n  "b",\n  "x",\n]'],
    ['with no comma behind it where there was none', '[\n\t"a",\n\t"b"\n]', '[\n\t"a",\n\t"b",\n\t"x"\n]'],
    ['below a comment that belongs to the last', '[\n  "a" # why\n]', '[\n  "a", # why\n  "x"\n]'],
    ['above what is said at the end', '[\n  "a",\n  # more?\n]', '[\n  "a",\n  "x",\n  # more?\n]'],
    ['with its comma in front where they are', '[\n    "a"\n  , "b"\n]', '[\n    "a"\n  , "b"\n  , "x"\n]'],
    ['in the line where all are', '["a", "b"]', '["a", "b", "x"]'],
    ['as close as the others', "['a','b',]", "['a','b','x',]"],
    ['in an empty list', '[]', '["x"]'],
    ['in an empty list of two lines', '[\n]', '[\n  "x"\n]'],
    ['below the comment of an empty list', '[ # none\n]', '[ # none\n  "x"\n]'],
  ])('adds %s', (_, before, after) => {
    expect(appendText(`a = ${before} # end\n`, FILE, ['a'], 'x')).toBe(`a = ${after} # end\n`);
  });

  it('writes a text that literal quotes cannot hold in double ones', () => {
    expect(appendText("a = ['b']", FILE, ['a'], 'it\'s "\u007f\t')).toBe(
      'a = [\'b\', "it\'s \\"\\u007f\\t"]',
    );
  });
});

describe('removeItem', () => {
  it.each([
    ['a line', '[\n  "a",\n  "b",\n]', 0, '[\n  "b",\n]'],
    ['the last line and the comma before it', '[\n  "a",\n  "b"\n]', 1, '[\n  "a"\n]'],
    ['an item and leaves what was said of it', '[\n  "a", # why\n  "b",\n]', 0, '[\n  # why\n  "b",\n]'],
    ['the first of a line', '["a", "b", "c"]', 0, '["b", "c"]'],
    ['one in the middle of a line', '[ "a", "b", "c" ]', 1, '[ "a", "c" ]'],
    ['the last of a line', '[ "a", "b" ]', 1, '[ "a" ]'],
    ['the last of a line with a comment behind it', '["a", "b" # why\n]', 1, '["a" # why\n]'],
    ['the last of a line with a comma behind it', '["a", "b",]', 1, '["a",]'],
    ['one with its comma in front', '[\n  "a"\n, "b" # why\n, "c"]', 1, '[\n  "a"\n# why\n, "c"]'],
    ['the only one', '[ "a" ]', 0, '[ ]'],
  ])('takes out %s', (_, before, index, after) => {
    expect(removeItem(`a = ${before} # end\n`, FILE, ['a'], index)).toBe(`a = ${after} # end\n`);
  });
});

describe('replaceText', () => {
  it.each([
    ["a = 'b' # c", "a = 'x' # c"],
    ['a="b"', 'a="x"'],
    ['a = """\nb"""', 'a = """\nx"""'],
    ["a = '''b'''", "a = '''x'''"],
    ['[t]\n"a" = "b"\r\n', '[t]\n"a" = "x"\r\n'],
  ])('keeps the quotes of %j', (before, after) => {
    expect(replaceText(before, FILE, before.startsWith('[') ? ['t', 'a'] : ['a'], 'x')).toBe(after);
  });
});

describe('addRootText', () => {
  it('puts the key below another, before what follows in the document', () => {
    const text = '# head\r\n"id" = "a" # the id\r\n[t]\r\nid = "b"\r\n';
    expect(addRootText(text, FILE, 'version', '1.0.0', 'id')).toBe(
      '# head\r\n"id" = "a" # the id\r\nversion = "1.0.0"\r\n[t]\r\nid = "b"\r\n',
    );
  });
});

describe('addKey', () => {
  it.each([
    ['to a table with a header', 'a = 1\n[d] # it\n[e]\n', 'a = 1\n[d] # it\ns = ["x"]\n[e]\n'],
    ['below the keys of that table', '[d]\n  b = 1 # one', '[d]\n  b = 1 # one\n  s = ["x"]'],
    ['to an inline table', 'd = {}\n', 'd = { s = ["x"] }\n'],
    ['behind the keys of that table', 'd = {b = 1}\n', 'd = {b = 1, s = ["x"]}\n'],
    ['with a table of its own where there is none', 'a = 1', 'a = 1\n\n[d]\ns = ["x"]\n'],
  ])('adds %s', (_, before, after) => {
    expect(addKey(before, FILE, ['d'], 's', ['x'])).toBe(after);
    expect(parseToml(after, FILE)).toMatchObject({ d: { s: ['x'] } });
  });
});

describe('a document that cannot be edited', () => {
  const refused = (edit: () => string): unknown => {
    try {
      return edit();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const { location, hint, message } = error;
      return { line: location?.line, column: location?.column, pointer: location?.pointer, hint, message };
    }
  };

  it.each([
    ['a table made of dotted keys', () => addKey('x = 1\nd.e.b = 1\n', FILE, ['d', 'e'], 's', 'x'), 2],
    ['no text', () => replaceText('x = 1\n[t]\na = 2\n', FILE, ['t', 'a'], 'x'), 3],
    ['no list', () => appendText('a = "b"\n', FILE, ['a'], 'x'), 1],
    ['an array of tables', () => removeItem('x = 1\n[[a]]\nb = 1\n', FILE, ['a'], 0), 2],
    ['no such key', () => addRootText('[t]\n', FILE, 'version', '1', 'id'), 1],
    ['half of a character', () => appendText('a = []', FILE, ['a'], '\ud800'), 1],
  ])('because there is %s is refused with its place', (_, edit, line) => {
    expect(refused(edit)).toMatchObject({
      line,
      message: expect.stringMatching(/^asp-targets\.toml is written in a way that cannot be edited/),
      hint: 'Make this change by hand; nothing was written.',
    });
  });
});
