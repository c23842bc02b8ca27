const NOUNS = [
  'order',
  'queue',
  'page',
  'index',
  'build',
  'token',
  'report',
  'schema',
  'branch',
  'cache',
  'form',
  'route',
];
const VERBS = [
  'checks',
  'moves',
  'splits',
  'renders',
  'collects',
  'replaces',
  'follows',
  'closes',
  'names',
  'measures',
];
const SKILLS = ['first', 'second', 'third'];
const COMMANDS = ['start', 'check', 'finish'];

/** Manifest, commands, skills, agent, three scripts, hooks.json and mcp.json; everything beyond is a reference file of a skill. */
const FIXED_FILES = 1 + COMMANDS.length + SKILLS.length + 1 + 3 + 1 + 1;

/** The fewest files a synthetic space can have. */
export const LEAST_FILES = FIXED_FILES;

function prose(random, sentences) {
  const sentence = () =>
    `The ${random.pick(NOUNS)} ${random.pick(VERBS)} each ${random.pick(NOUNS)} of the ${random.pick(NOUNS)}.`;
  return `${Array.from({ length: sentences }, sentence).join('\n')}\n`;
}

function manifest({ id, deps }, version) {
  const list = deps.map(({ id: dep, selector }) => `"space:${dep}@${selector}"`).join(', ');
  return [
    'schema = 1',
    `id = "${id}"`,
    `version = "${version}"`,
    `description = "Synthetic space ${id}"`,
    '',
    '[plugin.author]',
    'name = "Bench"',
    '',
    '[deps]',
    `spaces = [${list}]`,
    '',
    '[settings.permissions]',
    `allow = ["Read", "Bash(${id}:*)"]`,
    '',
    '[settings.env]',
    `${id.toUpperCase().replaceAll('-', '_')} = "${version}"`,
    '',
  ].join('\n');
}

const hooks = JSON.stringify({
  hooks: {
    PreToolUse: [
      {
        matcher: 'Bash',
        hooks: [{ type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}/hooks/before-bash.sh"' }],
      },
    ],
    SessionStart: [{ hooks: [{ type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}/hooks/start.sh"' }] }],
  },
});

const markdown = (fields, body) =>
  `---\n${Object.entries(fields)
    .map(([name, value]) => `${name}: "${value}"\n`)
    .join('')}---\n\n${body}`;

/** What every release of a space contains, in the first one with these bytes. */
function firstRelease(space, random) {
  const { id, fileCount } = space;
  const text = [
    ...COMMANDS.map((name) => [
      `commands/${id}-${name}.md`,
      markdown({ description: `${name} ${id}` }, prose(random, 8)),
    ]),
    ...SKILLS.map((name) => [
      `skills/${name}/SKILL.md`,
      markdown({ name, description: `The ${name} skill of ${id}` }, prose(random, 20)),
    ]),
    [
      'agents/worker.md',
      markdown(
        { name: 'worker', description: `Works for ${id}` },
        `Use /${id}:${id}-start.\n${prose(random, 6)}`,
      ),
    ],
    ['hooks/hooks.json', `${hooks}\n`],
    [
      'mcp/mcp.json',
      `${JSON.stringify({ mcpServers: { [id]: { type: 'stdio', command: 'node', args: ['-e', '0'] } } })}\n`,
    ],
    ...Array.from({ length: fileCount - FIXED_FILES }, (_, index) => [
      `skills/${SKILLS[index % SKILLS.length]}/reference/part-${String(index).padStart(3, '0')}.md`,
      prose(random, random.between(3, 40)),
    ]),
  ];
  const scripts = ['hooks/before-bash.sh', 'hooks/start.sh', 'scripts/tool.sh'];
  return [
    ...text.map(([path, content]) => ({ path, mode: '100644', content })),
    ...scripts.map((path) => ({ path, mode: '100755', content: `#!/bin/sh\n# ${path} of ${id}\nexit 0\n` })),
  ];
}

/**
 * The files that a release of a space adds or changes: everything in the first one; later its manifest, one command and one skill, as a
 * small release does.
 */
export function releaseFiles(space, version, isFirst, random) {
  const changed = isFirst
    ? firstRelease(space, random)
    : [
        {
          path: `commands/${space.id}-check.md`,
          mode: '100644',
          content: markdown({ description: `check ${space.id}` }, prose(random, 8)),
        },
        {
          path: `skills/first/SKILL.md`,
          mode: '100644',
          content: markdown({ name: 'first', description: `Since ${version}` }, prose(random, 20)),
        },
      ];
  const files = [{ path: 'space.toml', mode: '100644', content: manifest(space, version) }, ...changed];
  return files.map((file) => ({ ...file, path: `spaces/${space.id}/${file.path}` }));
}
