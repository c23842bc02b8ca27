import { defaultTarget } from '@agent-spaces/core/default-target';
import type { ProjectConfiguration, TargetConfiguration, TargetDependencyConfig } from '@nx/devkit';
import { findDevSpaces, type DevSpaces } from './dev-spaces';
import type { LockFacts, RunTargetFacts, SpaceFacts, TargetsFacts } from './facts';
import type { PluginSettings, TargetNames } from './options';
import type { ProjectName } from './project-name';
import { spaceProjectName } from './space-project';
import {
  ENDS,
  MATERIALIZER,
  metadataOf,
  noPackages,
  placeOptions,
  PLUGIN_NAME,
  SPACE_INPUT,
} from './target-configuration';

export interface RunTargetProjectContext {
  readonly settings: PluginSettings;
  /** Where references are resolved, from the workspace root. */
  readonly registry: string | undefined;
  /** Spaces of the workspace by id, where references are resolved in it. */
  readonly devSpaces: ReadonlyMap<string, SpaceFacts>;
}

/** The stations that exist for each Run Target and, under the bare name, for all of them. */
type Station = Exclude<keyof TargetNames, 'lint' | 'publish' | 'run'>;

type Targets = Record<string, TargetConfiguration>;

/**
 * What `asp-targets.toml` adds to the project that lives in its directory (or makes one of it): a chain of targets for each Run
 * Target, an aggregate for each station, and one `asp-run` with a configuration for each Run Target.
 *
 * @param lock empty where there is none
 * @param root from the workspace root
 */
export function runTargetProject(
  facts: TargetsFacts,
  lock: LockFacts,
  root: string,
  { name: project, settled }: ProjectName,
  context: RunTargetProjectContext,
): ProjectConfiguration {
  const shared = facts.length === 0 ? {} : sharedTargets(facts, project, context);
  const chains = facts.map((target) => {
    const loadOrder = Object.hasOwn(lock, target.name) ? lock[target.name] : undefined;
    const dev = findDevSpaces(target.compose, loadOrder ?? [], context.devSpaces);
    return { name: target.name, targets: chain(target, dev, project, context) };
  });
  const targetGroups: Record<string, string[]> = {};
  if (facts.length > 0) targetGroups['Agent Spaces'] = Object.keys(shared);
  for (const { name, targets } of chains) targetGroups[`Run Target ${name}`] = Object.keys(targets);
  return {
    root,
    ...(settled ? {} : { name: project }),
    targets: Object.assign({}, shared, ...chains.map(({ targets }) => targets)) as Targets,
    metadata: { targetGroups },
  };
}

/** Whether a project of the finished graph has Run Targets. */
export function hasRunTargets({ targets = {} }: ProjectConfiguration): boolean {
  for (const name in targets) if (targets[name]?.executor === RESOLVE) return true;
  return false;
}

const RESOLVE = `${PLUGIN_NAME}:resolve`;

const EXAMPLE_RUN = { prompt: 'What can you do here?' };

const atomized = (name: string, runTarget: string): string => `${name}--${runTarget}`;

