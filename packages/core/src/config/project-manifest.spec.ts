import fc from 'fast-check';
import { AspError } from '../errors';
import { isTargetName } from '../ids';
import { issuesOf } from '../testing/issues-of';
import { parseProjectManifest } from './project-manifest';

const parse = (text: string) => parseProjectManifest(text, 'asp-targets.toml');
const issues = (text: string) => issuesOf(() => parse(text));
const target = (name: string) => `[targets.${name}]\ncompose = ["space:a"]\n`;

describe('parseProjectManifest', () => {
  it('reads every field of the seed', () => {
    const manifest = parse(`
schema = 1
[claude]
model = "sonnet"
permission_mode = "default"
args = ["--verbose"]
[targets.architect]
description = "High-level design"
compose = ["space:todo-architect@stable", "space:base"]
[targets.architect.claude]
model = "opus"
[targets.architect.resolver]
locked = true
allow_dirty = false
`);
    expect(manifest.claude).toEqual({ model: 'sonnet', permission_mode: 'default', args: ['--verbose'] });
    expect([...manifest.targets]).toEqual([
      [
        'architect',
        {
          description: 'High-level design',
          compose: ['space:todo-architect@stable', 'space:base'],
          claude: { model: 'opus' },
          resolver: { locked: true, allow_dirty: false },
        },
      ],
    ]);
  });

  it('keeps targets in file order, even those JavaScript would sort as numbers', () => {
    const names = ['b', '10', 'constructor', '2', 'a', '007', 'toString'];
    expect([...parse(`schema = 1\n${names.map(target).join('')}`).targets.keys()]).toEqual(names);
    const inline = 'schema = 1\ntargets = { 9 = { compose = ["space:a"] }, 1 = { compose = ["space:a"] } }';
    expect([...parse(inline).targets.keys()]).toEqual(['9', '1']);
    const dotted = 'schema = 1\ntargets.9.compose = ["space:a"]\ntargets.1.compose = ["space:a"]';
    expect([...parse(dotted).targets.keys()]).toEqual(['9', '1']);
  });

  it('accepts no target, but not the lack of [targets]', () => {
    expect(parse('schema = 1\n[targets]\n').targets.size).toBe(0);
    expect(issues('schema = 1\n')).toEqual(['1:1  `targets` is missing | Add `targets`.']);
  });

  it('names all faults at once, in file order', () => {
    expect(
      issues(
        '\uFEFFschema = 1\r\n\r\n[targets.dev]\r\ncompose = []\r\n\r\n[targets."../x"]\r\ncompose = [\r\n  "space:a",\r\n  "frontend",\r\n]\r\n[targets.dev.resolver]\r\nlock = true\r\n',
      ),
    ).toEqual([
      '4:11 /targets/dev/compose `targets.dev.compose` must have at least 1 item | Add one, or remove what contains the list.',
      expect.stringMatching(
        /^6:10 \/targets\/\.\.~1x `targets\."\.\.\/x"` must be usable as a directory name/,
      ),
      '9:3 /targets/../x/compose/1'.replace('../x', '..~1x') +
        ' `targets."../x".compose[1]` must be a space reference: `space:<id>@<selector>`, or `space:<id>` for its working copy, not "frontend" | For example: `space:frontend@stable`',
      '12:1 /targets/dev/resolver/lock `targets.dev.resolver.lock` is not a key of this format | Did you mean `locked`?',
    ]);
  });

  it.each(['Dev', 'DEV'])('refuses %s beside dev: they would share a directory', (name) => {
    expect(issues(`schema = 1\n${target('dev')}${target(name)}`)).toEqual([
      expect.stringMatching(new RegExp(`^4:10 /targets/${name} .* letter case alone`)),
    ]);
  });

  it('refuses hostile names', () => {
    for (const name of [
      '"__proto__"',
      '"a/b"',
      '".."',
      '"con"',
      '"LPT1.x"',
      '"a."',
      '""',
      '"a\\u0000"',
      '"-x"',
    ]) {
      expect(issues(`schema = 1\n${target(name)}`)).not.toEqual([]);
    }
  });

  it('allows exactly the names isTargetName allows', () => {
    const unit = fc.constantFrom(...'abzAZ019._-/ \\:é\0', 'con', 'NUL', 'com1', 'lpt9', 'prn', 'AuX');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 70 }), (name) => {
        const accepted = issues(`schema = 1\n${target(JSON.stringify(name))}`).length === 0;
        expect(accepted).toBe(isTargetName(name));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['{}', 'a table'],
    ['{ a = { b = 1 } }', 'a table'],
    ['[{}]', 'an array'],
    ['3', 'a number'],
    ['true', 'true or false'],
    ['"plam"', '"plam"'],
  ])('names what stands in the place of a choice, were it %s', (value, kind) => {
    expect(issues(`schema = 1\n[targets]\n[claude]\npermission_mode = ${value}\n`)).toEqual([
      expect.stringMatching(
        `^4:19 /claude/permission_mode \`claude.permission_mode\` .*, not ${kind} \\| .+`,
      ),
    ]);
  });

  it('gives a manifest or a typed error for any document', () => {
    const leaf = fc.constantFrom('{}', '[]', '[{}]', '{ a = {} }', '1979-05-27', '1', 'true', '"x"', '""');
    const key = fc.constantFrom(
      'schema',
      'claude',
      'claude.model',
      'claude.permission_mode',
      'claude.args',
      'targets',
      'targets.a',
      'targets.a.compose',
      'targets.a.description',
      'targets.a.claude.permission_mode',
      'targets.a.resolver.locked',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, leaf), { selector: ([name]) => name }), (entries) => {
        try {
          parse(entries.map((entry) => entry.join(' = ')).join('\n'));
        } catch (error) {
          expect(error).toBeInstanceOf(AspError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds the place of a fault in every way a table can be written', () => {
    expect(issues('schema = 1\ntargets = { a = { compose = ["x"] } }')).toEqual([
      expect.stringMatching(/^2:30 /),
    ]);
    expect(issues('schema = 1\ntargets.a.compose = ["x"]')).toEqual([expect.stringMatching(/^2:22 /)]);
    expect(issues('schema = 1\n[[targets]]\nb = 1')).toEqual([
      expect.stringMatching(/^2:1 \/targets .* not an array/),
    ]);
    expect(issues('schema = 1\n[targets.a]\n"description" = 1\ncompose = ["space:a"]')).toEqual([
      expect.stringMatching(/^3:17 \/targets\/a\/description /),
    ]);
  });
});
