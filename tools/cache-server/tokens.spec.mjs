import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knowTokens } from './tokens.mjs';

test('knows who may write, who may read and who is nobody', () => {
  const accessOf = knowTokens({ readTokens: ['r1', 'r2'], writeTokens: ['w1', 'w2'] });
  const headers = ['Bearer r1', 'bearer r2', 'BEARER  w1', 'Bearer w2'];
  assert.deepEqual(headers.map(accessOf), ['read', 'read', 'write', 'write']);
  const others = [
    undefined,
    '',
    'r1',
    'Bearer',
    'Bearer ',
    'Bearer r',
    'Bearer r11',
    'Basic r1',
    'Bearer r1 w1',
    'xBearer r1',
  ];
  for (const header of others) assert.equal(accessOf(header), undefined, header);
});

const unfit = [
  [{ readTokens: [], writeTokens: [] }, /at least one token/],
  [{ readTokens: [''], writeTokens: ['w'] }, /visible ASCII/],
  [{ readTokens: ['a b'], writeTokens: [] }, /visible ASCII/],
  [{ readTokens: [], writeTokens: ['é'] }, /visible ASCII/],
  [{ readTokens: ['x'], writeTokens: ['x'] }, /reading only and for writing/],
];
for (const [tokens, reason] of unfit)
  test(`refuses the tokens ${JSON.stringify(tokens)}`, () => assert.throws(() => knowTokens(tokens), reason));
