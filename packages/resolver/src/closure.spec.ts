import { join } from 'node:path';
import type { AspError, CommitSha, LockedSpace, SpaceId, SpaceKey } from '@agent-spaces/core';
import { spaceKey } from '@agent-spaces/core';
import { computeClosure, pluginIdentity, type RootRef } from './closure';
import { computeIntegrity } from './integrity';
import { NO_PINS, type Pins } from './pins';
import { parseSpaceRef } from './space-ref';
import {
  closeRegistries,
  spaceToml,
  tempDirectory,
  tempRegistry,
  type Files,
  type TempRegistry,
} from './testing/temp-registry';

const root = tempDirectory();
closeRegistries();
let made = 0;
const fresh = (): TempRegistry => tempRegistry(join(root, `r${(made += 1)}`));
const refs = (...texts: string[]): RootRef[] => texts.map((text) => ({ ref: parseSpaceRef(text) }));

async function closureIn(registry: TempRegistry, roots: readonly RootRef[], pins: Pins = NO_PINS) {
  const opened = await registry.open();
  return computeClosure(roots, () => Promise.resolve(opened), pins);
}

/** Spaces that depend on each other's working copies. */
const devSpaces = (graph: Readonly<Record<string, readonly string[]>>): Files =>
  Object.fromEntries(
    Object.entries(graph).map(([id, deps]) => [
      `spaces/${id}/space.toml`,
      spaceToml(id, { deps: deps.map((dep) => `space:${dep}@dev`) }),
    ]),
  );

