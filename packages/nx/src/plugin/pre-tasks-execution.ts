import type { PreTasksExecution } from '@nx/devkit';
import { readAskedRun } from './asked-run';
import { readOptions, type AspPluginOptions } from './options';

const NATIVE_RUNNER = 'NX_NATIVE_COMMAND_RUNNER';
const TERMINAL_INTERFACE = 'NX_TUI';
/**
 * An `AskedRun` in JSON, or nothing: which configuration of which run target was asked for. Nx runs the default one in place of one that
 * is not there, and says nothing.
 */
export const ASKED_RUN = 'ASP_ASKED_RUN';

/**
 * Gives an agent that Nx is to start the user's own terminal: in the pseudo terminal of Nx it would not learn of a resize, and Nx's
 * terminal interface would take its keys. What changes in the environment here reaches the nx process, also from a worker or the
 * daemon, before it decides about either. Who has set the variable keeps it.
 */
export const preTasksExecution: PreTasksExecution<AspPluginOptions> = (rawOptions, { argv }) => {
  const options = readOptions(rawOptions);
  const asked = 'fault' in options ? undefined : readAskedRun(argv.slice(2), options.settings.names.run);
  // Always, because an nx inside of what an nx has started inherits the variable.
  process.env[ASKED_RUN] = asked?.configuration === undefined ? '' : JSON.stringify(asked);
  if (asked?.isAlone !== true || process.env[NATIVE_RUNNER] !== undefined) return;
  process.env[NATIVE_RUNNER] = 'false';
  process.env[TERMINAL_INTERFACE] = 'false';
};
