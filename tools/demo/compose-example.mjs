// @ts-check
import { join } from 'node:path';
import { makeRegistry } from '../registry/make-registry.mjs';
import { TARGET } from './stage.mjs';

/**
 * From the sources of the example spaces to plugin directories, shown step by step.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @returns {Promise<import('./find-missing.mjs').ExplainedSpace[]>}  what the target loads, in order
 */
export async function composeExample({ home, perform, asp, ask }) {
  await perform(
    {
      step: 'Make a registry of the example spaces, in an ASP_HOME of its own',
      command: `node tools/registry/make-registry.mjs --into "$ASP_HOME/repo"    # ASP_HOME=${home}`,
      done: ({ tags }) => `${tags.length} spaces, each with a version tag`,
    },
    () => makeRegistry({ into: join(home, 'repo') }),
  );
  await perform(
    {
      step: 'Pin and materialize the targets of examples/frontend',
      command: 'cd examples/frontend && asp install --update',
      done: () => 'asp-lock.json and asp_modules/ are written (git ignores both here)',
    },
    () => asp('install', '--update', '--no-warnings'),
  );
  return perform(
    {
      step: `Ask what the target "${TARGET}" loads, and why`,
      command: `asp explain ${TARGET}`,
      done: (loadOrder) => `${loadOrder.length} spaces, each pinned to a commit`,
    },
    async () => {
      await asp('explain', TARGET);
      return (await ask('explain', TARGET)).targets[0].loadOrder;
    },
  );
}
