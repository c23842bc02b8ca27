import { getOutputsForTargetAndConfiguration } from 'nx/src/tasks-runner/utils';
import { inferenceWorkspace } from '../testing/inference-workspace';
import { createNodesV2 } from './create-nodes';

const space = (id: string, more = ''): string =>
  `schema = 1\nid = "${id}"\nversion = "1.0.0"\ndescription = "About ${id}"\n${more}`;
const deps = (...refs: string[]): string => `\n[deps]\nspaces = ${JSON.stringify(refs)}\n`;
const targets = (compose: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(compose).reduce(
    (text, [name, refs]) => `${text}\n[targets.${JSON.stringify(name)}]\ncompose = ${JSON.stringify(refs)}\n`,
    'schema = 1\n[targets]\n',
  );

const SHA = 'a'.repeat(40);

/** A lock with one target that loads spaces, given as `id` or `id@dev`. */
function lock(target: string, ...loadOrder: readonly string[]): string {
  const entries = loadOrder.map((text) => {
    const [id = '', dev] = text.split('@');
    const commit = dev ?? SHA;
    return [
      `${id}@${commit.slice(0, 12)}`,
      {
        id,
        commit,
        path: `spaces/${id}`,
        integrity: dev ? 'sha256:dev' : `sha256:${'0'.repeat(64)}`,
        plugin: { name: id },
        deps: { spaces: [] },
        resolvedFrom: { selector: dev ?? '^1.0.0' },
      },
    ] as const;
  });
  const keys = entries.map(([key]) => key);
  return JSON.stringify({
    lockfileVersion: 1,
    resolverVersion: 1,
    generatedAt: '2026-01-01T00:00:00Z',
    registry: { type: 'git', url: 'https://example.com/r.git' },
    spaces: Object.fromEntries(entries),
    targets: {
      [target]: {
        compose: ['space:x@^1.0.0'],
        roots: keys.slice(0, 1),
        loadOrder: keys,
        envHash: `sha256:${'1'.repeat(64)}`,
      },
    },
  });
}

describe('a space', () => {
  it('is a project', async () => {
    const { infer } = inferenceWorkspace({ 'spaces/base/space.toml': space('base') });
    const { projects, sources, errors } = await infer();
    expect(errors).toEqual([]);
    expect(sources).toEqual(['spaces/base/space.toml']);
    expect(projects).toMatchInlineSnapshot(`
      {
        "spaces/base": {
          "metadata": {
            "description": "About base",
            "targetGroups": {
              "Agent Space": [
                "asp-lint",
                "asp-materialize",
                "nx-release-publish",
              ],
            },
            "technologies": [
              "asp",
              "claude-code",
            ],
          },
          "name": "base",
          "namedInputs": {
            "aspSpace": [
              "{projectRoot}/**/*",
            ],
          },
          "projectType": "library",
          "root": "spaces/base",
          "tags": [
            "asp:space",
          ],
          "targets": {
            "asp-lint": {
              "cache": true,
              "continuous": false,
              "executor": "@agent-spaces/nx:lint-space",
              "inputs": [
                "aspSpace",
              ],
              "metadata": {
                "description": "Check the space base: manifest, hooks, commands, scripts",
                "help": {
                  "command": "npx nx run base:asp-lint --help",
                  "example": {
                    "options": {},
                  },
                },
                "technologies": [
                  "asp",
                  "claude-code",
                ],
              },
              "options": {
                "registry": ".",
              },
              "outputs": [],
            },
            "asp-materialize": {
              "cache": true,
              "continuous": false,
              "dependsOn": [
                "^asp-materialize",
              ],
              "executor": "@agent-spaces/nx:materialize-space",
              "inputs": [
                "aspSpace",
                "^{projectRoot}/**/*",
                {
                  "externalDependencies": [],
                },
              ],
              "metadata": {
                "description": "Make the plugin directory dist/asp/base of the space as it lies here",
                "help": {
                  "command": "npx nx run base:asp-materialize --help",
                  "example": {
                    "options": {},
                  },
                },
                "technologies": [
                  "asp",
                  "claude-code",
                ],
              },
              "options": {
                "materializer": 2,
                "output": "dist/asp/base",
                "registry": ".",
              },
              "outputs": [
                "{options.output}",
              ],
            },
            "nx-release-publish": {
              "cache": false,
              "continuous": false,
              "executor": "@agent-spaces/nx:publish",
              "metadata": {
                "description": "Tag the version of the space base and move its dist-tags",
                "help": {
                  "command": "npx nx run base:nx-release-publish --help",
                  "example": {
                    "options": {
                      "dryRun": true,
                    },
                  },
                },
                "technologies": [
                  "asp",
                  "claude-code",
                ],
              },
              "options": {
                "registry": ".",
              },
            },
          },
        },
      }
    `);
  });

  it('is cached by what nx.json says is its input', async () => {
    const { infer } = inferenceWorkspace({ 'spaces/base/space.toml': space('base') });
    const { projects } = await infer({}, { namedInputs: { aspSpace: ['{projectRoot}/skills/**/*'] } });
    expect(projects['spaces/base']?.namedInputs).toBeUndefined();
    expect(projects['spaces/base']?.targets?.['asp-materialize']?.inputs).toEqual([
      'aspSpace',
      '^aspSpace',
      { externalDependencies: [] },
    ]);
  });

  it('writes to a directory of its own', async () => {
    const { infer } = inferenceWorkspace({ 'spaces/base/space.toml': space('base') });
    const { projects } = await infer();
    const data = projects['spaces/base'];
    if (!data) throw new Error('There is no project');
    const outputs = getOutputsForTargetAndConfiguration(
      { project: 'base', target: 'asp-materialize' },
      {},
      { name: 'base', type: 'lib', data: { ...data, root: 'spaces/base' } },
    );
    expect(outputs).toEqual(['dist/asp/base']);
  });

  it('is published after what it needs of the workspace, as it is asked for, and with nothing else', async () => {
    const { infer } = inferenceWorkspace({
      'spaces/app/space.toml': space('app', deps('space:base@^1.0.0', 'space:far@^1.0.0', 'space:app@dev')),
      'spaces/base/space.toml': space('base'),
    });
    const { projects } = await infer({ spacePrefix: 'asp-' });
    const publishOf = (root: string) => projects[root]?.targets?.['nx-release-publish']?.dependsOn;
    expect(publishOf('spaces/app')).toEqual([
      { target: 'nx-release-publish', projects: ['asp-base'], params: 'forward' },
    ]);
    expect(publishOf('spaces/base')).toBeUndefined();
  });

  it('is read with Windows line ends and a byte order mark', async () => {
    const { infer } = inferenceWorkspace({
      'spaces/base/space.toml': `\uFEFF${space('base').replaceAll('\n', '\r\n')}`,
    });
    expect((await infer()).projects['spaces/base']?.name).toBe('base');
  });

  it('may have references that mean nothing: those who resolve them say so', async () => {
    const { infer } = inferenceWorkspace({
      'spaces/base/space.toml': space('base', deps('space:gone@9.9.9', 'space:x@git:no', 'space:base@dev')),
    });
    const { projects, errors } = await infer();
    expect(errors).toEqual([]);
    expect(Object.keys(projects)).toEqual(['spaces/base']);
  });
});

describe('a directory with Run Targets', () => {
  it('has a chain of targets for each, aggregates, and one asp-run', async () => {
    const { infer } = inferenceWorkspace({
      'spaces/base/space.toml': space('base'),
      'apps/web/project.json': '{ "name": "web" }',
      'apps/web/asp-targets.toml': `schema = 1
[targets.web]
description = "Build pages"
compose = ["space:base@dev"]
[targets.review]
compose = ["space:far@stable"]
`,
      'apps/web/asp-lock.json': lock('web', 'far', 'base@dev'),
    });
    const { projects, sources, errors } = await infer();
    expect(errors).toEqual([]);
    expect(sources).toEqual(['spaces/base/space.toml', 'apps/web/asp-targets.toml']);
    expect(projects['apps/web']).toMatchInlineSnapshot(`
      {
        "metadata": {
          "targetGroups": {
            "Agent Spaces": [
              "asp-resolve",
              "asp-snapshot",
              "asp-materialize",
              "asp-compose",
              "asp-verify",
              "asp-run",
            ],
            "Run Target review": [
              "asp-resolve--review",
              "asp-snapshot--review",
              "asp-materialize--review",
              "asp-compose--review",
              "asp-verify--review",
              "asp-run--review",
            ],
            "Run Target web": [
              "asp-resolve--web",
              "asp-snapshot--web",
              "asp-materialize--web",
              "asp-compose--web",
              "asp-verify--web",
              "asp-run--web",
            ],
          },
        },
        "root": "apps/web",
        "targets": {
          "asp-compose": {
            "dependsOn": [
              "asp-compose--web",
              "asp-compose--review",
            ],
            "executor": "nx:noop",
            "metadata": {
              "description": "Compose plugins, MCP servers and settings of every Run Target",
              "help": {
                "command": "npx nx run web:asp-compose --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
          },
          "asp-compose--review": {
            "cache": true,
            "continuous": false,
            "dependsOn": [
              "asp-materialize--review",
            ],
            "executor": "@agent-spaces/nx:compose",
            "inputs": [
              {
                "fields": [
                  "targets.review.envHash",
                ],
                "json": "{projectRoot}/asp-lock.json",
              },
              {
                "externalDependencies": [],
              },
            ],
            "metadata": {
              "description": "Compose plugins, MCP servers and settings of review",
              "help": {
                "command": "npx nx run web:asp-compose--review --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "materializer": 2,
              "registry": ".",
              "runTarget": "review",
            },
            "outputs": [
              "{projectRoot}/asp_modules/review/.asp-bundle.json",
            ],
          },
          "asp-compose--web": {
            "cache": true,
            "continuous": false,
            "dependsOn": [
              "asp-materialize--web",
            ],
            "executor": "@agent-spaces/nx:compose",
            "inputs": [
              {
                "fields": [
                  "targets.web.envHash",
                ],
                "json": "{projectRoot}/asp-lock.json",
              },
              {
                "input": "aspSpace",
                "projects": [
                  "base",
                ],
              },
              {
                "externalDependencies": [],
              },
            ],
            "metadata": {
              "description": "Compose plugins, MCP servers and settings of web",
              "help": {
                "command": "npx nx run web:asp-compose--web --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "materializer": 2,
              "registry": ".",
              "runTarget": "web",
            },
            "outputs": [
              "{projectRoot}/asp_modules/web/.asp-bundle.json",
            ],
          },
          "asp-materialize": {
            "dependsOn": [
              "asp-materialize--web",
              "asp-materialize--review",
            ],
            "executor": "nx:noop",
            "metadata": {
              "description": "Make the plugin directories of every Run Target in asp_modules",
              "help": {
                "command": "npx nx run web:asp-materialize --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
          },
          "asp-materialize--review": {
            "cache": true,
            "continuous": false,
            "dependsOn": [
              "asp-snapshot--review",
            ],
            "executor": "@agent-spaces/nx:materialize",
            "inputs": [
              {
                "fields": [
                  "targets.review.envHash",
                ],
                "json": "{projectRoot}/asp-lock.json",
              },
              {
                "externalDependencies": [],
              },
            ],
            "metadata": {
              "description": "Make the plugin directories of review in asp_modules",
              "help": {
                "command": "npx nx run web:asp-materialize--review --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "materializer": 2,
              "registry": ".",
              "runTarget": "review",
            },
            "outputs": [
              "{projectRoot}/asp_modules/review/plugins",
            ],
          },
          "asp-materialize--web": {
            "cache": true,
            "continuous": false,
            "dependsOn": [
              "asp-snapshot--web",
              {
                "projects": [
                  "base",
                ],
                "target": "asp-materialize",
              },
            ],
            "executor": "@agent-spaces/nx:materialize",
            "inputs": [
              {
                "fields": [
                  "targets.web.envHash",
                ],
                "json": "{projectRoot}/asp-lock.json",
              },
              {
                "input": "aspSpace",
                "projects": [
                  "base",
                ],
              },
              {
                "externalDependencies": [],
              },
            ],
            "metadata": {
              "description": "Make the plugin directories of web in asp_modules",
              "help": {
                "command": "npx nx run web:asp-materialize--web --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "materializer": 2,
              "registry": ".",
              "runTarget": "web",
            },
            "outputs": [
              "{projectRoot}/asp_modules/web/plugins",
            ],
          },
          "asp-resolve": {
            "dependsOn": [
              {
                "params": "forward",
                "target": "asp-resolve--web",
              },
              {
                "params": "forward",
                "target": "asp-resolve--review",
              },
            ],
            "executor": "nx:noop",
            "metadata": {
              "description": "Pin the spaces that every Run Target composes in asp-lock.json",
              "help": {
                "command": "npx nx run web:asp-resolve --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
          },
          "asp-resolve--review": {
            "cache": false,
            "continuous": false,
            "executor": "@agent-spaces/nx:resolve",
            "metadata": {
              "description": "Pin the spaces that review composes in asp-lock.json",
              "help": {
                "command": "npx nx run web:asp-resolve--review --help",
                "example": {
                  "options": {
                    "update": true,
                  },
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "registry": ".",
              "runTarget": "review",
            },
          },
          "asp-resolve--web": {
            "cache": false,
            "continuous": false,
            "executor": "@agent-spaces/nx:resolve",
            "metadata": {
              "description": "Pin the spaces that web composes in asp-lock.json",
              "help": {
                "command": "npx nx run web:asp-resolve--web --help",
                "example": {
                  "options": {
                    "update": true,
                  },
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "registry": ".",
              "runTarget": "web",
            },
          },
          "asp-run": {
            "cache": false,
            "configurations": {
              "review": {
                "runTarget": "review",
              },
              "web": {
                "runTarget": "web",
              },
            },
            "continuous": false,
            "dependsOn": [
              "asp-compose--web",
            ],
            "executor": "@agent-spaces/nx:run",
            "metadata": {
              "description": "Start Claude Code with a Run Target: web, review",
              "help": {
                "command": "npx nx run web:asp-run --help",
                "example": {
                  "options": {
                    "prompt": "What can you do here?",
                  },
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "registry": ".",
              "runTarget": "web",
            },
            "parallelism": false,
          },
          "asp-run--review": {
            "cache": false,
            "continuous": false,
            "dependsOn": [
              "asp-compose--review",
            ],
            "executor": "@agent-spaces/nx:run",
            "metadata": {
              "description": "Start Claude Code with what review composes",
              "help": {
                "command": "npx nx run web:asp-run--review --help",
                "example": {
                  "options": {
                    "prompt": "What can you do here?",
                  },
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "registry": ".",
              "runTarget": "review",
            },
            "parallelism": false,
          },
          "asp-run--web": {
            "cache": false,
            "continuous": false,
            "dependsOn": [
              "asp-compose--web",
            ],
            "executor": "@agent-spaces/nx:run",
            "metadata": {
              "description": "Build pages",
              "help": {
                "command": "npx nx run web:asp-run--web --help",
                "example": {
                  "options": {
                    "prompt": "What can you do here?",
                  },
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "registry": ".",
              "runTarget": "web",
            },
            "parallelism": false,
          },
          "asp-snapshot": {
            "dependsOn": [
              "asp-snapshot--web",
              "asp-snapshot--review",
            ],
            "executor": "nx:noop",
            "metadata": {
              "description": "Put the pinned spaces of every Run Target into the store",
              "help": {
                "command": "npx nx run web:asp-snapshot --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
          },
          "asp-snapshot--review": {
            "cache": false,
            "continuous": false,
            "dependsOn": [
              "asp-resolve--review",
            ],
            "executor": "@agent-spaces/nx:snapshot",
            "metadata": {
              "description": "Put the pinned spaces of review into the store",
              "help": {
                "command": "npx nx run web:asp-snapshot--review --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "registry": ".",
              "runTarget": "review",
            },
          },
          "asp-snapshot--web": {
            "cache": false,
            "continuous": false,
            "dependsOn": [
              "asp-resolve--web",
            ],
            "executor": "@agent-spaces/nx:snapshot",
            "metadata": {
              "description": "Put the pinned spaces of web into the store",
              "help": {
                "command": "npx nx run web:asp-snapshot--web --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "registry": ".",
              "runTarget": "web",
            },
          },
          "asp-verify": {
            "dependsOn": [
              "asp-verify--web",
              "asp-verify--review",
            ],
            "executor": "nx:noop",
            "metadata": {
              "description": "Compare what is composed for every Run Target with asp-lock.json, changing nothing",
              "help": {
                "command": "npx nx run web:asp-verify --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
          },
          "asp-verify--review": {
            "cache": false,
            "continuous": false,
            "executor": "@agent-spaces/nx:verify",
            "metadata": {
              "description": "Compare what is composed for review with asp-lock.json, changing nothing",
              "help": {
                "command": "npx nx run web:asp-verify--review --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "registry": ".",
              "runTarget": "review",
            },
          },
          "asp-verify--web": {
            "cache": false,
            "continuous": false,
            "executor": "@agent-spaces/nx:verify",
            "metadata": {
              "description": "Compare what is composed for web with asp-lock.json, changing nothing",
              "help": {
                "command": "npx nx run web:asp-verify--web --help",
                "example": {
                  "options": {},
                },
              },
              "technologies": [
                "asp",
                "claude-code",
              ],
            },
            "options": {
              "registry": ".",
              "runTarget": "web",
            },
          },
        },
      }
    `);
  });

  it('is a project of its own where nobody else makes one of it', async () => {
    const { infer } = inferenceWorkspace({
      'apps/One/asp-targets.toml': targets({ x: ['space:a@1.0.0'] }),
      'apps/two/asp-targets.toml': targets({ x: ['space:a@1.0.0'] }),
      'apps/two/package.json': '{ "name": "@acme/two" }',
      'apps/three/asp-targets.toml': targets({ x: ['space:a@1.0.0'] }),
      'apps/three/project.json': '{}',
      'asp-targets.toml': targets({}),
      'package.json': '{ "name": "acme" }',
    });
    const { projects } = await infer();
    expect(Object.entries(projects).map(([root, { name }]) => [root, name])).toEqual([
      ['.', 'acme'],
      ['apps/One', 'one'],
      // Nx calls it by its own rules; saying it here as well could rename it.
      ['apps/three', undefined],
      ['apps/two', '@acme/two'],
    ]);
    expect(projects['.']?.targets).toEqual({});
  });

  it.each([
    ['the one named like the project', ['a', 'web', 'default'], 'web'],
    ['else default', ['a', 'default'], 'default'],
    ['else the only one', ['a'], 'a'],
    ['else none, for the executor to list them', ['a', 'b'], undefined],
  ])('runs %s', async (_, names, expected) => {
    const { infer } = inferenceWorkspace({
      'apps/web/package.json': '{ "name": "@acme/web" }',
      'apps/web/asp-targets.toml': targets(
        Object.fromEntries(names.map((name) => [name, ['space:a@1.0.0']])),
      ),
    });
    const run = (await infer()).projects['apps/web']?.targets?.['asp-run'];
    expect(run?.options).toEqual(expected === undefined ? {} : { runTarget: expected });
    expect(run?.dependsOn).toEqual(expected === undefined ? undefined : [`asp-compose--${expected}`]);
    expect(run?.configurations).toEqual(Object.fromEntries(names.map((name) => [name, { runTarget: name }])));
  });

  it('is keyed by the whole lock where Nx could not find the Run Target in it', async () => {
    const { infer } = inferenceWorkspace({
      'apps/web/asp-targets.toml': targets({ 'a.b': ['space:a@1.0.0'] }),
    });
    const { projects } = await infer();
    expect(projects['apps/web']?.targets?.['asp-compose--a.b']?.inputs).toContainEqual({
      json: '{projectRoot}/asp-lock.json',
      fields: ['targets'],
    });
  });
});

describe('working copies', () => {
  const cached = async (
    files: Readonly<Record<string, string>>,
    options?: { readonly registry?: string; readonly spaces?: string },
  ) => {
    const { infer } = inferenceWorkspace({
      'apps/web/asp-targets.toml': targets({ t: ['space:app@dev'] }),
      ...files,
    });
    const { 'asp-materialize--t': materialize, 'asp-compose--t': compose } =
      (await infer(options)).projects['apps/web']?.targets ?? {};
    expect(compose?.cache).toBe(materialize?.cache);
    const projects = materialize?.inputs?.flatMap((input) =>
      typeof input === 'object' && 'projects' in input ? input.projects : [],
    );
    return { cache: materialize?.cache, projects, registry: materialize?.options.registry };
  };

  it('of this workspace are keyed by their files, with those they need', async () => {
    expect(
      await cached({
        'spaces/app/space.toml': space('app', deps('space:base@dev', 'space:far@1.0.0')),
        'spaces/base/space.toml': space('base'),
      }),
    ).toEqual({ cache: true, projects: ['app', 'base'], registry: '.' });
  });

  it('of which one lies elsewhere are never cached', async () => {
    expect(await cached({})).toEqual({ cache: false, projects: [], registry: undefined });
    expect(await cached({ 'spaces/app/space.toml': space('app', deps('space:gone@dev')) })).toEqual({
      cache: false,
      projects: ['app'],
      registry: '.',
    });
  });

  it('are those of the registry, wherever a space of that name lies otherwise', async () => {
    const files = { 'spaces/app/space.toml': space('app'), 'tools/r/spaces/app/space.toml': space('app') };
    expect(await cached(files, { registry: '../registry' })).toEqual({
      cache: false,
      projects: [],
      registry: '../registry',
    });
    expect(await cached(files, { registry: './tools/r', spaces: 'tools/r/spaces/*/space.toml' })).toEqual({
      cache: true,
      projects: ['app'],
      registry: 'tools/r',
    });
    expect(await cached(files, { spaces: 'tools/r/spaces/*/space.toml' })).toMatchObject({ cache: false });
  });

  it('are taken from a lock that no manifest asks for any more', async () => {
    expect(
      await cached({
        'apps/web/asp-targets.toml': targets({ t: ['space:app@1.0.0'] }),
        'apps/web/asp-lock.json': lock('t', 'app@dev'),
        'spaces/app/space.toml': space('app'),
      }),
    ).toMatchObject({ cache: true, projects: ['app'] });
  });
});

describe('options', () => {
  it('rename targets and spaces, and reach the executors', async () => {
    const { infer } = inferenceWorkspace({
      'libs/spaces/base/space.toml': space('base'),
      'apps/web/asp-targets.toml': targets({ web: ['space:base@1.0.0'] }),
    });
    const { projects } = await infer({
      spaces: 'libs/spaces/*/space.toml',
      spacePrefix: 'space-',
      registry: 'libs',
      aspHome: 'tmp/asp',
      lintTargetName: 'check',
      materializeTargetName: 'make',
      resolveTargetName: 'pin',
      snapshotTargetName: 'fetch',
      composeTargetName: 'bundle',
      verifyTargetName: 'compare',
      runTargetName: 'agent',
      publishTargetName: 'ship',
    });
    const base = projects['libs/spaces/base'];
    expect(base?.name).toBe('space-base');
    expect(Object.keys(base?.targets ?? {})).toEqual(['check', 'make', 'ship']);
    expect(base?.targets?.['make']?.dependsOn).toEqual(['^make']);
    const web = projects['apps/web']?.targets ?? {};
    expect(Object.keys(web)).toEqual([
      'pin',
      'fetch',
      'make',
      'bundle',
      'compare',
      'agent',
      'pin--web',
      'fetch--web',
      'make--web',
      'bundle--web',
      'compare--web',
      'agent--web',
    ]);
    for (const target of Object.values({ ...base?.targets, ...web })) {
      if (target.executor === 'nx:noop') continue;
      expect(target.options).toMatchObject({ registry: 'libs', aspHome: 'tmp/asp' });
    }
  });

  it('that are wrong are told with what to do', async () => {
    const { infer } = inferenceWorkspace({ 'spaces/base/space.toml': space('base') });
    await expect(infer({ registry: '/srv' })).rejects.toThrow(
      [
        'The options of @agent-spaces/nx cannot be used: `registry` is "/srv", which is not a path relative to the workspace root. (CONFIG_ERROR)',
        '  nx.json',
        '  → It is part of what tasks are cached by',
      ].join('\n'),
    );
  });

  it('that are wrong are told with their place in nx.json', async () => {
    const options = { spacePrefix: '/' };
    const plugins = ['other', { plugin: '@agent-spaces/nx', options }];
    const { infer } = inferenceWorkspace({ 'nx.json': JSON.stringify({ plugins }, null, 2) });
    await expect(infer(options, { plugins })).rejects.toThrow(
      'nx.json:7:24 (/plugins/1/options/spacePrefix)',
    );
  });
});

it('puts nothing into a project that depends on the machine or on the time', async () => {
  const files = {
    'spaces/base/space.toml': space('base'),
    'apps/web/asp-targets.toml': targets({ web: ['space:base@dev', 'space:far@1.0.0'] }),
    'apps/web/asp-lock.json': lock('web', 'far', 'base@dev'),
    'asp-targets.toml': targets({ all: ['space:base@dev'] }),
  };
  const [one, other] = [inferenceWorkspace(files), inferenceWorkspace(files)];
  const inferred = await one.infer();
  expect(await other.infer()).toEqual(inferred);
  expect(JSON.stringify(inferred)).not.toContain(one.root);
});

it('shares nothing between projects that Nx could add to', async () => {
  const { infer } = inferenceWorkspace({
    'spaces/one/space.toml': space('one'),
    'spaces/two/space.toml': space('two'),
    'apps/web/asp-targets.toml': targets({ a: ['space:one@dev'], b: ['space:one@dev'] }),
  });
  const seen = new Set<object>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    expect(seen.has(value)).toBe(false);
    seen.add(value);
    Object.values(value).forEach(visit);
  };
  visit((await infer()).projects);
  expect(seen.size).toBeGreaterThan(50);
});

