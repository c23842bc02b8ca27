import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ClaudeInvocationError } from '@agent-spaces/core';
import { isSettings } from './merge-settings';

export interface SideloadingOptions {
  readonly platform: NodeJS.Platform;
  /** What the policy directory is looked for under; the root of the system unless given. */
  readonly root?: string;
}

/**
 * Says before anything is built that the machine's administrator forbids `--plugin-dir` and `--mcp-config`, the only way a Space
 * reaches the client (`disableSideloadFlags`, Claude Code 2.1). Without a policy it costs two look-ups. Policies that come from a device
 * manager, the Windows registry or a server are left to the client, which refuses by itself.
 *
 * @throws ClaudeInvocationError naming the policy file
 */
export async function assertSideloadingAllowed({ platform, root }: SideloadingOptions): Promise<void> {
  const directory = policyDirectory(platform, root);
  // As in the client: the drop-ins follow the main file in the order of their names, and the last to say something decides.
  const files = [path.join(directory, 'managed-settings.json'), ...(await dropIns(directory))];
  const said = await Promise.all(
    files.map(async (file) => ({ file, forbids: await forbidsSideloading(file) })),
  );
  const decisive = said.findLast(({ forbids }) => forbids !== undefined);
  if (decisive?.forbids !== true) return;
  throw new ClaudeInvocationError(
    `The policy of this machine forbids --plugin-dir and --mcp-config, so no Space can be run ("disableSideloadFlags" in ${decisive.file})`,
    {
      location: { file: decisive.file, pointer: '/disableSideloadFlags' },
      hint: 'Ask your administrator to remove it, or install the published plugins from an approved marketplace.',
    },
  );
}

function policyDirectory(platform: NodeJS.Platform, root: string | undefined): string {
  switch (platform) {
    case 'darwin':
      return path.join(root ?? '/', 'Library', 'Application Support', 'ClaudeCode');
    case 'win32':
      return path.join(root ?? 'C:\\', 'Program Files', 'ClaudeCode');
    default:
      return path.join(root ?? '/', 'etc', 'claude-code');
  }
}

async function dropIns(directory: string): Promise<string[]> {
  const folder = path.join(directory, 'managed-settings.d');
  try {
    const names = await readdir(folder);
    const policies = names.filter((name) => name.endsWith('.json') && !name.startsWith('.'));
    return policies.sort().map((name) => path.join(folder, name));
  } catch {
    return []; // none, or none that the client could read
  }
}

/** A file that is missing, unreadable or not strict JSON is no policy to the client either, which reports it. */
async function forbidsSideloading(file: string): Promise<boolean | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    const policy: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const value = isSettings(policy) ? policy['disableSideloadFlags'] : undefined;
    return typeof value === 'boolean' ? value : undefined;
  } catch {
    return undefined;
  }
}