/** The stations of one Run Target, each needing the one before. */
function chain(
  { name: runTarget, description }: RunTargetFacts,
  dev: DevSpaces,
  project: string,
  { settings, registry }: RunTargetProjectContext,
): Targets {
  const { names } = settings;
  const local = dev.local.map((id) => spaceProjectName(id, settings));
  const options = { ...placeOptions(settings, registry), runTarget };
  const nameOf = (station: Station | 'run'): string => atomized(names[station], runTarget);
  const station = (each: Station, more: TargetConfiguration): Targets => ({
    [nameOf(each)]: {
      executor: `${PLUGIN_NAME}:${each}`,
      ...ENDS,
      options: { ...options },
      ...more,
      metadata: metadataOf(
        DESCRIPTIONS[each](runTarget),
        project,
        nameOf(each),
        each === 'resolve' ? { update: true } : {},
      ),
    },
  });
  // By the pins of this Run Target alone, and by the files of spaces whose pin says nothing about them. Nothing in the workspace tells
  // when a working copy outside it changes.
  const cached = (output: string): TargetConfiguration => ({
    cache: !dev.outside,
    inputs: [
      { json: '{projectRoot}/asp-lock.json', fields: [lockField(runTarget)] },
      ...(local.length > 0 ? [{ projects: [...local], input: SPACE_INPUT }] : []),
      noPackages(),
    ],
    outputs: [`{projectRoot}/asp_modules/${runTarget}/${output}`],
    options: { ...options, materializer: MATERIALIZER },
  });
  return {
    ...station('resolve', { cache: false }),
    ...station('snapshot', { cache: false, dependsOn: [nameOf('resolve')] }),
    ...station('materialize', {
      ...cached('plugins'),
      dependsOn: [
        nameOf('snapshot'),
        ...(local.length > 0 ? [{ target: names.materialize, projects: [...local] }] : []),
      ],
    }),
    ...station('compose', { ...cached('.asp-bundle.json'), dependsOn: [nameOf('materialize')] }),
    ...station('verify', { cache: false }),
    [nameOf('run')]: {
      ...AGENT,
      dependsOn: [nameOf('compose')],
      options: { ...options },
      metadata: metadataOf(
        description ?? `Start Claude Code with what ${runTarget} composes`,
        project,
        nameOf('run'),
        EXAMPLE_RUN,
      ),
    },
  };
}

const DESCRIPTIONS: Readonly<Record<Station, (runTarget: string) => string>> = {
  resolve: (runTarget) => `Pin the spaces that ${runTarget} composes in asp-lock.json`,
  snapshot: (runTarget) => `Put the pinned spaces of ${runTarget} into the store`,
  materialize: (runTarget) => `Make the plugin directories of ${runTarget} in asp_modules`,
  compose: (runTarget) => `Compose plugins, MCP servers and settings of ${runTarget}`,
  verify: (runTarget) => `Compare what is composed for ${runTarget} with asp-lock.json, changing nothing`,
};

const STATIONS = Object.keys(DESCRIPTIONS) as readonly Station[];

/** One terminal, one agent: nothing else runs meanwhile. */
const AGENT = { executor: `${PLUGIN_NAME}:run`, ...ENDS, cache: false, parallelism: false };

/** Nx splits a field at every dot and has no way to write one: with a dot in the name it would select nothing, which never changes. */
const lockField = (runTarget: string): string =>
  runTarget.includes('.') ? 'targets' : `targets.${runTarget}.envHash`;

/** `asp-resolve --update` is for all of them; what the stations after it are given would only change their hashes. */
const dependencyOf = (station: Station, target: string): string | TargetDependencyConfig =>
  station === 'resolve' ? { target, params: 'forward' } : target;

function sharedTargets(
  facts: TargetsFacts,
  project: string,
  { settings, registry }: RunTargetProjectContext,
): Targets {
  const { names } = settings;
  const runTargets = facts.map(({ name }) => name);
  const targets: Targets = {};
  for (const station of STATIONS) {
    targets[names[station]] = {
      executor: 'nx:noop',
      dependsOn: runTargets.map((runTarget) => dependencyOf(station, atomized(names[station], runTarget))),
      metadata: metadataOf(DESCRIPTIONS[station]('every Run Target'), project, names[station]),
    };
  }
  // A project's scope is no part of what its Run Targets can be called.
  const usual = defaultTarget(runTargets, project.slice(project.lastIndexOf('/') + 1));
  targets[names.run] = {
    ...AGENT,
    // Dependencies cannot vary by configuration: what another one needs, the executor composes.
    ...(usual === undefined ? {} : { dependsOn: [atomized(names.compose, usual)] }),
    options: {
      ...placeOptions(settings, registry),
      ...(usual === undefined ? {} : { runTarget: usual }),
    },
    configurations: Object.fromEntries(runTargets.map((runTarget) => [runTarget, { runTarget }])),
    metadata: metadataOf(
      `Start Claude Code with a Run Target: ${runTargets.join(', ')}`,
      project,
      names.run,
      EXAMPLE_RUN,
    ),
  };
  return targets;
}
