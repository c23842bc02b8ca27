import { formatLockFile, parseLockFile, type LockFile } from '@agent-spaces/core';
import fc from 'fast-check';
import { inc } from 'semver';
import { computeClosure } from './closure';
import { buildLock, lockTarget, type ResolvedTarget } from './lock';
import { lockedClosure } from './locked-closure';
import { NO_PINS, pinsOf } from './pins';
import { parseSpaceRef } from './space-ref';
import { modelRegistry, type ModelRegistry } from './testing/model-registry';

type Compositions = ReadonlyMap<string, readonly string[]>;
interface Asked {
  readonly targets?: readonly string[];
  readonly update?: boolean;
}

/** What an install does to a lock. As the next command finds it: written, read, with other objects for the same entries. */
async function install(
  { registry }: ModelRegistry,
  compositions: Compositions,
  previous: LockFile | undefined,
  { targets = [...compositions.keys()], update = false }: Asked = {},
): Promise<LockFile> {
  const resolved = new Map<string, ResolvedTarget>();
  for (const [name, compose] of compositions) {
    const locked = previous?.targets.get(name);
    if (targets.includes(name)) {
      const roots = compose.map((text) => ({ ref: parseSpaceRef(text) }));
      const pins = previous && !update ? pinsOf(previous, name) : NO_PINS;
      const closure = await computeClosure(roots, () => Promise.resolve(registry), pins);
      resolved.set(name, { closure, target: lockTarget(compose, closure) });
    } else if (previous && locked) {
      resolved.set(name, { closure: lockedClosure(previous, locked), target: locked });
    }
  }
  const lock = buildLock(
    { registry: { type: 'git', url: 'x' }, targets: resolved },
    previous,
    () => new Date(0),
  );
  return parseLockFile(formatLockFile(lock), 'asp-lock.json', { kind: 'project' });
}

const IDS = ['s0', 's1', 's2', 's3'];
const TARGETS = ['t0', 't1', 't2'];
const pick = <Value>(values: readonly Value[], choice: number): Value =>
  values[choice % values.length] as Value;

/** Any of the forms a reference may have; they can be resolved whatever was published since. */
function reference({ versions }: ModelRegistry, id: string, choice: number): string {
  const version = pick(versions(id), choice >> 4);
  const published = [
    'HEAD',
    'latest',
    'stable',
    'stable',
    '^1.0.0',
    '^1.0.0',
    '*',
    version?.version,
    `git:${version?.commit}`,
  ];
  const selectors = [...published, 'dev', 'dev', 'dev', 'dev', 'dev', 'dev', 'dev'];
  return `space:${id}@${pick(selectors, choice & 15)}`;
}

/** References to some of the spaces with a lower number, so that nothing goes round in a circle. */
function dependencies(model: ModelRegistry, id: string, choices: readonly number[]): string[] {
  const below = IDS.slice(0, IDS.indexOf(id));
  if (!below.length) return [];
  const chosen = new Map(choices.map((choice) => [pick(below, choice), choice >> 3]));
  return [...chosen].map(([dependency, choice]) => reference(model, dependency, choice));
}

const numbers = fc.array(fc.nat(0xffff), { maxLength: 3 });
const somewhat = fc.record({ id: fc.constantFrom(...IDS), deps: numbers, how: fc.nat(0xff) });
type Move = typeof somewhat extends fc.Arbitrary<infer Value> ? Value : never;

function move(model: ModelRegistry, { id, deps, how }: Move): void {
  const newest = model.versions(id)[0]?.version ?? '1.0.0';
  const version = inc(newest, pick(['patch', 'minor', 'minor', 'major'] as const, how)) as string;
  const channels = pick([['stable', 'latest'], ['stable'], ['latest'], []], how >> 2);
  model.publish(id, version, dependencies(model, id, deps), channels);
}

const world = fc.record({
  published: fc.tuple(...IDS.map(() => numbers)),
  written: fc.tuple(...IDS.map(() => numbers)),
  before: fc.array(somewhat, { maxLength: 4 }),
});

function modelOf({ published, written, before }: typeof world extends fc.Arbitrary<infer V> ? V : never) {
  const model = modelRegistry();
  IDS.forEach((id, index) => {
    model.publish(id, '1.0.0', dependencies(model, id, published[index] ?? []), ['stable', 'latest']);
  });
  for (const one of before) move(model, one);
  IDS.forEach((id, index) => model.write(id, dependencies(model, id, written[index] ?? [])));
  return model;
}

const compose = fc.array(fc.tuple(fc.constantFrom(...IDS), fc.nat(0xffff)), { minLength: 1, maxLength: 3 });
const compositions = fc.array(compose, { minLength: 1, maxLength: TARGETS.length });
const composed = (
  model: ModelRegistry,
  chosen: readonly (readonly (readonly [string, number])[])[],
): Map<string, string[]> =>
  new Map(
    chosen.map((refs, index) => [
      TARGETS[index] as string,
      [...new Set(refs.map(([id, choice]) => reference(model, id, choice)))],
    ]),
  );

