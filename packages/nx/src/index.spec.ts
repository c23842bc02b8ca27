import * as plugin from './index';
import { inferenceWorkspace } from './testing/inference-workspace';

const FILES = {
  'spaces/base/space.toml': 'schema = 1\nid = "base"\n',
  'apps/web/asp-targets.toml': 'schema = 1\n[targets.web]\ncompose = ["space:base@dev"]\n',
};

/** Modules that take longer to load than a graph of known files takes. */
const HEAVY = ['@agent-spaces/core', '@agent-spaces/engine', '@agent-spaces/scaffold', '@nx/devkit'];

afterEach(() => {
  for (const name of HEAVY) jest.dontMock(name);
  jest.resetModules();
});

it('is what Nx expects of a plugin', () => {
  expect(plugin.name).toBe('@agent-spaces/nx');
  expect(plugin.createNodes).toBe(plugin.createNodesV2);
  expect(Object.keys(plugin).sort()).toEqual([
    'createDependencies',
    'createNodes',
    'createNodesV2',
    'name',
    'preTasksExecution',
  ]);
});

it('loads nothing heavy for files that it knows', async () => {
  const { root, infer } = inferenceWorkspace(FILES);
  const before = await infer();

  jest.resetModules();
  for (const name of HEAVY) {
    jest.doMock(name, () => {
      throw new Error(`${name} was loaded`);
    });
  }
  const { createDependencies, createNodesV2, preTasksExecution } =
    jest.requireActual<typeof plugin>('./index');
  const files = ['apps/web/asp-targets.toml', 'spaces/base/space.toml'];
  const context = { workspaceRoot: root, nxJsonConfiguration: {} };
  const results = await createNodesV2[1](files, undefined, context);
  expect(Object.assign({}, ...results.map(([, { projects }]) => projects))).toEqual(before.projects);
  const projectFileMap = {
    base: [{ file: 'spaces/base/space.toml', hash: '' }],
    web: [{ file: 'apps/web/asp-targets.toml', hash: '' }],
  };
  const fileMap = { projectFileMap, nonProjectFiles: [] };
  const projects = Object.fromEntries(
    Object.values(before.projects).map((project) => [project.name ?? '', project]),
  );
  const edges = await createDependencies(undefined, {
    ...context,
    externalNodes: {},
    projects,
    fileMap,
    filesToProcess: fileMap,
  });
  expect(edges).toHaveLength(1);
  await preTasksExecution(undefined, { ...context, id: '1', argv: ['node', 'nx', 'run', 'web:build'] });
});
