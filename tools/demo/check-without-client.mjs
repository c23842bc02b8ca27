// @ts-check
import { checkBundle } from './check-bundle.mjs';
import { PROMPT, TARGET } from './stage.mjs';

/**
 * What can be shown on a machine for which there is no client.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {import('./check-bundle.mjs').Bundle} bundle
 * @returns {Promise<{ result: 'no-client' | 'missing', missing: string[] }>}
 */
export async function checkWithoutClient({ tell, perform, asp }, bundle) {
  tell.line(
    `\nThere is no Claude Code for ${process.platform}-${process.arch} here, so what would be run is checked instead.`,
  );
  await perform(
    {
      step: 'Print the command that a machine with the client would run',
      command: `asp run ${TARGET} "${PROMPT}" --no-interactive --dry-run`,
      done: () => 'it can be pasted into a shell',
    },
    () => asp('run', TARGET, PROMPT, '--no-interactive', '--dry-run'),
  );
  await perform(
    {
      step: 'Verify every file of the store against its hash',
      command: 'asp install --frozen --verify',
      done: () => 'the lock fits, the store is whole',
    },
    () => asp('install', '--frozen', '--verify', '--no-warnings'),
  );
  const { faults } = await perform(
    {
      step: 'Read every plugin.json, settings.json and mcp.json',
      done: ({ checked, faults }) => `${checked} files read, ${faults.length} faults`,
    },
    () => checkBundle(bundle),
  );
  return { result: faults.length === 0 ? 'no-client' : 'missing', missing: faults };
}
