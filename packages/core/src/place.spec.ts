import { place } from './place';

describe('a place', () => {
  it('is written the way editors make a link of it', () => {
    expect(place({ file: 'a' })).toBe('a');
    expect(place({ file: 'a', line: 2 })).toBe('a:2');
    expect(place({ file: 'a', line: 2, column: 3, pointer: '/b' })).toBe('a:2:3 (/b)');
  });
});
