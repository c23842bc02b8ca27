import { closest } from './closest';

describe('closest', () => {
  it.each([
    ['fronted', 'frontend'],
    ['Frontend', 'frontend'],
    ['forntend', 'frontend'],
    ['stabel', 'stable'],
    ['bakend', 'backend'],
    ['stab', 'stable'],
  ])('finds what %s was meant to be', (text, meant) => {
    expect(closest(['backend', 'frontend', 'stable'], text)).toBe(meant);
  });

  it('finds nothing where nothing is near', () => {
    expect(closest(['backend', 'frontend'], 'docs')).toBeUndefined();
    expect(closest([], 'docs')).toBeUndefined();
  });

  it('refuses to compare texts no name is as long as', () => {
    const long = 'a'.repeat(101);
    expect(closest([long], long)).toBeUndefined();
  });
});
