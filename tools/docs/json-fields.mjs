// @ts-check
/**
 * The `--json` documents, field by field. A path ends a list's items in `[]`; `?` says that the field may be missing.
 *
 * @typedef {readonly [path: string, type: string, meaning: string]} Field
 * @typedef {{ title: string, about: string, run: readonly string[], fields: readonly Field[] }} Document
 */

/** @type {readonly Field[]} */
const PLACE = [
  ['file', 'string', 'a path, `<commit>:<path>` in the registry, or `spaces/<id>/<path>`'],
  ['line?', 'number', 'from 1'],
  ['column?', 'number', 'from 1, in UTF-16 units'],
  ['pointer?', 'string', 'RFC 6901 JSON pointer to the value'],
];

/** @param {string} prefix @returns {readonly Field[]} */
const place = (prefix) => PLACE.map(([path, type, meaning]) => [`${prefix}.${path}`, type, meaning]);

/** @type {readonly Field[]} */
export const WARNING = [
  ['code', 'string', 'as `W201`'],
  ['name', 'string', 'the rule'],
  ['severity', 'string', '`error`, `warning` or `info`'],
  ['message', 'string', 'what was found; the first line stands for itself'],
  ['spaces', 'list of strings', 'keys of the spaces concerned'],
  ['location?', 'object', 'where'],
  ...place('location'),
  ['hint?', 'string', 'what to do'],
  ['details?', 'object', 'for programs; differs from rule to rule'],
];

/** @param {string} prefix @returns {readonly Field[]} */
const warning = (prefix) => [
  [`${prefix}[]`, 'object', '[a warning](#a-warning)'],
  ...WARNING.map(([path, type, meaning]) => /** @type {Field} */ ([`${prefix}[].${path}`, type, meaning])),
];

/** @type {readonly Field[]} */
const CHANGES = [
  ['changes[]', 'object', 'one difference between the lock there was and the new one'],
  [
    'changes[].kind',
    'string',
    '`target-added`, `target-removed`, `compose-changed`, `order-changed`, `space-added`, `space-removed`, `space-moved`, `plugin-changed`, `rewritten`',
  ],
  ['changes[].target?', 'string', 'name of the target; missing where the lock itself is `rewritten`'],
  ['changes[].id?', 'string', 'the space, for the kinds that name one'],
  [
    'changes[].from?',
    'object',
    'the pin before: `commit`, `selector`, `version?`; for `plugin-changed` the plugin: `name`, `version?`',
  ],
  ['changes[].to?', 'object', 'the pin after, likewise'],
  ['changes[].added[]?', 'string', 'for `compose-changed`: references that the lock was not made from'],
  ['changes[].removed[]?', 'string', 'for `compose-changed`: references that are gone'],
  [
    'changes[].fields[]?',
    'string',
    "for `rewritten`: fields of the target's entry, or of the lock, that say something else though no pin moved",
  ],
];

/** @type {readonly Field[]} */
const BUNDLE = [
  ['directory', 'string', 'the bundle'],
  ['plugins', 'list of strings', 'plugin directories in load order'],
  ['mcp?', 'string', 'the composed `mcp.json`; missing when no space brings a server'],
  ['settings', 'string', 'the composed `settings.json`'],
];

