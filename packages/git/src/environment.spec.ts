import { gitEnvironment } from './environment';

const AT_TERMINAL = { interactive: true, offline: false };

describe('gitEnvironment', () => {
  it('drops what redirects git and keeps what authenticates it or names its configuration', () => {
    const dropped = [
      'GIT_DIR',
      'GIT_INDEX_FILE',
      'GIT_WORK_TREE',
      'GIT_OBJECT_DIRECTORY',
      'GIT_NAMESPACE',
    ].concat(['GIT_CONFIG', 'GIT_CONFIG_PARAMETERS', 'GIT_EXEC_PATH', 'GIT_TRACE', 'git_dir', 'GIT_SSHX']);
    const kept = [
      'PATH',
      'HOME',
      'SSH_AUTH_SOCK',
      'GIT_SSH_COMMAND',
      'GIT_ASKPASS',
      'GIT_CONFIG_GLOBAL',
    ].concat([
      'GIT_CONFIG_COUNT',
      'GIT_CONFIG_KEY_0',
      'GIT_CONFIG_VALUE_0',
      'GIT_SSL_NO_VERIFY',
      'GIT_PROXY_COMMAND',
      'GIT_AUTHOR_NAME',
      'GIT_COMMITTER_EMAIL',
      'GIT_COMMITTER_DATE',
    ]);
    const given = Object.fromEntries([...dropped, ...kept].map((name) => [name, 'x']));
    const names = Object.keys(gitEnvironment(given, AT_TERMINAL));
    expect(names).toEqual(expect.arrayContaining(kept));
    expect(names.filter((name) => dropped.includes(name))).toEqual([]);
  });

  it('lets git ask for a password only at a terminal', () => {
    expect(gitEnvironment({}, { ...AT_TERMINAL, interactive: false })['GIT_TERMINAL_PROMPT']).toBe('0');
    expect(gitEnvironment({}, AT_TERMINAL)['GIT_TERMINAL_PROMPT']).toBeUndefined();
  });

  it('closes every way to a remote only when offline, even one that the user allows', () => {
    const given = { GIT_ALLOW_PROTOCOL: 'https', GIT_NO_LAZY_FETCH: '0' };
    expect(gitEnvironment(given, { ...AT_TERMINAL, offline: true })).toMatchObject({
      GIT_ALLOW_PROTOCOL: '',
      GIT_NO_LAZY_FETCH: '1',
    });
    const online = gitEnvironment(given, AT_TERMINAL);
    expect(online).toMatchObject({ GIT_ALLOW_PROTOCOL: 'https' });
    expect(online['GIT_NO_LAZY_FETCH']).toBeUndefined();
  });

  it('wins over inherited values of what makes answers stable', () => {
    expect(gitEnvironment({ LC_ALL: 'de_DE.UTF-8', GIT_NO_REPLACE_OBJECTS: '' }, AT_TERMINAL)).toMatchObject({
      LC_ALL: 'C',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_OPTIONAL_LOCKS: '0',
    });
  });
});