const some = fc.subarray(TARGETS, { minLength: 1 });
const one = fc.constantFrom(...TARGETS);
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('update' as const), targets: some }),
    fc.record({ kind: fc.constant('install' as const), targets: some }),
    fc.record({ kind: fc.constant('compose' as const), target: one, refs: compose, keep: fc.nat(7) }),
    fc.record({ kind: fc.constant('remove' as const), target: one }),
    fc.record({ kind: fc.constant('edit' as const), id: fc.constantFrom(...IDS), deps: numbers }),
  ),
  { maxLength: 5 },
);
type Step = typeof steps extends fc.Arbitrary<(infer Value)[]> ? Value : never;
const moves = fc.array(somewhat, { minLength: 1, maxLength: 4 });
const RUNS = { numRuns: 300 };

/** The references of a project after a step. */
function recompose(model: ModelRegistry, before: Compositions, step: Step): Compositions {
  const after = new Map(before);
  if (step.kind === 'remove' && after.size > 1) after.delete(step.target);
  if (step.kind === 'compose') {
    const kept = (after.get(step.target) ?? []).filter((_, index) => step.keep & (1 << index));
    const added = step.refs.map(([id, choice]) => reference(model, id, choice));
    after.set(step.target, [...new Set([...kept, ...added])]);
  }
  return after;
}

/** What the references of a target mean that the other lock has as well; all that it loads, where it has them all. */
function kept(lock: LockFile, other: LockFile, name: string): readonly string[] {
  const { compose = [], roots = [], loadOrder = [] } = lock.targets.get(name) ?? {};
  const known = new Set(other.targets.get(name)?.compose);
  const meant = compose.flatMap((text, index) => (known.has(text) ? [`${text} is ${roots[index]}`] : []));
  return compose.every((text) => known.has(text)) ? [...meant, ...loadOrder] : meant;
}

/**
 * Whether a pin is recorded for a reference that is nowhere any more, because only some targets were installed after it went. Such a
 * pin may seem to have been found for an older state of a working copy that still asks for it.
 */
async function hasLostItsMaker({ registry }: ModelRegistry, { spaces, targets }: LockFile): Promise<boolean> {
  const written = new Set([...targets.values()].flatMap(({ compose }) => compose));
  for (const { id, commit } of spaces.values()) {
    const space = await (commit === 'dev' ? registry.devSpace(id) : registry.spaceAt(id, commit));
    for (const text of space?.manifest.deps?.spaces ?? []) written.add(text);
  }
  return [...spaces.values()].some(
    ({ id, resolvedFrom }) => !written.has(`space:${id}@${resolvedFrom.selector}`),
  );
}

describe('an install', () => {
  it('that follows another changes no lock, whatever was published in between', async () => {
    await fc.assert(
      fc.asyncProperty(world, compositions, moves, async (start, chosen, later) => {
        const model = modelOf(start);
        const manifest = composed(model, chosen);
        const lock = await install(model, manifest, undefined);
        for (const each of later) move(model, each);
        expect(formatLockFile(await install(model, manifest, lock))).toBe(formatLockFile(lock));
      }),
      RUNS,
    );
  });

  it('changes what it is asked to and nothing else, and the next one nothing at all', async () => {
    const rounds = fc.array(fc.tuple(moves, steps), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(world, compositions, rounds, async (start, chosen, round) => {
        const model = modelOf(start);
        let manifest: Compositions = composed(model, chosen);
        let lock = await install(model, manifest, undefined);
        for (const [later, asked] of round) {
          for (const each of later) move(model, each);
          for (const step of asked) {
            const [before, wasComposed] = [lock, manifest];
            manifest = recompose(model, wasComposed, step);
            const targets = [...manifest.keys()].filter(
              (name) => !('targets' in step) || step.targets.includes(name),
            );
            if (step.kind === 'edit') model.write(step.id, dependencies(model, step.id, step.deps));
            lock = await install(model, manifest, before, { targets, update: step.kind === 'update' });

            for (const [name, target] of before.targets) {
              const isAsked = targets.includes(name) && (step.kind === 'update' || step.kind === 'edit');
              if (!manifest.has(name) || isAsked) continue;
              if (step.kind === 'compose' && step.target === name)
                expect([...kept(lock, before, name), ...(lock.targets.get(name)?.loadOrder ?? [])]).toEqual(
                  expect.arrayContaining([...kept(before, lock, name)]),
                );
              else expect(lock.targets.get(name)).toEqual(target);
            }
            if (await hasLostItsMaker(model, lock)) return;
            for (const each of later) move(model, each);
            expect(formatLockFile(await install(model, manifest, lock))).toBe(formatLockFile(lock));
          }
        }
      }),
      RUNS,
    );
  });
});