/** @type {readonly Document[]} */
export const DOCUMENTS = [
  {
    title: 'asp install',
    about: '`result` is `installed`.',
    run: ['install', '--json'],
    fields: [
      ['result', 'string', '`installed`'],
      ['project', 'string', 'directory of the project'],
      ['lock', 'string', 'path of `asp-lock.json`'],
      ...CHANGES,
      ['removed', 'list of strings', 'bundles removed because their target is gone'],
      ['targets[]', 'object', 'each target installed'],
      ['targets[].name', 'string', ''],
      ['targets[].composed', 'boolean', 'false when the bundle was there already, untouched'],
      ...BUNDLE.map(([path, type, meaning]) => /** @type {Field} */ ([`targets[].${path}`, type, meaning])),
      ['targets[].envHash', 'string', "hash of the target's resolved environment"],
      ...warning('targets[].warnings'),
    ],
  },
  {
    title: 'asp install --dry-run',
    about: '`result` is `planned`. Nothing was written.',
    run: ['install', '--update', '--dry-run', '--json'],
    fields: [
      ['result', 'string', '`planned`'],
      ['project', 'string', 'directory of the project'],
      ...CHANGES,
      ['compose', 'list of strings', 'targets that would be composed'],
      ['damaged[]', 'object', 'with `--verify`: an entry of the store that would be rebuilt'],
      ['damaged[].key', 'string', 'the space'],
      ['damaged[].from', 'string', '`registry` (for a snapshot) or `snapshot` (for a plugin)'],
      ['damaged[].message', 'string', 'the file, and what is wrong with it'],
      ...warning('warnings'),
    ],
  },
  {
    title: 'asp install --frozen, with drift',
    about: '`result` is `drift` and the exit status 3. Without drift it is the document of `asp install`.',
    run: ['install', '--frozen', '--json'],
    fields: [['result', 'string', '`drift`'], ['project', 'string', 'directory of the project'], ...CHANGES],
  },
  {
    title: 'asp build',
    about:
      'With `--dry-run` `result` is `planned`, and what follows `changed` is there only if the bundle is.',
    run: ['build', 'web', '--output', '../out', '--json'],
    fields: [
      ['result', 'string', '`built` or `planned`'],
      ['target', 'string', 'name of the target'],
      ['directory', 'string', 'the output directory'],
      ['changed', 'boolean', 'false when the directory held this very bundle already'],
      ...BUNDLE.filter(([path]) => path !== 'directory'),
      ...warning('warnings'),
    ],
  },
  {
    title: 'asp run --dry-run',
    about: 'What would be started. Without `--dry-run` the agent has stdout and no document is printed.',
    run: ['run', 'web', 'Check the page', '--no-interactive', '--dry-run', '--json'],
    fields: [
      ['result', 'string', '`planned`'],
      ['mode', 'string', '`project` (a target), `global` (a reference) or `dev` (a directory)'],
      ['subject', 'string', 'what was named on the command line'],
      ['claude', 'string', 'the program'],
      ['arguments', 'list of strings', 'its arguments'],
      ['command', 'string', 'both, quoted for a POSIX shell, which first goes to `cwd` if that is elsewhere'],
      ['cwd', 'string', 'where it would start'],
      ...BUNDLE,
      ['changes', 'list of objects', 'what composing has changed in the lock, as for `asp install`'],
      ...warning('warnings'),
    ],
  },
  {
    title: 'asp explain',
    about: 'The pins are those of the lock; without a lock, those an install would make now.',
    run: ['explain', 'web', '--json'],
    fields: [
      ['project', 'string', 'directory of the project'],
      ['locked', 'boolean', 'whether there is a lock'],
      ['generatedAt?', 'string', 'when the lock last changed'],
      ['registry', 'object', 'as in the lock: `type`, `url`, `defaultBranch?`'],
      ['registryDirectory', 'string', 'where a registry is read here and now'],
      ['targets[]', 'object', ''],
      ['targets[].name', 'string', ''],
      ['targets[].description?', 'string', ''],
      ['targets[].compose', 'list of strings', 'references as written'],
      [
        'targets[].current',
        'boolean',
        'false when this is what an install would write, not what the lock has',
      ],
      ['targets[].envHash', 'string', ''],
      ['targets[].loadOrder[]', 'object', 'a space; dependencies come first'],
      ['targets[].loadOrder[].key', 'string', '`<id>@<12 digits of the commit>`'],
      ['targets[].loadOrder[].id', 'string', ''],
      ['targets[].loadOrder[].commit', 'string', 'full commit id, or `dev`'],
      ['targets[].loadOrder[].integrity', 'string', 'hash of its files'],
      ['targets[].loadOrder[].cacheKey', 'string', 'name of its plugin directory in `$ASP_HOME/cache`'],
      ['targets[].loadOrder[].plugin', 'object', '`name`, `version?`'],
      ['targets[].loadOrder[].resolvedFrom', 'object', '`selector`, `tag?`, `semver?`: what led to the pin'],
      ['targets[].loadOrder[].deps', 'list of strings', 'keys of what it needs'],
      ['targets[].loadOrder[].requiredBy', 'list of strings', '`target <name>`, or keys of spaces'],
      ['targets[].loadOrder[].components', 'object', 'what it gives, by the names the client uses'],
      ...['commands', 'agents', 'skills', 'hooks', 'mcpServers', 'others'].map(
        (kind) => /** @type {Field} */ ([`targets[].loadOrder[].components.${kind}`, 'list of strings', '']),
      ),
      ...warning('targets[].warnings'),
      ...warning('warnings'),
    ],
  },
  {
    title: 'asp list',
    about: 'Read from `asp-targets.toml` and `asp-lock.json` alone.',
    run: ['list', '--json'],
    fields: [
      ['project', 'string', 'directory of the project'],
      ['targets[]', 'object', ''],
      ['targets[].name', 'string', ''],
      ['targets[].description?', 'string', ''],
      ['targets[].compose', 'list of strings', 'references as written'],
      ['targets[].current', 'boolean', 'whether the lock was made from these references'],
      [
        'targets[].spaces[]?',
        'object',
        'in load order; the list is missing while the lock has no such target',
      ],
      ['targets[].spaces[].key', 'string', ''],
      ['targets[].spaces[].id', 'string', ''],
      ['targets[].spaces[].version?', 'string', ''],
      ['targets[].spaces[].selector', 'string', 'what led to the pin'],
      ['targets[].spaces[].root', 'boolean', 'false for a dependency'],
    ],
  },
  {
    title: 'asp path',
    about: '',
    run: ['path', 'web', '--json'],
    fields: [
      ['id', 'string', ''],
      ['path', 'string', "directory in the registry's working copy"],
    ],
  },
  {
    title: 'An error',
    about: 'Any command, exit status 1 (2 for wrong usage).',
    run: ['explain', 'wbe', '--json'],
    fields: [
      ['error', 'object', ''],
      ['error.code', 'string', 'an [error code](error-codes.md)'],
      ['error.message', 'string', ''],
      ['error.hint?', 'string', 'what to do'],
      ['error.issues[]', 'object', 'each fault found in a file'],
      ['error.issues[].message', 'string', ''],
      ['error.issues[].location', 'object', ''],
      ...place('error.issues[].location'),
      ['error.issues[].hint?', 'string', ''],
    ],
  },
];