describe('a file at fault', () => {
  const GOOD = {
    'spaces/good/space.toml': space('good'),
    'apps/web/asp-targets.toml': targets({ t: ['space:a@1.0.0'] }),
  };

  it.each<[string, Readonly<Record<string, string | Buffer>>, string, string[]]>([
    [
      'a manifest that is no TOML',
      { 'spaces/bad/space.toml': 'schema = 1\nid = "bad\n' },
      'spaces/bad/space.toml',
      ['Not valid TOML', 'spaces/bad/space.toml:2:', '→ Correct the text there'],
    ],
    [
      'a manifest that is no text',
      { 'spaces/bad/space.toml': Buffer.from('schema = 1\nid = "b\xe4d"\n', 'latin1') },
      'spaces/bad/space.toml',
      ['not UTF-8', 'spaces/bad/space.toml:2', '→ Save the file as UTF-8.'],
    ],
    [
      'an id that is not the directory',
      { 'spaces/bad/space.toml': space('other') },
      'spaces/bad/space.toml',
      ['`id` is `other`', 'spaces/bad/space.toml:2:6 (/id)', '→ Make them the same'],
    ],
    [
      'a directory that cannot be an id',
      { 'spaces/Bad_One/space.toml': space('bad-one') },
      'spaces/Bad_One/space.toml',
      ['"Bad_One" is not the id of a space', '→ Rename the directory'],
    ],
    [
      'several faults in Run Targets',
      { 'apps/bad/asp-targets.toml': 'schema = 1\n[targets."../x"]\ncompose = []\n' },
      'apps/bad/asp-targets.toml',
      ['(2 problems)', 'apps/bad/asp-targets.toml:2:', 'apps/bad/asp-targets.toml:3:'],
    ],
    [
      'Run Targets in a space',
      { 'spaces/good/asp-targets.toml': targets({}) },
      'spaces/good/asp-targets.toml',
      ['A space cannot have Run Targets of its own', '→ Move the file'],
    ],
    [
      'a lock with the marks of a merge',
      { 'apps/web/asp-lock.json': '{\n<<<<<<< HEAD\n  "a": 1\n=======\n>>>>>>> other\n}\n' },
      'apps/web/asp-lock.json',
      ['merge conflict', 'apps/web/asp-lock.json:2:1', 'git checkout --ours -- apps/web/asp-lock.json'],
    ],
    [
      'a lock of a newer asp',
      { 'apps/web/asp-lock.json': '{\n  "lockfileVersion": 2\n}\n' },
      'apps/web/asp-lock.json',
      ['newer version of asp', 'apps/web/asp-lock.json:2:22', '→ Upgrade asp.'],
    ],
  ])('is told with its place, and the rest stands: %s', async (_, files, file, said) => {
    const { infer } = inferenceWorkspace({ ...GOOD, ...files });
    const { projects, errors } = await infer();
    expect(errors.map((each) => each.file)).toEqual([file]);
    const [error] = errors.map((each) => each.error);
    for (const text of said) expect(error?.message).toContain(text);
    expect(error?.stack).toBe(error?.message);
    expect(Object.keys(projects)).toEqual(expect.arrayContaining(['spaces/good', 'apps/web']));
  });

  it('is told for each of two spaces that have one id', async () => {
    const { infer } = inferenceWorkspace({
      'spaces/base/space.toml': space('base'),
      'libs/base/space.toml': space('base'),
    });
    const { projects, errors } = await infer({ spaces: '{libs,spaces}/*/space.toml' });
    expect(Object.keys(projects)).toEqual(['libs/base']);
    expect(errors.map(({ file, error }) => [file, error.message])).toMatchInlineSnapshot(`
      [
        [
          "spaces/base/space.toml",
          "Two spaces have the id "base": this one and libs/base/space.toml (CONFIG_ERROR)
        spaces/base/space.toml
        → Rename the directory and the id of one, or leave one out of the option \`spaces\` of @agent-spaces/nx in nx.json.",
        ],
      ]
    `);
  });

  it('is told for a name that every object has, which Nx cannot keep', async () => {
    const { infer } = inferenceWorkspace({
      ...GOOD,
      'spaces/constructor/space.toml': space('constructor'),
      'apps/constructor/asp-targets.toml': targets({ t: ['space:a@1.0.0'] }),
    });
    const { projects, errors } = await infer();
    expect(errors.map(({ file, error }) => [file, error.message.split('\n')])).toEqual([
      [
        'spaces/constructor/space.toml',
        [
          'Nx cannot keep files by the project name "constructor": every object has something by that name (CONFIG_ERROR)',
          '  spaces/constructor/space.toml',
          expect.stringContaining('→ Set the option `spacePrefix`'),
        ],
      ],
      [
        'apps/constructor/asp-targets.toml',
        [
          expect.stringContaining('"constructor"'),
          '  apps/constructor/asp-targets.toml',
          expect.stringContaining('project.json'),
        ],
      ],
    ]);
    expect(Object.keys(projects)).toEqual(expect.arrayContaining(['spaces/good', 'apps/web']));
    expect((await infer({ spacePrefix: 'space-' })).projects['spaces/constructor']?.name).toBe(
      'space-constructor',
    );
  });

  it('is told again as long as it is there, and no longer', async () => {
    const { infer, write } = inferenceWorkspace({ ...GOOD, 'spaces/bad/space.toml': 'x' });
    expect((await infer()).errors).toHaveLength(1);
    expect((await infer()).errors).toHaveLength(1);
    write({ 'spaces/bad/space.toml': space('bad') });
    const { projects, errors } = await infer();
    expect(errors).toEqual([]);
    expect(projects['spaces/bad']?.name).toBe('bad');
  });
});

