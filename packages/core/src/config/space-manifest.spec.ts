import fc from 'fast-check';
import { AspError } from '../errors';
import type { SpaceId } from '../ids';
import { issuesOf } from '../testing/issues-of';
import { parseSpaceManifest } from './space-manifest';

const parse = (text: string) => parseSpaceManifest(text, 'space.toml');
const issues = (text: string) => issuesOf(() => parse(text));
const BARE = 'schema = 1\nid = "a"\n';

const FULL = `
schema = 1
id = "todo-frontend"
version = "1.2.0-beta.1+build.5"
description = """
Frontend
dev workflows"""

[plugin]
name = "todo"
version = "1.2.0"
description = "Frontend plugin"
homepage = "https://example.com/a?b=c#d"
repository = "ssh://git@example.com/x.git"
license = "MIT"
keywords = ["react", "frontend"]

[plugin.author]
name = "Author Name"
email = "author@example.com"
url = "https://example.com"

[deps]
spaces = ["space:shared-base@^1.0.0", "space:base", "space:x@>=1 <2", "space:y@git:0123abc"]

[settings]
model = "claude-3-opus"

[settings.permissions]
allow = ["bash", "read"]
deny = ["dangerous_tool"]

[settings.env]
NODE_ENV = "development"
hasOwnProperty = "x"
`;

