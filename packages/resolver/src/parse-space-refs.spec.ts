import { join } from 'node:path';
import { dependencyRefs, parseSpaceRefs } from './parse-space-refs';
import { readSpaceDirectory } from './registry';
import { spaceToml, tempDirectory, writeFiles } from './testing/temp-registry';

const written = (...texts: readonly string[]) =>
  texts.map((text, index) => ({ text, target: 'web', location: { file: 'f', pointer: `/${index}` } }));

describe('parseSpaceRefs', () => {
  it('keeps the order, and what is known of each', () => {
    expect(parseSpaceRefs(written('space:b@^1', 'space:a'))).toEqual([
      {
        text: 'space:b@^1',
        target: 'web',
        location: { file: 'f', pointer: '/0' },
        ref: expect.objectContaining({ id: 'b', selectorText: '^1' }),
      },
      expect.objectContaining({ ref: expect.objectContaining({ id: 'a' }) }),
    ]);
    expect(parseSpaceRefs([])).toEqual([]);
  });

  it('speaks of one fault as parsing it alone does', () => {
    expect(() => parseSpaceRefs(written('space:a', 'space:a@git:xyz'))).toThrow(
      expect.objectContaining({
        code: 'REF_PARSE_ERROR',
        message: '"space:a@git:xyz" is not a space reference: "git:xyz" is not a selector.',
        location: { file: 'f', pointer: '/1' },
        hint: 'A git pin is git: and 7 to 64 lower-case hex digits.',
      }),
    );
  });

  it('names all faults at once, each with its place and what to do', () => {
    expect(() => parseSpaceRefs(written('space:a@git:xyz', 'space:a', 'space:a@!!'))).toThrow(
      expect.objectContaining({
        code: 'REF_PARSE_ERROR',
        message: '2 texts are not space references',
        location: { file: 'f', pointer: '/0' },
        issues: [
          {
            message: expect.stringContaining('"space:a@git:xyz"'),
            location: { file: 'f', pointer: '/0' },
            hint: expect.stringContaining('git pin'),
          },
          {
            message: expect.stringContaining('"space:a@!!"'),
            location: { file: 'f', pointer: '/2' },
            hint: expect.stringContaining('selector'),
          },
        ],
      }),
    );
  });
});

describe('dependencyRefs', () => {
  const root = tempDirectory();

  it('names every bad reference of a manifest with its line', async () => {
    const directory = join(root, 'a');
    const deps = ['space:x@^1', 'space:x@git:xyz', 'space:y', 'space:x@!!'];
    writeFiles(directory, { 'space.toml': spaceToml('a', { deps }) });
    const source = await readSpaceDirectory(directory);
    if (!source) throw new Error('no space.toml');
    const file = join(directory, 'space.toml');
    expect(() => dependencyRefs(source)).toThrow(
      expect.objectContaining({
        code: 'REF_PARSE_ERROR',
        issues: [
          expect.objectContaining({ location: expect.objectContaining({ file, line: 4, column: 24 }) }),
          expect.objectContaining({ location: expect.objectContaining({ file, line: 4, column: 52 }) }),
        ],
      }),
    );
  });
});