it('follows a file that changes', async () => {
  const { infer, write, remove } = inferenceWorkspace({
    'spaces/base/space.toml': space('base'),
    'apps/web/asp-targets.toml': targets({ t: ['space:a@1.0.0'] }),
  });
  await infer();
  write({ 'spaces/base/space.toml': space('base').replace('About base', 'Other words') });
  expect((await infer()).projects['spaces/base']?.metadata?.description).toBe('Other words');
  write({ 'apps/web/asp-lock.json': lock('t', 'far@dev') });
  expect((await infer()).projects['apps/web']?.targets?.['asp-compose--t']?.cache).toBe(false);
  remove('apps/web/asp-lock.json');
  expect((await infer()).projects['apps/web']?.targets?.['asp-compose--t']?.cache).toBe(true);
  remove('spaces/base/space.toml');
  expect(Object.keys((await infer()).projects)).toEqual(['apps/web']);
});

it('does not take bytes that are no text for text that looks like them', async () => {
  const replaced = space('base').replace('About', '\uFFFD');
  const { infer, write } = inferenceWorkspace({ 'spaces/base/space.toml': replaced });
  expect((await infer()).errors).toEqual([]);
  write({ 'spaces/base/space.toml': Buffer.from(replaced.replace('\uFFFD', '\u00e4'), 'latin1') });
  expect((await infer()).errors.map(({ error }) => error.message)).toEqual([
    expect.stringContaining('is not UTF-8 text'),
  ]);
});

it('leaves out a file that has gone since Nx found it', async () => {
  const { root } = inferenceWorkspace();
  const files = ['spaces/gone/space.toml', 'apps/gone/asp-targets.toml'];
  expect(await createNodesV2[1](files, {}, { workspaceRoot: root, nxJsonConfiguration: {} })).toEqual([]);
});
