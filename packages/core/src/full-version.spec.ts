import { fullVersion } from './full-version';

describe('fullVersion', () => {
  it.each([
    ['1.2.3', '1.2.3'],
    ['v1.2.3', '1.2.3'],
    ['v1.0.0+linux.1', '1.0.0+linux.1'],
    ['2.0.0-beta.1+b.007', '2.0.0-beta.1+b.007'],
  ])('of %s is %s', (text, version) => expect(fullVersion(text)).toBe(version));

  it.each(['', '1.2', '^1.0.0', 'stable', '01.2.3', '1.0.0+'])('is nothing for %j', (text) =>
    expect(fullVersion(text)).toBeUndefined(),
  );
});
