import { spawnSync } from 'node:child_process';

/** The identity and the time of everything our tools commit: 2026-01-01T00:00:00Z, so that equal content is an equal commit. */
export const AUTHOR = {
  name: 'Agent Spaces',
  email: 'agent-spaces@example.invalid',
  epochSeconds: 1767225600,
};

const ROOM_FOR_OUTPUT = 256 * 1024 * 1024;

/** The environment without anything that changes what git does: the user's config, attributes, hooks, and inherited GIT_* variables. */
function isolatedEnvironment() {
  const inherited = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  const date = `${AUTHOR.epochSeconds} +0000`;
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: AUTHOR.name,
    GIT_AUTHOR_EMAIL: AUTHOR.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: AUTHOR.name,
    GIT_COMMITTER_EMAIL: AUTHOR.email,
    GIT_COMMITTER_DATE: date,
    // The user's attributes file is read even without a config that names it.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.attributesFile',
    GIT_CONFIG_VALUE_0: '/dev/null',
  };
}

/** Runs git in `directory` and returns its stdout as text without the final newline; throws with git's own words if it fails. */
export function git(directory, args, input) {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: directory,
    env: isolatedEnvironment(),
    input,
    maxBuffer: ROOM_FOR_OUTPUT,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`git ${args[0]} failed in ${directory}: ${stderr.toString().trim()}`);
  return stdout.toString().replace(/\n$/, '');
}
