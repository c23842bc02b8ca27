import { aspLock } from '../../generated/validators';
import { ConfigParseError } from '../errors';
import { DEV_INTEGRITY, spaceKey, type SpaceKey } from '../ids';
import { WRITE_LOCK } from '../lock-remedies';
import type { LockedSpace, LockedTarget, LockFile } from '../model';
import { type Fault, showPath, throwFaults } from './fault';
import { parseJson } from './parse-json';
import { schemaFaults } from './schema-faults';
import { createSource, entriesInFileOrder, type Path } from './source';
import { caseCollisions, unsafeNames } from './target-name-faults';

export interface ParseLockFileOptions {
  /** In a project's lock targets are Run Targets and become directories; in the global lock they are references. */
  readonly kind: 'project' | 'global';
}

interface LockDocument extends Omit<LockFile, 'spaces' | 'targets'> {
  readonly spaces: Readonly<Record<SpaceKey, LockedSpace>>;
  readonly targets: Readonly<Record<string, LockedTarget>>;
}

const RESTORE = `Restore the lock file from version control, or remove it and ${WRITE_LOCK}.`;

/**
 * Reads `asp-lock.json` or `global-lock.json` (seed 003 §5.3) and checks that it agrees with itself: keys with the ids and commits
 * they stand for, every key used with the spaces there are. Files of another format or resolver version are refused as such.
 *
 * @param file path for messages; nothing is read from it
 * @throws ConfigParseError, ConfigValidationError
 */
export function parseLockFile(text: string, file: string, { kind }: ParseLockFileOptions): LockFile {
  const document = parseLockJson(text, file);
  const source = createSource('json', text, file);
  throwFaults(versionFaults(document), source);
  const broken = schemaFaults(aspLock, document, source);
  throwFaults(
    broken.map((fault) => ({ ...fault, hint: RESTORE })),
    source,
  );

  const lock = document as LockDocument;
  const names = Object.keys(lock.targets);
  const nameFaults = kind === 'project' ? [...unsafeNames(names, lock), ...caseCollisions(names, lock)] : [];
  throwFaults([...spaceFaults(lock), ...targetFaults(lock), ...nameFaults], source);
  throwFaults(circleFaults(lock), source);

  return {
    lockfileVersion: lock.lockfileVersion,
    resolverVersion: lock.resolverVersion,
    generatedAt: lock.generatedAt,
    registry: lock.registry,
    spaces: new Map(Object.entries(lock.spaces) as [SpaceKey, LockedSpace][]),
    targets: new Map(entriesInFileOrder(lock.targets, ['targets'], source)),
  };
}

/** Nobody writes a lock by hand: how to write JSON helps no one, and where it first breaks is enough. */
function parseLockJson(text: string, file: string): unknown {
  try {
    return parseJson(text, file);
  } catch (error) {
    const [first] = error instanceof ConfigParseError ? error.issues : [];
    if (!first) throw error;
    const message =
      text.trim() === '' ? 'The lock file is empty' : `The lock file is damaged: ${first.message}`;
    throw new ConfigParseError(message, [{ message, location: first.location, hint: RESTORE }], error);
  }
}

/** What another version wrote cannot be judged by our schema, so nothing else is said about it. */
function versionFaults(document: unknown): Fault[] {
  if (typeof document !== 'object' || document === null) return [];
  const versions = document as Readonly<Record<string, unknown>>;
  return ['lockfileVersion', 'resolverVersion'].flatMap((key): Fault[] => {
    const version = Object.hasOwn(versions, key) ? versions[key] : undefined;
    if (typeof version !== 'number' || version === 1) return [];
    const newer = version > 1;
    return [
      {
        path: [key],
        at: 'value',
        message: newer
          ? `The lock file was written by a newer version of asp: \`${key}\` is ${version}, this version knows 1`
          : `\`${key}\` is ${version}, which no version of asp writes; this version knows 1`,
        hint: newer ? 'Upgrade asp.' : RESTORE,
      },
    ];
  });
}

