import { publish, withSession, type PublishOptions, type PublishResult } from '@agent-spaces/engine';
import type { GeneratorCallback, Tree } from '@nx/devkit';
import { sessionOptions } from '../../executors/station';
import { tellPublication, tellPublished } from '../../executors/tell-publication';
import { answered } from '../answered';
import { chosenSpace } from '../chosen-space';
import { readPluginSettings, registryOf } from '../plugin-settings';
import { withShownErrors } from '../with-shown-errors';
import type { PublishGeneratorSchema } from './schema';

/**
 * Publishes a version of a space. What it changes is git's, which no tree can hold: so the generator plans and tells, and its callback,
 * which Nx leaves out of a dry run, plans again and does it.
 */
export default function publishGenerator(
  workspace: Tree,
  options: PublishGeneratorSchema,
): Promise<GeneratorCallback> {
  return withShownErrors(workspace, async (tree) => {
    const { tag, distTag, marketplace = true, push = false, ...choice } = answered(options);
    const { space } = await chosenSpace(tree, choice);
    const request: PublishOptions = {
      space,
      marketplace,
      push,
      ...(tag === undefined ? {} : { tag }),
      ...(distTag === undefined ? {} : { distTags: distTag }),
    };
    tellPublication(await publishIn(tree, { ...request, dryRun: true }));
    return () =>
      withShownErrors(tree, async () => {
        tellPublished(await publishIn(tree, request));
      });
  });
}

function publishIn(tree: Tree, request: PublishOptions): Promise<PublishResult> {
  const settings = readPluginSettings(tree);
  const registry = registryOf(tree, settings);
  const places = {
    ...(registry === undefined ? {} : { registry }),
    ...(settings.aspHome === undefined ? {} : { aspHome: settings.aspHome }),
  };
  return withSession(sessionOptions(tree.root, tree.root, places), (session) => publish(session, request));
}
