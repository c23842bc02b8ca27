import { meets, newestFirst } from './space-version';

describe('meets', () => {
  const exact = (range: string) => ({ exact: true, range });
  const range = (text: string) => ({ exact: false, range: text });

  it('tells versions apart that differ in build metadata, where the reference does', () => {
    expect(meets('1.0.0+2', exact('1.0.0+2'))).toBe(true);
    expect(meets('1.0.0+1', exact('1.0.0+2'))).toBe(false);
    expect(meets('1.0.0', exact('1.0.0+2'))).toBe(false);
  });

  it('lets every build of a version in that is asked for without one', () => {
    for (const asked of [exact('1.0.0'), range('^1'), range('^1.0.0+9')]) {
      expect(meets('1.0.0+1', asked)).toBe(true);
    }
    expect(meets('1.0.1', exact('1.0.0'))).toBe(false);
  });
});

describe('newestFirst', () => {
  it('puts a plain version before its builds, and those by the highest', () => {
    const versions = ['1.0.0+1', '1.0.0', '1.0.0-rc.1', '1.0.0+10', '2.0.0+a', '1.0.0+2'];
    expect(versions.sort(newestFirst)).toEqual([
      '2.0.0+a',
      '1.0.0',
      '1.0.0+10',
      '1.0.0+2',
      '1.0.0+1',
      '1.0.0-rc.1',
    ]);
  });
});
