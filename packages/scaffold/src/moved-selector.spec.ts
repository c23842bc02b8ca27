import { movedSelector } from './moved-selector';

describe('the selector of a reference when the space gets a new version', () => {
  const moved = (selector: string, wanted: string, preserveMatching = false): string => {
    const result = movedSelector(selector, wanted, preserveMatching);
    return result.kind === 'moved' ? result.selector : result.kind;
  };

  it('moves where it is a version or a range with one sign in front', () => {
    expect(moved('^1.0.0', '^1.1.0')).toBe('^1.1.0');
    expect(moved('~1.0.0', '~1.1.0')).toBe('~1.1.0');
    expect(moved('1.0.0', '1.1.0')).toBe('1.1.0');
    expect(moved('=1.0.0', '=1.1.0')).toBe('=1.1.0');
    expect(moved('^1.0.0', '^1.1.0-beta.0')).toBe('^1.1.0-beta.0');
  });

  it('stays where it names no version', () => {
    for (const selector of ['stable', 'dev', 'HEAD', 'git:0123abc'])
      expect(moved(selector, '1.1.0')).toBe('kept');
  });

  it('stays where it says the new version already', () => {
    expect(moved('^1.1.0', '^1.1.0')).toBe('kept');
  });

  it('stays, on request, where the new version is in the range', () => {
    expect(moved('^1.0.0', '^1.1.0', true)).toBe('kept');
    expect(moved('^1.0.0', '^2.0.0', true)).toBe('^2.0.0');
    expect(moved('1.0.0', '1.0.1', true)).toBe('1.0.1');
  });

  it('stays, on request, only where a reference would find the new version: no range finds a prerelease it does not name', () => {
    expect(moved('^1.0.0', '^1.1.0-beta.0', true)).toBe('^1.1.0-beta.0');
  });

  it('is never replaced where it says more than one version can', () => {
    expect(moved('1.x', '1.1.0')).toBe('kept');
    expect(moved('>=1.0.0 <3.0.0', '2.0.0')).toBe('kept');
    expect(moved('1.x', '2.0.0')).toBe('left');
    expect(moved('^1.0.0 || ^3.0.0', '^2.0.0')).toBe('left');
  });
});
