import { join, posix } from 'node:path';
import {
  ConfigError,
  decodeText,
  parseProjectManifest,
  printable,
  PROJECT_MANIFEST,
} from '@agent-spaces/core';
import {
  describeLockChange,
  lockProject,
  withSession,
  type LockChange,
  type LockResult,
  type Session,
} from '@agent-spaces/engine';
import { globAsync, readNxJson, type Tree } from '@nx/devkit';
import { sessionOptions } from '../../executors/station';
import { CONFIG_FILES, LOCK_FILE, sortConfigFiles } from '../../plugin/config-files';
import { PLUGIN_NAME } from '../../plugin/target-configuration';
import { readPluginSettings, registryOf } from '../plugin-settings';
import { shownError, withShownErrors } from '../with-shown-errors';

/** What Nx takes from a sync generator besides the tree. */
export interface SyncResult {
  readonly outOfSyncMessage: string;
  /** Shown by `nx sync:check`. */
  readonly outOfSyncDetails: string[];
  /** Run by `nx sync` once the tree is written. */
  readonly callback?: () => void;
}

/**
 * Brings `asp-lock.json` up to date in every project with Run Targets. A project that cannot be resolved keeps none of the others from
 * it: Nx would drop the changes of a generator that throws, so then the error comes after they are written.
 *
 * A lock beside which there is no `asp-targets.toml` is left alone: nothing reads it, and nobody can tell one that was forgotten from one
 * whose manifest is missing by mistake, and with it the only record of its pins.
 */
export default function syncLockGenerator(workspace: Tree): Promise<SyncResult | undefined> {
  return withShownErrors(workspace, async (tree) => {
    const settings = readPluginSettings(tree);
    const { runTargets } = sortConfigFiles(await globAsync(tree, [CONFIG_FILES]), settings.spaces);
    const registry = registryOf(tree, settings);
    const options = {
      fetch: isFetchWanted(tree),
      ...(registry === undefined ? {} : { registry }),
      ...(settings.aspHome === undefined ? {} : { aspHome: settings.aspHome }),
    };
    const changed: string[] = [];
    const failed: string[] = [];
    await withSession(sessionOptions(tree.root, tree.root, options), async (session) => {
      for (const root of runTargets) {
        try {
          changed.push(...(await syncProject(tree, session, root)));
        } catch (error) {
          failed.push(await failure(error, root, tree.root));
        }
      }
    });
    return resultOf(changed, failed);
  });
}

/** The details of what had to be written; none where nothing had. */
async function syncProject(tree: Tree, session: Session, root: string): Promise<readonly string[]> {
  const lock = posix.join(root, LOCK_FILE);
  if (!tree.exists(lock) && !hasTargets(tree, posix.join(root, PROJECT_MANIFEST))) return [];
  const before = tree.read(lock, 'utf8');
  const result: LockResult = await lockProject(session, { project: join(tree.root, root), dryRun: true });
  if (result.text === before) return [];
  tree.write(lock, result.text);
  return [lock, ...result.changes.map(changeLine)].map((line) => printable(line, Infinity));
}

function changeLine(change: LockChange): string {
  const { sign, text } = describeLockChange(change);
  return `  ${sign} ${change.target === undefined ? '' : `${change.target}: `}${text}`;
}

/** A first `asp-targets.toml` has none, and nothing to lock. */
function hasTargets(tree: Tree, file: string): boolean {
  const text = decodeText(tree.read(file) ?? Buffer.alloc(0), file);
  return parseProjectManifest(text, file).targets.size > 0;
}

async function failure(error: unknown, root: string, workspaceRoot: string): Promise<string> {
  const shown = await shownError(error, workspaceRoot);
  return `${posix.join(root, PROJECT_MANIFEST)}: ${shown instanceof Error ? shown.message : String(shown)}`;
}

function resultOf(changed: readonly string[], failed: readonly string[]): SyncResult | undefined {
  const fail = (): never => {
    const error = new Error(failed.join('\n'));
    error.stack = '';
    throw error;
  };
  if (changed.length === 0) return failed.length > 0 ? fail() : undefined;
  return {
    outOfSyncMessage: 'asp-lock.json is not what asp-targets.toml asks for.',
    outOfSyncDetails: [...changed, ...failed],
    ...(failed.length > 0 ? { callback: fail } : {}),
  };
}

/** Nx gives a sync generator no options; those in nx.json are for the generator to read. */
function isFetchWanted(tree: Tree): boolean {
  const name = `${PLUGIN_NAME}:sync-lock`;
  const { fetch = false } = readNxJson(tree)?.sync?.generatorOptions?.[name] ?? {};
  if (typeof fetch === 'boolean') return fetch;
  throw new ConfigError(`\`sync.generatorOptions["${name}"].fetch\` is neither true nor false.`, {
    location: { file: 'nx.json' },
    hint: 'Write true to ask the remote of the registry for new versions, or leave it out.',
  });
}