describe('parseSpaceManifest', () => {
  it('reads every field of the seed', () => {
    const manifest = parse(FULL);
    expect(manifest).toMatchObject({
      id: 'todo-frontend',
      plugin: { author: { email: 'author@example.com' }, keywords: ['react', 'frontend'] },
      settings: {
        permissions: { deny: ['dangerous_tool'] },
        env: { NODE_ENV: 'development', hasOwnProperty: 'x' },
      },
    });
    expect(manifest.deps?.spaces).toHaveLength(4);
  });

  it('needs no more than schema and id', () => {
    expect(parse(BARE)).toEqual({ schema: 1, id: 'a' });
    expect(parse(`schema = 1\nid = "${'a'.repeat(64)}"`).id).toHaveLength(64);
  });

  it('names all faults at once, in file order, each with its place and what to do', () => {
    expect(
      issues(
        'schema = 2\nid = "Foo_Bar"\nverison = "1.0.0"\n\n[plugin]\nname = 7\nauthor = { email = "nobody" }\n',
      ),
    ).toEqual([
      '1:10 /schema `schema` must be 1 | Write 1 here.',
      '2:6 /id `id` must be kebab-case (a-z, 0-9, single dashes between them), not "Foo_Bar" | For example: `todo-frontend`',
      '3:1 /verison `verison` is not a key of this format | Did you mean `version`?',
      '6:8 /plugin/name `plugin.name` must be a string, not a number | For example: `todo-frontend`',
      '7:20 /plugin/author/email `plugin.author.email` must be an e-mail address, not "nobody" | For example: `author@example.com`',
    ]);
  });

  it('names an id that is not its directory together with all other faults', () => {
    const expectedId = 'web' as SpaceId;
    const found = (text: string) =>
      issuesOf(() => parseSpaceManifest(text, 'spaces/web/space.toml', { expectedId }));
    expect(found('schema = 2\nid = "wbe"\nversion = "x"\n')).toEqual([
      '1:10 /schema `schema` must be 1 | Write 1 here.',
      '2:6 /id `id` is `wbe`, but the space lies in the directory `web` | Make them the same: a space is known by its directory. Set id = "web" or rename the directory.',
      expect.stringMatching(/^3:11 \/version /),
    ]);
    expect(found('schema = 1\nid = "We\\u001b"\n')).toEqual([
      expect.stringMatching(/^2:6 \/id `id` must be kebab-case/),
      expect.stringMatching(/^2:6 \/id `id` is `We\\u001b`, but/),
    ]);
    expect(found('schema = 1\nid = 7\n')).toEqual([expect.stringMatching(/must be a string, not a number/)]);
    expect(found('schema = 1\nid = "web"\n')).toEqual([]);
  });

  it('says what is missing', () => {
    expect(issues('')).toEqual([
      '1:1  `schema` is missing | Add `schema`.',
      '1:1  `id` is missing | Add `id`.',
    ]);
  });

  it.each([
    ['an id of 65 characters', `schema = 1\nid = "${'a'.repeat(65)}"`],
    ['a double dash', 'schema = 1\nid = "a--b"'],
    ['an id with a newline', 'schema = 1\nid = "a\\n"'],
    ['a version with v', `${BARE}version = "v1.0.0"`],
    ['a version with a number no comparison can hold', `${BARE}version = "1.0.99999999999999999999"`],
    ['a description of 501 characters', `${BARE}description = "${'x'.repeat(501)}"`],
    ['a plugin name that is not kebab-case', `${BARE}plugin = { name = "My Plugin" }`],
    ['a plugin description of 501 characters', `${BARE}plugin = { description = "${'x'.repeat(501)}" }`],
    ['an author name of 121 characters', `${BARE}plugin.author.name = "${'x'.repeat(121)}"`],
    ['an author url that is none', `${BARE}plugin.author.url = "example"`],
    ['a homepage with a space', `${BARE}plugin.homepage = "https://a b"`],
    ['a repository that is no URI', `${BARE}plugin.repository = "me/repo"`],
    ['a license of 101 characters', `${BARE}plugin.license = "${'x'.repeat(101)}"`],
    ['31 keywords', `${BARE}plugin.keywords = [${'"x",'.repeat(31)}]`],
    ['a keyword of 51 characters', `${BARE}plugin.keywords = ["${'x'.repeat(51)}"]`],
    ['a dependency without its scheme', `${BARE}deps.spaces = ["base@1"]`],
    ['a dependency that is a path', `${BARE}deps.spaces = ["space:../x"]`],
    ['a dependency with an empty selector', `${BARE}deps.spaces = ["space:x@"]`],
    ['a dependency with a NUL', `${BARE}deps.spaces = ["space:x@\\u0000"]`],
    ['an unknown setting', `${BARE}settings.modle = "x"`],
    ['an environment variable that is a number', `${BARE}settings.env.A = 1`],
    ['an environment variable named __proto__', `${BARE}settings.env.__proto__ = "x"`],
    ['one for which the client drops all settings', `${BARE}settings.env.constructor = "x"`],
    ['an environment variable with =', `${BARE}settings.env."A=B" = "x"`],
    ['a date in the place of a table', `${BARE}plugin = 1979-05-27`],
    ['a date in the place of a text', `${BARE}description = 1979-05-27`],
    ['a table named __proto__', `${BARE}[__proto__]\na = 1`],
  ])('refuses %s', (_, text) => {
    const found = issues(text);
    expect(found.length).toBeGreaterThan(0);
    for (const issue of found) expect(issue).toMatch(/^\d+:\d+ \/\S+ `.* \| .+/);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(parse(`${BARE}description = "${'😀'.repeat(500)}"`).description).toHaveLength(1000);
  });

  it('puts no control character into a message', () => {
    for (const issue of issues(`${BARE}"\\u001b[2J" = 1\nversion = "\\u001b[2J"`)) {
      expect(issue.split(' ').slice(2).join(' ')).not.toMatch(/\p{Cc}/u);
    }
  });

  it('gives a manifest or a typed error for any document', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant('1979-05-27'), fc.boolean());
    const key = fc.constantFrom(
      'schema',
      'id',
      'version',
      'plugin',
      'plugin.author',
      'deps.spaces',
      'settings.env.X',
      '__proto__',
      '"a b"',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value)), (entries) => {
        const text = entries.map(([name, item]) => `${name} = ${JSON.stringify(item)}`).join('\n');
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(AspError);
        }
      }),
    );
  });
});
