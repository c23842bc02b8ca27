import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asp, expectDone, type Finished } from './asp';
import { commitRegistry, spaceToml, type Fixture } from './git';
import { scratch } from './places';

/** One project, one registry and one store of a test's own; registry and store do not exist until something makes them. */
export interface Place {
  readonly root: string;
  readonly project: string;
  readonly registry: string;
  readonly home: string;
}

export interface Lock {
  readonly generatedAt: string;
  readonly registry: { readonly url: string };
  readonly spaces: Readonly<Record<string, LockedSpace>>;
  readonly targets: Readonly<
    Record<string, { readonly loadOrder: readonly string[]; readonly envHash: string }>
  >;
}

export interface LockedSpace {
  readonly id: string;
  readonly commit: string;
  readonly integrity: string;
  readonly resolvedFrom: { readonly selector: string; readonly semver?: string };
}

export function newPlace(): Place {
  const root = scratch();
  const project = join(root, 'project');
  mkdirSync(project);
  return { root, project, registry: join(root, 'registry'), home: join(root, 'home') };
}

export const targetsToml = (compose: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(compose).reduce(
    (text, [name, refs]) => `${text}\n[targets.${name}]\ncompose = ${JSON.stringify(refs)}\n`,
    'schema = 1\n',
  );

export function writeTargets(
  place: Place,
  compose: Readonly<Record<string, readonly string[]>>,
  more = '',
): void {
  writeFileSync(join(place.project, 'asp-targets.toml'), targetsToml(compose) + more);
}

/** Commits the spaces to the registry and tags the commit `space/<id>/v<version>` for each. Returns the commit. */
export function publish(
  place: Place,
  spaces: Readonly<Record<string, Readonly<Record<string, Fixture>>>>,
  version = '1.0.0',
): string {
  const files = Object.entries(spaces).flatMap(([id, content]) =>
    Object.entries({ 'space.toml': spaceToml(id, '', version), ...content }).map(
      ([path, fixture]) => [`spaces/${id}/${path}`, fixture] as const,
    ),
  );
  const tags = Object.keys(spaces).map((id) => `space/${id}/v${version}`);
  return commitRegistry(place.registry, Object.fromEntries(files), tags);
}

/** Runs asp in the project, with the place's store and Node posing as Claude Code: no test here starts it. */
export const runAsp = (
  place: Place,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> =>
  asp(args, {
    cwd: place.project,
    env: { HOME: place.root, ASP_HOME: place.home, ASP_CLAUDE_PATH: process.execPath, ...env },
  });

/** Runs a command that must succeed. */
export async function succeed(
  place: Place,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const finished = await runAsp(place, args, env);
  expectDone(args, finished);
  return finished;
}

/** `asp install` from the place's registry, which must succeed. */
export const install = (place: Place, ...more: string[]): Promise<Finished> =>
  succeed(place, ['install', '--registry', place.registry, ...more]);

export const lockFile = (place: Place): string => join(place.project, 'asp-lock.json');
export const readLock = (place: Place): Lock => JSON.parse(readFileSync(lockFile(place), 'utf8')) as Lock;

/** `<id> <version>` of what a target loads, in load order. */
export function versionsIn(place: Place, target: string): readonly string[] {
  const { spaces, targets } = readLock(place);
  return (targets[target]?.loadOrder ?? []).map((key) => {
    const space = spaces[key];
    return `${space?.id} ${space?.resolvedFrom.semver ?? space?.commit}`;
  });
}
