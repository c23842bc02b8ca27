import type { Integrity, LockedSpace, SpaceKey, SpaceId, SpaceSettings } from '@agent-spaces/core';
import { contentOf } from '@agent-spaces/materializer/testing';
import type { TestFile } from '@agent-spaces/materializer/testing';
import { lintTarget } from '../lint-target';
import type { LintCode, LintedSpace, LintWarning, PinnedTarget } from '../rule';

interface SpaceOptions {
  readonly key?: string;
  readonly pluginName?: string;
  readonly settings?: SpaceSettings;
}

export const spaceOf = (
  id: string,
  files: Record<string, TestFile>,
  options: SpaceOptions = {},
): LintedSpace => ({
  id: id as SpaceId,
  key: (options.key ?? `${id}@0123456789ab`) as SpaceKey,
  pluginName: options.pluginName ?? id,
  ...(options.settings ? { settings: options.settings } : {}),
  content: contentOf(files),
});

export function pinOf(
  key: string,
  options: { readonly pluginName?: string; readonly version?: string; readonly deps?: readonly string[] },
): PinnedTarget['spaces'][number] {
  const [id = '', commit = ''] = key.split('@');
  const { pluginName: name = id, version, deps = [] } = options;
  return {
    key: key as SpaceKey,
    space: {
      id: id as SpaceId,
      commit: commit as LockedSpace['commit'],
      path: `spaces/${id}`,
      integrity: `sha256:${'0'.repeat(64)}` as Integrity,
      plugin: { name, ...(version === undefined ? {} : { version }) },
      deps: { spaces: deps as readonly SpaceKey[] },
      resolvedFrom: { selector: '^1' },
    },
  };
}

/** What one rule says about a target. */
export async function lintedFor(
  code: LintCode,
  ...spaces: readonly LintedSpace[]
): Promise<readonly LintWarning[]> {
  return (await lintTarget({ spaces })).filter((warning) => warning.code === code);
}

export const clientHooks = (...commands: readonly string[]): string =>
  JSON.stringify({ hooks: { Stop: [{ hooks: commands.map((command) => ({ type: 'command', command })) }] } });