function spaceFaults(lock: LockDocument): Fault[] {
  const faults: Fault[] = [];
  for (const [key, space] of Object.entries(lock.spaces)) {
    const path = ['spaces', key];
    const add = (at: Fault['at'], inner: Path, message: string) =>
      faults.push({ path: [...path, ...inner], at, message, hint: RESTORE });
    const wanted = spaceKey(space.id, space.commit);
    if (key !== wanted) {
      add('key', [], `The key \`${key}\` must be \`${wanted}\`, after the id and commit it stands for`);
    }
    if (space.path !== `spaces/${space.id}`) {
      add('value', ['path'], `\`${showPath([...path, 'path'], lock)}\` must be \`spaces/${space.id}\``);
    }
    if ((space.commit === 'dev') !== (space.integrity === DEV_INTEGRITY)) {
      const name = showPath([...path, 'integrity'], lock);
      add(
        'value',
        ['integrity'],
        `\`${name}\` must be \`${DEV_INTEGRITY}\` exactly where the commit is \`dev\``,
      );
    }
    faults.push(...danglingKeys(lock, space.deps.spaces, [...path, 'deps', 'spaces']));
  }
  return faults;
}

/** A circle of dependencies, which no install can have written. Every key used must have its entry. */
function circleFaults({ spaces }: LockDocument): Fault[] {
  const settled = new Set<SpaceKey>();
  for (const start of Object.keys(spaces) as SpaceKey[]) {
    if (settled.has(start)) continue;
    // Depth first with a path of its own: a chain of dependencies may be longer than the stack is deep.
    const path: { readonly key: SpaceKey; next: number }[] = [{ key: start, next: 0 }];
    const onPath = new Map<SpaceKey, number>([[start, 0]]);
    for (let here = path.at(-1); here; here = path.at(-1)) {
      const index = here.next++;
      const dependency = spaces[here.key]?.deps.spaces[index];
      if (dependency === undefined) {
        settled.add(here.key);
        onPath.delete(here.key);
        path.pop();
        continue;
      }
      const entered = onPath.get(dependency);
      if (entered !== undefined) {
        const circle = [...path.slice(entered).map(({ key }) => key), dependency].join(' → ');
        return [
          {
            path: ['spaces', here.key, 'deps', 'spaces', String(index)],
            at: 'value',
            message: `The lock says that spaces depend on each other in a circle: ${circle}`,
            hint: RESTORE,
          },
        ];
      }
      if (!settled.has(dependency)) {
        onPath.set(dependency, path.length);
        path.push({ key: dependency, next: 0 });
      }
    }
  }
  return [];
}

function targetFaults(lock: LockDocument): Fault[] {
  return Object.entries(lock.targets).flatMap(([name, { roots, loadOrder }]) => [
    ...danglingKeys(lock, roots, ['targets', name, 'roots']),
    ...danglingKeys(lock, loadOrder, ['targets', name, 'loadOrder']),
    ...repeatedKeys(lock, loadOrder, ['targets', name, 'loadOrder']),
  ]);
}

const danglingKeys = (lock: LockDocument, keys: readonly SpaceKey[], path: Path): Fault[] =>
  keys.flatMap((key, index) =>
    Object.hasOwn(lock.spaces, key)
      ? []
      : [
          {
            path: [...path, String(index)],
            at: 'value',
            message: `\`${showPath([...path, String(index)], lock)}\` names \`${key}\`, which is not among the \`spaces\` of the lock`,
            hint: RESTORE,
          },
        ],
  );

function repeatedKeys(lock: LockDocument, keys: readonly SpaceKey[], path: Path): Fault[] {
  const seen = new Set<SpaceKey>();
  return keys.flatMap((key, index) => {
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const message = `\`${showPath([...path, String(index)], lock)}\` names \`${key}\` a second time`;
    return [{ path: [...path, String(index)], at: 'value', message, hint: RESTORE }];
  });
}
