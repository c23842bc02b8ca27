import { findDevSpaces } from './dev-spaces';
import type { SpaceFacts } from './facts';

const space = (id: string, ...deps: string[]): [string, SpaceFacts] => [id, { id, deps: deps.map(ref) }];
const ref = (text: string) => ({ id: text.replace('@dev', ''), dev: text.endsWith('@dev') });
const find = (compose: string[], loadOrder: string[], ...spaces: [string, SpaceFacts][]) =>
  findDevSpaces(compose.map(ref), loadOrder.map(ref), new Map(spaces));

it('follows the dependencies of working copies, and of no pin', () => {
  const spaces = [
    space('app', 'base@dev', 'pinned'),
    space('base', 'root@dev'),
    space('root'),
    space('pinned', 'far@dev'),
    space('far'),
  ];
  expect(find(['app@dev'], [], ...spaces)).toEqual({ local: ['app', 'base', 'root'], outside: false });
});

it('takes what the lock loads as well, for either may be the older one', () => {
  const spaces = [space('new'), space('old')];
  expect(find(['new@dev'], ['old@dev'], ...spaces)).toEqual({ local: ['new', 'old'], outside: false });
});

it('says when a working copy lies outside the workspace', () => {
  expect(find(['here@dev', 'there@dev'], [], space('here'))).toEqual({ local: ['here'], outside: true });
  expect(find(['here@dev'], [], space('here', 'there@dev'))).toEqual({ local: ['here'], outside: true });
  expect(find(['pinned'], ['there@dev'])).toEqual({ local: [], outside: true });
  expect(find(['pinned'], ['pinned'])).toEqual({ local: [], outside: false });
});

it('ends where spaces need each other in a circle', () => {
  expect(find(['a@dev'], [], space('a', 'b@dev'), space('b', 'a@dev'))).toEqual({
    local: ['a', 'b'],
    outside: false,
  });
});
