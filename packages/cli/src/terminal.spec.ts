import { wantsColor } from './terminal';

describe('wantsColor', () => {
  it.each<readonly [boolean, string, boolean | undefined, Record<string, string>]>([
    [true, 'a terminal', true, {}],
    [false, 'a pipe', undefined, {}],
    [false, 'a terminal that cannot', true, { TERM: 'dumb' }],
    [false, 'a terminal, with NO_COLOR', true, { NO_COLOR: '1' }],
    [true, 'a terminal, with an empty NO_COLOR, which means unset', true, { NO_COLOR: '' }],
    [true, 'a pipe, with FORCE_COLOR', undefined, { FORCE_COLOR: '1' }],
    [true, 'a dumb terminal, with FORCE_COLOR', true, { FORCE_COLOR: '3', TERM: 'dumb' }],
    [false, 'a terminal, with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }],
    [false, 'a terminal, with FORCE_COLOR=false', true, { FORCE_COLOR: 'false' }],
    [false, 'a pipe, with an empty FORCE_COLOR', undefined, { FORCE_COLOR: '' }],
    [false, 'anything, with both', true, { NO_COLOR: '1', FORCE_COLOR: '1' }],
  ])('is %s for %s', (expected, _, isTTY, env) => {
    expect(wantsColor(isTTY, env)).toBe(expected);
  });
});
