import { parseRevision } from './revision';

describe('parseRevision', () => {
  it.each([
    ['HEAD', { kind: 'head' }],
    ['refs/tags/space/a/v1.0.0', { kind: 'ref', name: 'refs/tags/space/a/v1.0.0' }],
    ['ABC1', { kind: 'id', digits: 'abc1' }],
    ['a'.repeat(64), { kind: 'id', digits: 'a'.repeat(64) }],
  ])('accepts %s', (text, revision) => {
    expect(parseRevision(text)).toEqual(revision);
  });

  it.each(
    [
      '',
      'main',
      'abc',
      'a'.repeat(65),
      '-x',
      '--all',
      'HEAD~1',
      'HEAD^{tree}',
      'refs/heads/a..b',
      'refs/heads/*',
    ].concat(
      [
        'refs/heads/a~1',
        'refs/heads/a\nb',
        'refs/heads/a\0',
        'refs/heads/',
        'refs/heads//a',
        'refs/heads/.a',
        'refs/a.lock',
      ],
      ['refs/heads/a@{u}', 'refs/heads/a b', 'refs/heads/a:b', ':/text', '@', 'v1.0.0-0-gabc1234'],
    ),
  )('refuses %j', (text) => {
    expect(() => parseRevision(text)).toThrow(expect.objectContaining({ code: 'GIT_ERROR' }));
  });
});
