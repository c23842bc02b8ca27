/**
 * What a `GIT_*` variable may be to reach our git: who the user is, how to authenticate, how to get through a proxy, or where
 * configuration lives.
 * Everything else (GIT_DIR, GIT_INDEX_FILE, GIT_WORK_TREE, GIT_OBJECT_DIRECTORY, GIT_NAMESPACE, …) points git at another repository
 * or changes what it answers; a hook or a parent git exports such variables without anyone asking for them. GIT_CONFIG_COUNT and its
 * pairs are kept because CI hands credentials and safe.directory over that way; GIT_CONFIG_PARAMETERS belongs to the parent git alone.
 */
const KEPT =
  /^GIT_(?:(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL|DATE)|SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|TERMINAL_PROMPT|ALLOW_PROTOCOL|PROTOCOL_FROM_USER|PROXY_COMMAND|SSL_.+|PROXY_SSL_.+|HTTP_.+|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))$/;

export interface GitPermissions {
  /** Whether git may ask for a password. */
  readonly interactive: boolean;
  /** Whether git must not ask a remote, not even for what a partial clone left there. */
  readonly offline: boolean;
}

// A git too old for the first finds every way to a remote closed.
const OFFLINE = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: '' };

/** The environment of every git process: the given one without the variables that would redirect git. */
export function gitEnvironment(
  inherited: NodeJS.ProcessEnv,
  { interactive, offline }: GitPermissions,
): NodeJS.ProcessEnv {
  // Windows compares the names of variables without case.
  const kept = Object.entries(inherited).filter(
    ([name]) => !/^GIT_/i.test(name) || KEPT.test(name.toUpperCase()),
  );
  return {
    ...Object.fromEntries(kept),
    ...(interactive ? {} : { GIT_TERMINAL_PROMPT: '0' }),
    ...(offline ? OFFLINE : {}),
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    // Messages are matched to give hints, and LANGUAGE would win over LC_ALL where a message catalogue is installed.
    LC_ALL: 'C',
    LANGUAGE: '',
  };
}
