import { entriesNamedIn, quotedPluginPath, scriptsNamedIn } from './plugin-root';

const scripts = (command: string, files: readonly string[] = []): (string | undefined)[] =>
  scriptsNamedIn(command, (path) => files.includes(path)).map(({ path }) => path);

describe('the scripts a command names', () => {
  it.each([
    ['${CLAUDE_PLUGIN_ROOT}/hooks/x.sh'],
    ['"${CLAUDE_PLUGIN_ROOT}/hooks/x.sh" --flag'],
    ['"${CLAUDE_PLUGIN_ROOT}"/hooks/x.sh'],
    ['$CLAUDE_PLUGIN_ROOT/hooks/x.sh'],
    ["bash -c '${CLAUDE_PLUGIN_ROOT}/hooks/x.sh --flag'"],
    ['cd /tmp && FOO=1 ${CLAUDE_PLUGIN_ROOT}/hooks/./x.sh|cat'],
    ['run --hook=${CLAUDE_PLUGIN_ROOT}/hooks/x.sh'],
  ])('are found in %s', (command) => {
    expect(scripts(command)).toEqual(['hooks/x.sh']);
  });

  it('may have a space in their path', () => {
    expect(scripts('"${CLAUDE_PLUGIN_ROOT}/my hooks/x.sh"', ['my hooks/x.sh'])).toEqual(['my hooks/x.sh']);
    expect(scripts(quotedPluginPath('my $hooks/"x".sh'), ['my $hooks/"x".sh'])).toEqual(['my $hooks/"x".sh']);
  });

  it('have no path once they leave the space', () => {
    expect(scriptsNamedIn('${CLAUDE_PLUGIN_ROOT}/../other/x.sh', () => false)).toMatchObject([
      { path: undefined, usesParent: true },
    ]);
    expect(scriptsNamedIn('../scripts/x.sh', () => false)).toMatchObject([
      { path: undefined, usesParent: true },
    ]);
  });

  it('are told from their interpreter’s arguments', () => {
    const [first, second] = scriptsNamedIn(
      'node ${CLAUDE_PLUGIN_ROOT}/a.js; A=1 ${CLAUDE_PLUGIN_ROOT}/b.sh',
      () => false,
    );
    expect(first).toMatchObject({ path: 'a.js', startsCommand: false });
    expect(second).toMatchObject({ path: 'b.sh', startsCommand: true });
  });

  it.each(['cd .. && make', 'git diff HEAD..main', 'echo ${CLAUDE_PLUGIN_ROOT}', 'ls ../', '', '"unclosed'])(
    'are none in %s',
    (command) => {
      expect(scripts(command)).toEqual([]);
    },
  );
});

describe('the entries a text reaches for', () => {
  it.each([
    ['${CLAUDE_PLUGIN_ROOT}/server/index.js', 'server'],
    ['"\\"${CLAUDE_PLUGIN_ROOT}\\"/server/index.js"', 'server'],
    ['node "$CLAUDE_PLUGIN_ROOT"/server', 'server'],
    ['PATH=${CLAUDE_PLUGIN_ROOT}/server:$PATH', 'server'],
    ['[rules](${CLAUDE_PLUGIN_ROOT}/server)', 'server'],
    ['${CLAUDE_PLUGIN_ROOT}', undefined],
    ['cd "${CLAUDE_PLUGIN_ROOT}/" && node x.mjs', undefined],
    ['${CLAUDE_PLUGIN_ROOT}/scripts/../server/x', undefined],
    ['${CLAUDE_PLUGIN_ROOT:-.}/server', undefined],
    ['os.environ["CLAUDE_PLUGIN_ROOT"]', undefined],
  ])('are told from %s', (text, entry) => {
    expect(entriesNamedIn(text)).toEqual([entry]);
  });

  it('are all that it names, and none where it does not name the plugin', () => {
    expect(entriesNamedIn('${CLAUDE_PLUGIN_ROOT}/a:${CLAUDE_PLUGIN_ROOT}/b')).toEqual(['a', 'b']);
    expect(entriesNamedIn('${HOME}/server $CLAUDE_PLUGIN_ROOTS/server')).toEqual([]);
  });
});
