import { join, resolve } from 'node:path';
import { basename } from 'node:path/posix';
import { ConfigError, parseSpaceManifest, readTextFile } from '@agent-spaces/core';
import { publish } from '@agent-spaces/engine';
import { logger, type ExecutorContext } from '@nx/devkit';
import { projectDirectory, runStation, type StationResult } from '../station';
import { tell } from '../tell';
import { tellPublication } from '../tell-publication';
import { isDryRun } from './is-dry-run';
import { releaseTags } from './release-tags';
import type { PublishExecutorSchema } from './schema';

/** `nx-release-publish` of a space. Tasks of one run, and other programs, publish one after the other: engine sees to that. */
export default function publishExecutor(
  { tag, marketplace = true, push = false, dryRun, ...options }: PublishExecutorSchema,
  context: ExecutorContext,
): Promise<StationResult> {
  const project = projectDirectory(context);
  const space = basename(project.replaceAll('\\', '/'));
  const plansOnly = isDryRun(dryRun, context);
  const expected = options.nxReleaseVersionData?.[context.projectName ?? '']?.newVersion;
  if (expected === null) {
    logger.warn(`${space} was skipped: nx release found no new version for it.`);
    return Promise.resolve({ success: true });
  }
  return runStation(context, placeOf(options, context), async (session) => {
    const { registryDirectory } = session;
    if (resolve(registryDirectory, 'spaces', space) !== project) {
      throw new ConfigError(`${project} is not where the registry ${registryDirectory} has its spaces.`, {
        location: { file: join(project, 'space.toml') },
        hint: 'Publish it in the registry it belongs to, or name that with the option `registry` of the plugin.',
      });
    }
    // A version step that only pretended has not written it, and what stands there instead is perhaps published long since.
    if (plansOnly && expected !== undefined && expected !== (await versionIn(project))) {
      tell(`${space} ${expected} would be published once its space.toml says so.`);
      return;
    }
    const result = await publish(session, {
      space,
      distTags: tag === undefined ? 'usual' : [tag],
      marketplace,
      push,
      dryRun: plansOnly,
      releaseTags: releaseTags(context),
      ...(expected === undefined ? {} : { version: expected }),
    });
    tellPublication(result);
  });
}

async function versionIn(directory: string): Promise<string | undefined> {
  const file = join(directory, 'space.toml');
  return parseSpaceManifest(await readTextFile(file), file).version;
}

/** `nx release publish --registry` means npm's, and takes the place of the one that the target names. */
function placeOf(
  { registry, aspHome, fetch }: PublishExecutorSchema,
  { target }: ExecutorContext,
): Pick<PublishExecutorSchema, 'registry' | 'aspHome' | 'fetch'> {
  const own: unknown = target?.options?.registry;
  const meant = registry !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(registry) ? own : registry;
  return {
    ...(typeof meant === 'string' ? { registry: meant } : {}),
    ...(aspHome === undefined ? {} : { aspHome }),
    ...(fetch === undefined ? {} : { fetch }),
  };
}
