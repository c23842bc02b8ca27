/**
 * What git does for us must not depend on how its user likes to work. What is theirs to say stays: how a remote is reached and who they
 * are there (`url.*.insteadOf`, `credential.*`, `http.*`, `core.sshCommand`), what they forbid (`protocol.*`, `safe.*`, `*.fsckObjects`),
 * and how files are checked out (`core.autocrlf`, `filter.*`).
 */
const IMPOSED = {
  // Hooks, the clone's own too, are for who works there. git knows this name on Windows as well.
  'core.hooksPath': '/dev/null',
  // A configured monitor would start a daemon that outlives us.
  'core.fsmonitor': 'false',
  // So would a gc that detaches itself; without any, a registry that is only ever advanced would grow loose packs for ever.
  'gc.autoDetach': 'false',
  'maintenance.autoDetach': 'false',
  // Messages are matched to give hints, and shown.
  'color.advice': 'false',
  'color.remote': 'false',
};

/** Options that go between `git` and a command; they win over every configuration file and over GIT_CONFIG_COUNT. */
export const settingOptions = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** `-C` instead of a working directory, so that a missing directory is not mistaken for a missing git. */
export const gitArguments = (directory: string, args: readonly string[]): readonly string[] => [
  '-C',
  directory,
  ...settingOptions(IMPOSED),
  ...args,
];
