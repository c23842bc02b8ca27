import type { SpaceKey, SpaceId, SpaceSettings } from '@agent-spaces/core';
import { contentOf } from '@agent-spaces/materializer/testing';
import type { TestFile } from '@agent-spaces/materializer/testing';
import { lintTarget } from '../lint-target';
import type { LintCode, LintedSpace, LintWarning } from '../rule';

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

/** What one rule says about a target. */
export async function lintedFor(
  code: LintCode,
  ...spaces: readonly LintedSpace[]
): Promise<readonly LintWarning[]> {
  return (await lintTarget({ spaces })).filter((warning) => warning.code === code);
}

export const clientHooks = (...commands: readonly string[]): string =>
  JSON.stringify({ hooks: { Stop: [{ hooks: commands.map((command) => ({ type: 'command', command })) }] } });
