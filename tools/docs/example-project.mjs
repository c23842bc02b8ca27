// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRepository } from '../registry/create-repository.mjs';

/** @param {string} path @param {string} content */
const file = (path, content) => ({ path, mode: /** @type {const} */ ('100644'), content });

/** @param {string} id @param {string} version @param {string} rest */
const manifest = (id, version, rest = '') =>
  file(`spaces/${id}/space.toml`, `schema = 1\nid = "${id}"\nversion = "${version}"\n${rest}`);

const HISTORY = [
  {
    message: 'First versions\n',
    files: [
      manifest('style', '1.0.0'),
      file('spaces/style/commands/check.md', 'Check the text.\n'),
      manifest('web', '1.0.0', '\n[deps]\nspaces = ["space:style@^1.0.0"]\n'),
      file('spaces/web/commands/check.md', 'Check the page.\n'),
      file(
        'spaces/web/skills/pages/SKILL.md',
        '---\nname: pages\ndescription: How we build pages.\n---\n\nSmall.\n',
      ),
      file('spaces/web/mcp/mcp.json', '{ "mcpServers": { "pages": { "command": "pages-server" } } }\n'),
      file('registry/dist-tags.json', '{ "web": { "stable": "v1.0.0" } }\n'),
    ],
    tags: ['space/style/v1.0.0', 'space/web/v1.0.0'],
  },
];
const NEXT = {
  message: 'style 1.1.0\n',
  files: [manifest('style', '1.1.0')],
  tags: ['space/style/v1.1.0'],
};
const TARGETS = `schema = 1

[targets.web]
description = "Build pages"
compose = ["space:web@stable"]
`;

/** How the places of the example read in print, whatever directory it ran in. */
const SHOWN_ROOT = '/home/you';
const SHOWN_TIME = '2026-01-09T12:00:00Z';

/**
 * @typedef {{ status: number | null, document: unknown }} Answer
 * @typedef {object} Example
 * @property {(args: readonly string[]) => Answer} asp  runs asp in the project and gives its JSON document
 * @property {() => void} publish  a new version of a dependency appears
 * @property {() => void} edit  the project composes another space
 */

/**
 * Gives `work` a small project with a registry of its own, in a directory that is gone afterwards.
 *
 * @template Result
 * @param {string} cli  a program file that is asp
 * @param {(example: Example) => Result} work
 * @returns {Result}
 */
export function withExampleProject(cli, work) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'asp-docs-example-')));
  const project = join(root, 'project');
  const registries = [join(root, 'registry'), join(root, 'registry-next')];
  const [before = '', after = ''] = registries;
  let registry = before;
  const env = {
    PATH: process.env.PATH,
    HOME: join(root, 'home'),
    ASP_HOME: join(root, 'asp-home'),
    // Any program will do: it is named and never started.
    ASP_CLAUDE_PATH: process.execPath,
  };
  const shown = (/** @type {string} */ text) =>
    text
      .replaceAll(after, before)
      .replaceAll(root, SHOWN_ROOT)
      .replaceAll(process.execPath, '/usr/local/bin/claude')
      // Where the temporary directory's name needs quotes in a shell; the names shown need none.
      .replace(/'((?:\/[\w.-]+)+)'/g, '$1')
      .replace(/"generatedAt": "[^"]+"/g, `"generatedAt": "${SHOWN_TIME}"`);
  try {
    createRepository(before, HISTORY);
    createRepository(after, [...HISTORY, NEXT]);
    mkdirSync(project);
    writeFileSync(join(project, 'asp-targets.toml'), TARGETS);
    return work({
      asp: (args) => {
        const { status, stdout, stderr } = spawnSync(
          process.execPath,
          [cli, ...args, '--registry', registry],
          {
            cwd: project,
            env,
            encoding: 'utf8',
          },
        );
        if (!stdout.startsWith('{'))
          throw new Error(`asp ${args.join(' ')} printed no document: ${stderr}${stdout}`);
        return { status, document: JSON.parse(shown(stdout)) };
      },
      publish: () => {
        registry = after;
      },
      edit: () =>
        writeFileSync(
          join(project, 'asp-targets.toml'),
          TARGETS.replace('"space:web@stable"', '"space:style@^1.0.0"'),
        ),
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
