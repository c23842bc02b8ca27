import type { NxJsonConfiguration } from '@nx/devkit';
import { optionPointer } from './option-pointer';
import { readOptions } from './options';

const NAME = '@agent-spaces/nx';

/** Of the first fault of the options. */
const pointer = (plugins: NxJsonConfiguration['plugins'], raw: unknown): string | undefined => {
  const read = readOptions(raw);
  if (!('fault' in read)) throw new Error('There is no fault');
  return optionPointer(plugins ? { plugins } : {}, raw, read.fault);
};

it.each([
  ['an unknown option', { registry: 'r', space: 'x' }, '/space'],
  ['an option of a strange name', { 'a/b~c': 'x' }, '/a~1b~0c'],
  ['an option of another type', { registry: 1 }, '/registry'],
  ['a path that is none', { aspHome: '/srv' }, '/aspHome'],
  ['a glob that is none', { spaces: 'spaces' }, '/spaces'],
  ['a glob that is not closed', { spaces: 'spaces/{a,b/space.toml' }, '/spaces'],
  ['the second of two targets of one name', { runTargetName: 'x', lintTargetName: 'x' }, '/runTargetName'],
  ['a target whose name another has by default', { lintTargetName: 'asp-run' }, '/lintTargetName'],
  ['options that are no object', 'spaces', ''],
])('points to %s', (_, options, expected) => {
  const plugins = ['@nx/js/typescript', { plugin: NAME, options }] as NxJsonConfiguration['plugins'];
  expect(pointer(plugins, options)).toBe(`/plugins/1/options${expected}`);
});

it('points to the entry at fault where the plugin is listed twice', () => {
  const plugins = [
    { plugin: NAME, options: { registry: 'r' } },
    { plugin: 'other', options: { space: 'x' } },
    { plugin: NAME, options: { space: 'x' } },
  ];
  expect(pointer(plugins, { space: 'x' })).toBe('/plugins/2/options/space');
});

it.each([
  ['no plugins', undefined],
  ['this plugin without options', [NAME]],
  ['the options of another plugin', [{ plugin: './own.js', options: { space: 'x' } }]],
])('points nowhere where nx.json lists %s', (_, plugins) => {
  expect(pointer(plugins, { space: 'x' })).toBeUndefined();
});
