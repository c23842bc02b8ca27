import { isRecord } from './is-record';

it.each<readonly [string, unknown, boolean]>([
  ['an object', {}, true],
  ['one without a prototype', Object.create(null), true],
  ['a list', [], false],
  ['a date of TOML', new Date(0), false],
  ['nothing', null, false],
  ['a text', 'x', false],
])('takes %s for what it is', (_, value, expected) => {
  expect(isRecord(value)).toBe(expected);
});
