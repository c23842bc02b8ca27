import { usualDistTag } from './usual-dist-tag';

describe('the dist-tag that a version is for', () => {
  it.each([
    ['1.0.0', 'latest'],
    ['1.0.0+build.1', 'latest'],
    ['2.0.0-rc.1', 'rc'],
    ['2.0.0-beta', 'beta'],
    ['2.0.0-RC.1+build-x', 'RC'],
    ['2.0.0-0', 'next'],
    ['2.0.0-rc1', 'next'],
    ['2.0.0-pre-view.1', 'next'],
    // Names that references read as something else, or that promise a release.
    ['2.0.0-x.1', 'next'],
    ['2.0.0-dev.1', 'next'],
    ['2.0.0-Head.1', 'next'],
    ['2.0.0-latest.1', 'next'],
    ['2.0.0-stable.1', 'next'],
  ])('is for %s %s', (version, name) => {
    expect(usualDistTag(version, undefined)).toEqual({ name, newer: undefined });
  });

  it('names what it would move back, and only that', () => {
    const standing = new Map([
      ['latest', '3.0.0'],
      ['rc', 'v3.1.0-rc.2'],
    ]);
    const newer = (version: string): string | undefined => usualDistTag(version, standing).newer;
    expect(newer('2.0.1')).toBe('3.0.0');
    expect(newer('3.0.0')).toBeUndefined();
    expect(newer('3.0.1')).toBeUndefined();
    expect(newer('3.1.0-rc.1')).toBe('v3.1.0-rc.2');
    expect(newer('3.1.0-rc.10')).toBeUndefined();
    expect(newer('1.0.0-beta.1')).toBeUndefined();
  });
});
