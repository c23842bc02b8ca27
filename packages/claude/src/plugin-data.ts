import { mkdirSync, readFileSync } from 'node:fs';

/**
 * Where the client lets a plugin keep things (`CLAUDE_PLUGIN_DATA`), for a plugin of `--plugin-dir`. The home is left to the client,
 * which expands it in `--mcp-config`: what is composed holds for every user.
 */
export const pluginDataDirectory = (plugin: string): string =>
  `\${HOME}/.claude/plugins/data/${plugin}-inline`;

const MENTION = /\$\{HOME\}(\/\.claude\/plugins\/data\/[a-z0-9-]+)/g;

/**
 * Makes these directories where `mcpConfig` names them, in the home of `env`. The client does so for the servers that it finds in a
 * plugin, and not for those of `--mcp-config`.
 */
export function makePluginData(mcpConfig: string, env: Readonly<Record<string, string | undefined>>): void {
  const home = env['HOME'];
  if (!home) return;
  for (const [, below = ''] of readFileSync(mcpConfig, 'utf8').matchAll(MENTION)) {
    try {
      mkdirSync(`${home}${below}`, { recursive: true });
    } catch {
      // A home that cannot be written is for the server to report, if it needs the directory at all.
      return;
    }
  }
}
