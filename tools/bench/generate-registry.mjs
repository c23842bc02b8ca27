// A deterministic registry and project to measure with:
// generate-registry.mjs --out <dir> [--spaces N] [--releases 5] [--min-files 20] [--max-files 200] [--seed S]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRepository } from '../registry/create-repository.mjs';
import { UsageError, runAsProgram } from '../registry/run-as-program.mjs';
import { seededRandom } from './seeded-random.mjs';
import { LEAST_FILES, releaseFiles } from './synthetic-space.mjs';

const LAYERS = 5;
const MOST_DEPS = 3;

/** The Run Targets of the generated project, and how many spaces each composes. */
export const TARGETS = { t05: 5, t20: 20, t50: 50 };

const versionOf = (release) => `1.${release}.0`;

/** Selectors of every kind, all of which some release satisfies. */
function selectors(releases) {
  const middle = versionOf(Math.floor(releases / 2));
  return ['stable', 'latest', '^1.0.0', `~${middle}`, middle];
}

/** Spaces in layers: those of one layer need some of the layer below, so there is no circle and the closure is deep. */
function planSpaces({ spaces, releases, minFiles, maxFiles }, random) {
  const ids = Array.from({ length: spaces }, (_, index) => `space-${String(index).padStart(4, '0')}`);
  const layerOf = (index) => Math.floor((index * LAYERS) / spaces);
  return ids.map((id, index) => {
    const below = ids.filter((_, other) => layerOf(other) === layerOf(index) - 1);
    const deps = random.sample(below, random.between(1, MOST_DEPS));
    return {
      id,
      fileCount: random.between(minFiles, maxFiles),
      deps: deps.map((dep) => ({ id: dep, selector: random.pick(selectors(releases)) })),
    };
  });
}

function distTags(spaces, releases) {
  const stable = `v${versionOf(Math.max(0, releases - 2))}`;
  const latest = `v${versionOf(releases - 1)}`;
  const channels = Object.fromEntries(spaces.map(({ id }) => [id, { stable, latest }]));
  return {
    path: 'registry/dist-tags.json',
    mode: '100644',
    content: `${JSON.stringify(channels, null, 2)}\n`,
  };
}

/** One commit per wave of releases, in which every space gets its next version. */
function* releaseWaves(spaces, releases, random) {
  for (let release = 0; release < releases; release += 1) {
    const version = versionOf(release);
    const files = spaces.flatMap((space) => releaseFiles(space, version, release === 0, random));
    yield {
      message: `Release ${version} of every space\n`,
      files: release === releases - 1 ? [...files, distTags(spaces, releases)] : files,
      tags: spaces.map(({ id }) => `space/${id}/v${version}`),
    };
  }
}

function targetsToml(spaces, releases, random) {
  const targets = Object.entries(TARGETS).map(([name, size]) => {
    const refs = random
      .sample(spaces, size)
      .map(({ id }) => `  "space:${id}@${random.pick(selectors(releases))}",\n`);
    return `\n[targets.${name}]\ndescription = "${refs.length} spaces"\ncompose = [\n${refs.join('')}]\n`;
  });
  return `schema = 1\n${targets.join('')}`;
}

function requireWhole(name, value, least) {
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(`${name} must be a whole number from ${least} on`);
}

/**
 * Makes `<out>/registry`, a git registry, and `<out>/project`, a project with the targets of TARGETS. Equal options give an equal last
 * commit on every machine.
 *
 * @param {{ out: string, spaces?: number, releases?: number, minFiles?: number, maxFiles?: number, seed?: number }} options
 *   `minFiles` and `maxFiles` bound the number of files per space, its manifest included
 * @returns {{ registry: string, project: string, head: string }}
 */
export function generateRegistry({
  out,
  spaces = 50,
  releases = 5,
  minFiles = 20,
  maxFiles = 200,
  seed = 1,
}) {
  requireWhole('--spaces', spaces, 1);
  requireWhole('--releases', releases, 1);
  requireWhole('--min-files', minFiles, LEAST_FILES);
  requireWhole('--max-files', maxFiles, minFiles);
  requireWhole('--seed', seed, 0);
  const random = seededRandom(seed);
  const plan = planSpaces({ spaces, releases, minFiles, maxFiles }, random);
  const registry = join(out, 'registry');
  const project = join(out, 'project');
  const head = createRepository(registry, releaseWaves(plan, releases, random));
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'asp-targets.toml'), targetsToml(plan, releases, random));
  return { registry, project, head };
}

await runAsProgram(import.meta.url, () => {
  const number = (text) => (text === undefined ? undefined : Number(text));
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: { out: text, spaces: text, releases: text, 'min-files': text, 'max-files': text, seed: text },
  });
  if (!values.out) {
    throw new UsageError(
      'usage: generate-registry.mjs --out <dir> [--spaces 50] [--releases 5] [--min-files 20] [--max-files 200] [--seed 1]',
    );
  }
  const made = generateRegistry({
    out: values.out,
    spaces: number(values.spaces),
    releases: number(values.releases),
    minFiles: number(values['min-files']),
    maxFiles: number(values['max-files']),
    seed: number(values.seed),
  });
  console.log(
    `${made.registry} is a registry at ${made.head}\n${made.project} is a project with ${Object.keys(TARGETS).join(', ')}`,
  );
});
