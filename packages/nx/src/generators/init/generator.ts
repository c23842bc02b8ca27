import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_MANIFEST } from '@agent-spaces/core';
import { initWorkspace } from '@agent-spaces/scaffold';
import {
  addDependenciesToPackageJson,
  formatFiles,
  globAsync,
  readJson,
  readNxJson,
  type GeneratorCallback,
  type NxJsonConfiguration,
  type Tree,
} from '@nx/devkit';
import { tell } from '../../executors/tell';
import { sortConfigFiles } from '../../plugin/config-files';
import type { AspPluginOptions } from '../../plugin/options';
import { PLUGIN_NAME, SPACE_INPUT } from '../../plugin/target-configuration';
import { answered } from '../answered';
import {
  checkedSettings,
  pluginEntry,
  readPluginSettings,
  registryInTree,
  spacesGlob,
} from '../plugin-settings';
import { refuseNoProject } from '../refuse-no-project';
import { withShownErrors } from '../with-shown-errors';
import { editNxJson } from './edit-nx-json';
import { withReleaseGroup } from './release-group';
import type { InitGeneratorSchema } from './schema';

/** Makes a workspace ready for spaces; `nx add` runs it. What is there stays as it is, so that a second time changes nothing. */
export default function initGenerator(
  workspace: Tree,
  options: InitGeneratorSchema,
): Promise<GeneratorCallback> {
  return withShownErrors(workspace, async (tree) => {
    const given = answered(options);
    configureNx(tree, given);
    const install = given.skipPackageJson ? nothing : addPlugin(tree);
    // Before the files that scaffold writes: theirs is the form that they are made to have.
    if (!given.skipFormat) await formatFiles(tree);
    const { spaces, registry } = readPluginSettings(tree);
    const { runTargets } = sortConfigFiles(await globAsync(tree, [`**/${PROJECT_MANIFEST}`]), spaces);
    const project = given.project ?? (runTargets.length > 0 ? false : '.');
    if (project !== false) refuseNoProject(tree, project);
    initWorkspace(tree, { registry: registry === undefined ? '.' : false, project });
    return install;
  });
}

const nothing = (): void => undefined;

/** @throws ConfigError, before anything is written */
function configureNx(tree: Tree, { registry, spacePrefix, release }: InitGeneratorSchema): void {
  const before = readNxJson(tree) ?? {};
  const within = registryInTree(checkedSettings({ registry }));
  const options: AspPluginOptions = {
    ...(registry === undefined ? {} : { registry }),
    ...(within === false || within === '.' ? {} : { spaces: spacesGlob(within) }),
    ...(spacePrefix === undefined ? {} : { spacePrefix }),
  };
  const isRegistered = pluginEntry(before) !== undefined;
  const settings = isRegistered ? readPluginSettings(tree) : checkedSettings(options);
  const after: NxJsonConfiguration = {
    ...before,
    // First: a later plugin's name for a project is stronger, and ours is only for those that have none.
    plugins: isRegistered ? (before.plugins ?? []) : [entryOf(options), ...(before.plugins ?? [])],
    namedInputs: { ...before.namedInputs, [SPACE_INPUT]: before.namedInputs?.[SPACE_INPUT] ?? ALL_FILES },
    // A terminal of Nx's own would take the keys that are meant for the agent.
    tui: { enabled: false, ...before.tui },
    sync: withSyncGenerator(before.sync),
    ...(release ? { release: withReleaseGroup(before.release, settings.spacePrefix) } : {}),
  };
  editNxJson(tree, before, after);
  if (after.tui?.enabled === true)
    tell(
      'nx.json leaves the terminal interface of Nx on (tui.enabled): it keeps the keys that are meant for the agent of asp-run.',
    );
  if (isRegistered && Object.keys(options).length > 0)
    tell(`nx.json has ${PLUGIN_NAME} already, and its options were left alone: change them there.`);
}

const ALL_FILES = ['{projectRoot}/**/*'];

const entryOf = (options: AspPluginOptions): NonNullable<NxJsonConfiguration['plugins']>[number] =>
  Object.keys(options).length === 0 ? PLUGIN_NAME : { plugin: PLUGIN_NAME, options };

function withSyncGenerator(sync: NxJsonConfiguration['sync'] = {}): NonNullable<NxJsonConfiguration['sync']> {
  const { globalGenerators = [] } = sync;
  return globalGenerators.includes(SYNC_GENERATOR)
    ? sync
    : { ...sync, globalGenerators: [...globalGenerators, SYNC_GENERATOR] };
}

const SYNC_GENERATOR = `${PLUGIN_NAME}:sync-lock`;

/** `nx add` has done it already; who runs the generator by itself may not have. */
function addPlugin(tree: Tree): GeneratorCallback {
  if (!tree.exists('package.json')) return nothing;
  const { dependencies, devDependencies } = readJson<PackageManifest>(tree, 'package.json');
  if (PLUGIN_NAME in { ...dependencies, ...devDependencies }) return nothing;
  return addDependenciesToPackageJson(tree, {}, { [PLUGIN_NAME]: ownVersion() });
}

interface PackageManifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
