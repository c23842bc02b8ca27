import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The target beside `asp-materialize` that only copies a space's files, and where it copies them to. */
export const PLAIN_COPY = 'plain-copy';
export const PLAIN_COPY_OUTPUT = 'dist/plain-copy';

const INFERENCE = `
exports.name = 'plain-copy-plugin';
exports.createNodesV2 = exports.createNodes = ['spaces/*/space.toml', (files) => files.map((file) => {
  const root = file.slice(0, file.lastIndexOf('/'));
  return [file, { projects: { [root]: { root, targets: { '${PLAIN_COPY}': {
    executor: 'plain-copy-plugin:copy',
    continuous: false,
    cache: true,
    dependsOn: ['^${PLAIN_COPY}'],
    inputs: ['aspSpace', '^aspSpace', { externalDependencies: [] }],
    outputs: ['{workspaceRoot}/${PLAIN_COPY_OUTPUT}/' + root.slice(root.lastIndexOf('/') + 1)],
    options: {},
  } } } } }];
})];
`;

const EXECUTOR = `
const { cpSync } = require('node:fs');
const { basename, join } = require('node:path');
exports.default = () => ({ success: true });
exports.batch = async function* ({ tasks }, options, overrides, { root, projectsConfigurations: { projects } }) {
  for (const [task, { target }] of Object.entries(tasks)) {
    const { root: space } = projects[target.project];
    cpSync(join(root, space), join(root, '${PLAIN_COPY_OUTPUT}', basename(space)), { recursive: true });
    yield { task, result: { success: true, status: 'success', terminalOutput: '' } };
  }
};
`;

const FILES = {
  'package.json': JSON.stringify({
    name: 'plain-copy-plugin',
    version: '0.0.0',
    main: 'index.js',
    executors: './executors.json',
  }),
  'executors.json': JSON.stringify({
    executors: {
      copy: {
        implementation: './copy.js',
        batchImplementation: './copy.js#batch',
        preferBatch: true,
        schema: './schema.json',
      },
    },
  }),
  'schema.json': JSON.stringify({ version: 2, type: 'object', properties: {} }),
  'index.js': INFERENCE,
  'copy.js': EXECUTOR,
};

/** A plugin that is as little as a plugin with cached outputs can be: what Nx takes for as many files, whoever writes them. */
export function addPlainCopyPlugin(workspace) {
  const directory = join(workspace, 'node_modules/plain-copy-plugin');
  mkdirSync(directory);
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(directory, name), content);
  writeFileSync(
    join(workspace, 'nx.json'),
    JSON.stringify({
      analytics: false,
      neverConnectToCloud: true,
      tui: { enabled: false },
      namedInputs: { aspSpace: ['{projectRoot}/**/*'] },
      plugins: ['@agent-spaces/nx', 'plain-copy-plugin'],
    }),
  );
}