describe('computeClosure', () => {
  it('loads dependencies before dependents, a shared one once, and records every pin', async () => {
    const registry = fresh();
    const base = registry.publish('base', '1.0.0');
    const left = registry.publish('left', '1.0.0', { deps: ['space:base@^1'] });
    registry.publish('right', '1.0.0', { deps: ['space:base@1.0.0'] });
    const top = registry.publish('top', '3.1.0', { deps: ['space:left@1', 'space:right@*'] });
    const closure = await closureIn(registry, refs('space:top@^3', 'space:left@^1'));

    expect(closure.loadOrder.map((key) => key.split('@')[0])).toEqual(['base', 'left', 'right', 'top']);
    expect(closure.roots).toEqual([spaceKey('top' as SpaceId, top), spaceKey('left' as SpaceId, left)]);
    expect([...closure.spaces.keys()]).toEqual(closure.loadOrder);
    const source = await (await registry.open()).spaceAt('base' as SpaceId, base);
    const baseKey = spaceKey('base' as SpaceId, base);
    expect(closure.spaces.get(baseKey)).toEqual({
      id: 'base',
      commit: base,
      path: 'spaces/base',
      integrity: computeIntegrity(source?.content.files ?? []),
      plugin: { name: 'base', version: '1.0.0' },
      deps: { spaces: [] },
      resolvedFrom: { selector: '^1', tag: 'space/base/v1.0.0', semver: '1.0.0' },
    });
    expect(closure.spaces.get(closure.roots[1] as SpaceKey)?.deps.spaces).toEqual([baseKey]);
  });

  it('keeps two versions of one space when both are asked for', async () => {
    const registry = fresh();
    const [one, two] = [registry.publish('base', '1.0.0'), registry.publish('base', '2.0.0')];
    registry.publish('old', '1.0.0', { deps: ['space:base@^1'] });
    const closure = await closureIn(registry, refs('space:old@1', 'space:base@2'));
    expect([...closure.spaces.values()].map(({ commit }) => commit)).toEqual([one, expect.any(String), two]);
  });

  it('gives a space of the working copy the integrity of one', async () => {
    const registry = fresh();
    registry.write(devSpaces({ a: [] }));
    const { spaces } = await closureIn(registry, refs('space:a'));
    expect(spaces.get('a@dev' as SpaceKey)).toMatchObject({ commit: 'dev', integrity: 'sha256:dev' });
  });

  it.each([
    ['itself', { a: ['a'] }, ['a@dev', 'a@dev']],
    ['a neighbour', { a: ['b'], b: ['a'] }, ['a@dev', 'b@dev', 'a@dev']],
    [
      'others, behind an entrance',
      { a: ['b'], b: ['c'], c: ['d'], d: ['b'] },
      ['b@dev', 'c@dev', 'd@dev', 'b@dev'],
    ],
  ])('shows the circle of a space that depends on %s', async (_, graph, cycle) => {
    const registry = fresh();
    registry.write(devSpaces(graph as Record<string, string[]>));
    await expect(closureIn(registry, refs('space:a'))).rejects.toMatchObject({
      code: 'CYCLIC_DEPENDENCY_ERROR',
      cycle,
      location: { file: expect.stringMatching(/space\.toml$/), pointer: '/deps/spaces/0' },
      hint: expect.any(String),
    });
  });

  it('follows a chain of 300 spaces', async () => {
    const registry = fresh();
    const chain = Array.from({ length: 300 }, (_, index) => [
      `s${index}`,
      index < 299 ? [`s${index + 1}`] : [],
    ]);
    registry.write(devSpaces(Object.fromEntries(chain) as Record<string, string[]>));
    const { loadOrder } = await closureIn(registry, refs('space:s0'));
    expect(loadOrder).toEqual(chain.map(([id]) => `${String(id)}@dev`).reverse());
  });

  it('names the chain of spaces that led to a missing one', async () => {
    const registry = fresh();
    registry.write(devSpaces({ a: ['b'], b: ['frontent'] }));
    registry.publish('frontend', '1.0.0');
    await expect(closureIn(registry, refs('space:a'))).rejects.toMatchObject({
      code: 'MISSING_DEPENDENCY_ERROR',
      message: expect.stringContaining('space:frontent@dev'),
      hint: 'Required by a@dev → b@dev. Did you mean space:frontend?',
      location: { file: join(registry.directory, 'spaces/b/space.toml'), pointer: '/deps/spaces/0' },
    });
  });

  it('takes the dependencies of a space that is not in the registry for what they are', async () => {
    const registry = fresh();
    registry.write(devSpaces({ a: ['m'] }));
    const opened = await registry.open();
    const location = { file: '/elsewhere/m/space.toml', pointer: '/deps/spaces/0' };
    const depending = (text: string) =>
      computeClosure(
        [{ ref: parseSpaceRef(text), location }],
        () => Promise.resolve(opened),
        NO_PINS,
        'm@dev' as SpaceKey,
      );
    for (const missing of ['space:gone@dev', 'space:gone@^1']) {
      await expect(depending(missing)).rejects.toMatchObject({
        code: 'MISSING_DEPENDENCY_ERROR',
        hint: expect.stringContaining('Required by m@dev. '),
        location,
      });
    }
    await expect(depending('space:a@dev')).rejects.toMatchObject({
      code: 'CYCLIC_DEPENDENCY_ERROR',
      cycle: ['m@dev', 'a@dev', 'm@dev'],
    });
  });

  it('gives the line of a published space that names a missing one', async () => {
    const registry = fresh();
    const toml = spaceToml('a', { deps: ['space:gone@1.0.0'] });
    const commit = registry.commit({ 'spaces/a/space.toml': toml });
    registry.git('tag', 'space/a/v1.0.0');
    const error: AspError = await closureIn(registry, refs('space:a@1.0.0')).catch((caught) => caught);
    expect(toml.split('\n')[(error.location?.line ?? 0) - 1]).toContain('space:gone@1.0.0');
    expect({ ...error.location }).toEqual({
      file: `${commit.slice(0, 12)}:spaces/a/space.toml`,
      pointer: '/deps/spaces/0',
      line: expect.any(Number),
      column: expect.any(Number),
    });
  });

  it('says which commit lacks a space', async () => {
    const registry = fresh();
    const commit = registry.commit({ 'other.md': '' });
    const location = { file: 'asp-targets.toml' };
    const roots = [{ ref: parseSpaceRef(`space:a@git:${commit}`), location }];
    await expect(closureIn(registry, roots)).rejects.toMatchObject({
      code: 'SELECTOR_RESOLUTION_ERROR',
      message: expect.stringContaining(`commit ${commit.slice(0, 12)} has no spaces/a/space.toml`),
      location,
    });
  });

  it('says what to do about it: a commit cannot be given a space any more', async () => {
    const registry = fresh();
    const commit = registry.commit({ 'other.md': '' });
    registry.git('tag', 'space/a/v1.0.0');
    for (const [selector, hint] of [
      ['dev', 'Create spaces/a/space.toml.'],
      ['HEAD', 'Commit spaces/a/space.toml in the registry, or use space:a@dev for the working copy.'],
      [`git:${commit}`, 'Pin a commit that has it.'],
      [
        '1.0.0',
        'The tag space/a/v1.0.0 names the wrong commit: publish one that has the space under a new version.',
      ],
    ]) {
      await expect(closureIn(registry, refs(`space:a@${selector}`))).rejects.toMatchObject({ hint });
    }
  });

  it.each([
    ['bad TOML', 'schema = = 1', 'CONFIG_PARSE_ERROR'],
    ['another id', spaceToml('c'), 'CONFIG_VALIDATION_ERROR'],
  ])('calls a dependency with %s by its fault, not missing', async (_, text, code) => {
    const registry = fresh();
    const commit = registry.commit({ 'spaces/b/space.toml': text });
    registry.git('tag', 'space/b/v1.0.0');
    registry.write({ 'spaces/a/space.toml': spaceToml('a', { deps: ['space:b@1.0.0'] }) });
    await expect(closureIn(registry, refs('space:a'))).rejects.toMatchObject({
      code,
      location: { file: `${commit.slice(0, 12)}:spaces/b/space.toml`, line: expect.any(Number) },
    });
  });

  it('names the place of a dependency that is no reference', async () => {
    const registry = fresh();
    registry.write({ 'spaces/a/space.toml': spaceToml('a', { deps: ['space:b@-x'] }) });
    await expect(closureIn(registry, refs('space:a'))).rejects.toMatchObject({
      code: 'REF_PARSE_ERROR',
      location: { file: join(registry.directory, 'spaces/a/space.toml'), pointer: '/deps/spaces/0' },
    });
  });
});

