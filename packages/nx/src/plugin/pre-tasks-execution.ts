import type { PreTasksExecution } from '@nx/devkit';
import { readOptions, type AspPluginOptions } from './options';

const NATIVE_RUNNER = 'NX_NATIVE_COMMAND_RUNNER';
const TERMINAL_INTERFACE = 'NX_TUI';
/** Which configuration of the run target was asked for. Nx runs the default one in place of one that is not there, and says nothing. */
export const ASKED_CONFIGURATION = 'ASP_ASKED_CONFIGURATION';

/**
 * Gives an agent that Nx is to start the user's own terminal: in the pseudo terminal of Nx it would not learn of a resize, and Nx's
 * terminal interface would take its keys. What changes in the environment here reaches the nx process, also from a worker or the
 * daemon, before it decides about either. Who has set the variable keeps it.
 */
export const preTasksExecution: PreTasksExecution<AspPluginOptions> = (rawOptions, { argv }) => {
  const options = readOptions(rawOptions);
  if ('fault' in options || !asksToRun(argv.slice(2), options.settings.names.run)) return;
  if (process.env[NATIVE_RUNNER] === undefined) {
    process.env[NATIVE_RUNNER] = 'false';
    process.env[TERMINAL_INTERFACE] = 'false';
  }
  // Empty rather than absent: an nx inside of what an nx has started inherits the variable.
  process.env[ASKED_CONFIGURATION] = askedConfiguration(argv.slice(2), options.settings.names.run) ?? '';
};

const MANY = ['run-many', 'affected', 'release', 'exec', 'watch'];

/**
 * Whether a command line of nx asks for the run target of one project: `run p:asp-run`, `run p:asp-run:backend`, `asp-run p`,
 * `asp-run--backend p`. Tasks that are run many at a time share no terminal.
 *
 * @param words after `nx`
 */
export function asksToRun(words: readonly string[], runTargetName: string): boolean {
  const plain = words.filter((word) => !word.startsWith('-'));
  const [command] = plain;
  if (command === undefined || MANY.includes(command)) return false;
  const isRun = (target: string | undefined): boolean =>
    target === runTargetName || (target?.startsWith(`${runTargetName}--`) ?? false);
  // A project's name may have a colon itself, and an option's value may stand before the task.
  return isRun(command.split(':')[0]) || plain.some((word) => word.split(':').slice(1).some(isRun));
}

/** The configuration in `p:asp-run:backend`, `asp-run:backend p`, `--configuration=backend` or `-c backend`. */
export function askedConfiguration(words: readonly string[], runTargetName: string): string | undefined {
  for (const word of words.filter((each) => !each.startsWith('-'))) {
    const segments = word.split(':');
    const configuration = segments[segments.lastIndexOf(runTargetName) + 1];
    if (segments.includes(runTargetName) && configuration) return configuration;
  }
  for (const [index, word] of words.entries()) {
    const [, value] = /^(?:--configuration|-c)=(.+)$/.exec(word) ?? [];
    if (value !== undefined) return value;
    if (word === '--configuration' || word === '-c') return words[index + 1];
  }
  return undefined;
}
