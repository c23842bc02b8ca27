import fc from 'fast-check';
import { RefParseError } from './errors';
import { parseSelector, parseSpaceRef } from './space-ref';

const selectorOf = (text: string) => parseSpaceRef(`space:frontend@${text}`).selector;

describe('parseSpaceRef', () => {
  it('means the working copy where there is no selector', () => {
    expect(parseSpaceRef('space:frontend')).toEqual({
      text: 'space:frontend',
      id: 'frontend',
      selector: { kind: 'dev' },
      selectorText: 'dev',
    });
  });

  it('keeps the selector as it was written for the lock', () => {
    expect(parseSpaceRef('space:a@v1.0.0')).toMatchObject({ id: 'a', selectorText: 'v1.0.0' });
    expect(parseSpaceRef('space:a@>=1 <2')).toMatchObject({ selectorText: '>=1 <2', text: 'space:a@>=1 <2' });
  });

  it.each(['dev', 'HEAD'])('knows the word %s', (word) => {
    expect(selectorOf(word)).toEqual({ kind: word.toLowerCase() });
  });

  it.each([
    'stable',
    'latest',
    'beta',
    'Dev',
    'head',
    'next-1.x',
    '2024-lts',
    '1.2.3.4',
    'constructor',
    '__proto__'.slice(2),
  ])('takes %s for a dist-tag', (tag) => expect(selectorOf(tag)).toEqual({ kind: 'dist-tag', tag }));

  it.each([
    ['1.2.3', '1.2.3'],
    ['v1.0.0', '1.0.0'],
    ['2.0.0-beta.1', '2.0.0-beta.1'],
    ['v1.0.0+linux.2', '1.0.0+linux.2'],
  ])('takes %s for one version', (text, range) => {
    expect(selectorOf(text)).toEqual({ kind: 'semver', range, exact: true });
  });

  it.each([
    '^1.2.0',
    '~1.2.3',
    '1',
    '1.x',
    '1.2',
    '=1.0.0',
    '*',
    'x',
    '>=1 <2',
    '^1 || ^2',
    '1.0.0 - 1.4.0',
    '^1.0.0-0',
  ])("takes %s for a range, by npm's grammar", (range) =>
    expect(selectorOf(range)).toEqual({ kind: 'semver', range, exact: false }),
  );

  it('takes a git pin, abbreviated or not', () => {
    for (const sha of ['abc1234', 'a'.repeat(40), '0'.repeat(64)]) {
      expect(selectorOf(`git:${sha}`)).toEqual({ kind: 'git-pin', sha });
    }
  });

  it.each([
    '',
    'frontend',
    'Space:a@1',
    'space:',
    'space:@1',
    'space:A@1',
    'space:a_b@1',
    'space:a--b@1',
    'space:-x@1',
    'space:../x@1',
    'space:..@1',
    'space:a/b@1',
    'space:é@1',
    'space:аdmin@1',
    `space:${'a'.repeat(65)}@1`,
    'space:__proto__@1',
    'space:project:x',
    'space:path:./x',
    'space:a@',
    'space:a@ ',
    'space:a@@1',
    'space:a@-x',
    'space:a@..',
    'space:a@../../x',
    'space:a@v1.1.0~1',
    'space:a@main^{commit}',
    'space:a@stable/x',
    `space:a@${'a'.repeat(65)}`,
    'space:a@git:',
    'space:a@git:abc123',
    'space:a@git:ABC1234',
    'space:a@git:HEAD',
    `space:a@git:${'a'.repeat(65)}`,
    'space:a@1.0.0\n',
    'space:a\0@1',
    'space:a@\u001b[31m',
    'space:a@\u202estable',
    'space:a@\ud800',
  ])('refuses %j and says how a reference reads', (text) => {
    expect(() => parseSpaceRef(text)).toThrow(
      expect.objectContaining({ code: 'REF_PARSE_ERROR', hint: expect.stringMatching(/./) }),
    );
  });

  it('names the place, and shows hostile text neither raw nor at full length', () => {
    const location = { file: '/p/asp-targets.toml', pointer: '/targets/a/compose/0' };
    const text = `space:\u001b[2J\u202e${'x'.repeat(100_000)}`;
    const failing = () => parseSpaceRef(text, location);
    expect(failing).toThrow(expect.objectContaining({ location }));
    expect(failing).toThrow(/^[^\p{C}]{1,400}$/u);
  });

  it('gives a reference or a RefParseError for any text', () => {
    const fragment = fc.constantFrom(
      'space:',
      'a',
      '@',
      'git:',
      '^',
      '1',
      '.',
      ' ',
      '||',
      'x',
      '-',
      '\0',
      'é',
      '*',
    );
    const near = fc.array(fragment, { maxLength: 12 }).map((parts) => `space:a@${parts.join('')}`);
    const any = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), near);
    fc.assert(
      fc.property(any, (text) => {
        try {
          const ref = parseSpaceRef(text);
          expect(text).toBe(text.includes('@') ? `space:${ref.id}@${ref.selectorText}` : `space:${ref.id}`);
          expect(parseSelector(ref.selectorText)).toEqual(ref.selector);
        } catch (error) {
          expect(error).toBeInstanceOf(RefParseError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