describe('computeClosure with pins', () => {
  const commit = 'c'.repeat(40) as CommitSha;
  const pinned = (id: string, ...deps: string[]): [SpaceKey, LockedSpace] => [
    spaceKey(id as SpaceId, commit),
    {
      id: id as SpaceId,
      commit,
      path: `spaces/${id}`,
      integrity: `sha256:${'0'.repeat(64)}` as LockedSpace['integrity'],
      plugin: { name: id },
      deps: { spaces: deps.map((dep) => spaceKey(dep as SpaceId, dep.startsWith('dev') ? 'dev' : commit)) },
      resolvedFrom: { selector: '^1' },
    },
  ];
  const devPin: [SpaceKey, LockedSpace] = [
    'dev-a@dev' as SpaceKey,
    { ...pinned('dev-a')[1], commit: 'dev', integrity: 'sha256:dev' as LockedSpace['integrity'] },
  ];
  const pinsFrom = (...entries: [SpaceKey, LockedSpace][]): Pins => {
    const spaces = new Map(entries);
    return {
      ...NO_PINS,
      space: (key) => spaces.get(key),
      ofRoot: (ref) => (ref.selector.kind === 'dev' ? undefined : { key: spaceKey(ref.id, commit) }),
    };
  };
  const untouchable = () => Promise.reject(new Error('The registry was opened'));

  it('takes all of it from the lock and never opens the registry', async () => {
    const entries = [pinned('a', 'b', 'c'), pinned('b', 'c'), pinned('c')];
    const closure = await computeClosure(refs('space:a@^1'), untouchable, pinsFrom(...entries));
    expect(closure.loadOrder.map((key) => key.split('@')[0])).toEqual(['c', 'b', 'a']);
    for (const [key, space] of entries) expect(closure.spaces.get(key)).toBe(space);
  });

  it('records the reference that a pin answers, where it was made for another', async () => {
    const resolvedFrom = { selector: '1.x', semver: '1.0.0' };
    const [key, space] = pinned('a');
    const pins: Pins = { ...pinsFrom([key, space]), ofRoot: () => ({ key, resolvedFrom }) };
    const closure = await computeClosure(refs('space:a@1.x'), untouchable, pins);
    expect(closure.spaces.get(key)).toEqual({ ...space, resolvedFrom });
  });

  it('follows a pinned chain of 3000 spaces', async () => {
    const entries = Array.from({ length: 3000 }, (_, index) =>
      pinned(`s${index}`, ...(index < 2999 ? [`s${index + 1}`] : [])),
    );
    const closure = await computeClosure(refs('space:s0@^1'), untouchable, pinsFrom(...entries));
    expect(closure.loadOrder).toHaveLength(3000);
  });

  it('reads a pinned space that depends on a working copy through the registry for that one alone', async () => {
    const registry = fresh();
    registry.write(devSpaces({ 'dev-a': ['dev-b'], 'dev-b': [] }));
    const closure = await closureIn(registry, refs('space:a@^1'), pinsFrom(pinned('a', 'dev-a'), devPin));
    expect(closure.loadOrder).toEqual(['dev-b@dev', 'dev-a@dev', spaceKey('a' as SpaceId, commit)]);
    expect(closure.spaces.get(devPin[0])).toMatchObject({ deps: { spaces: ['dev-b@dev'] } });
  });

  it('refuses a lock whose pins go round in a circle, or that lacks one', async () => {
    const circle = pinsFrom(pinned('a', 'b'), pinned('b', 'a'));
    await expect(computeClosure(refs('space:a@^1'), untouchable, circle)).rejects.toMatchObject({
      code: 'CYCLIC_DEPENDENCY_ERROR',
    });
    const torn = pinsFrom(pinned('a', 'b'));
    await expect(computeClosure(refs('space:a@^1'), untouchable, torn)).rejects.toMatchObject({
      code: 'RESOLUTION_ERROR',
      hint: expect.any(String),
    });
  });
});

describe('pluginIdentity', () => {
  it('is that of the plugin section before that of the space', () => {
    const manifest = { schema: 1, id: 'a' as SpaceId } as const;
    expect(pluginIdentity(manifest)).toEqual({ name: 'a' });
    expect(pluginIdentity({ ...manifest, version: '1.0.0' })).toEqual({ name: 'a', version: '1.0.0' });
    expect(
      pluginIdentity({ ...manifest, version: '1.0.0', plugin: { name: 'p', version: '2.0.0' } }),
    ).toEqual({
      name: 'p',
      version: '2.0.0',
    });
  });
});
