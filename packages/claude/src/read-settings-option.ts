import path from 'node:path';
import type { ConfigIssue, Source } from '@agent-spaces/core';
import {
  ConfigValidationError,
  createSource,
  locate,
  parseJson,
  printable,
  readTextFile,
} from '@agent-spaces/core';
import { KNOWN_SETTINGS } from './known-settings';
import type { ClaudeSettings } from './merge-settings';
import { isSettings } from './merge-settings';
import type { SettingsFault } from './settings-shape';

/**
 * The value of `--settings <file|json>` (seed 003 §10). What begins with a brace is JSON; anything else is a path from `cwd`.
 *
 * They are merged with the composed settings, and the client drops all of these without a word when one value is wrong.
 *
 * @throws ConfigError where the file cannot be read, ConfigParseError, ConfigValidationError
 */
export async function readSettingsOption(text: string, cwd: string): Promise<ClaudeSettings> {
  const inline = text.trimStart().startsWith('{');
  const file = inline ? '--settings' : path.resolve(cwd, text);
  const json = inline
    ? text
    : await readTextFile(file, 'Give --settings an existing JSON file, or JSON text in braces.');
  const settings = parseJson(json, file);
  const source = createSource('json', json, file);
  const [first, ...others] = KNOWN_SETTINGS(settings, [])
    .map((fault) => toIssue(source, fault))
    .sort(inFileOrder);
  if (first) {
    throw new ConfigValidationError(`${printable(file, 200)} is not a Claude Code settings file`, [
      first,
      ...others,
    ]);
  }
  return isSettings(settings) ? settings : {};
}

function toIssue(source: Source, { path: place, expected }: SettingsFault): ConfigIssue {
  const location = locate(source, place, 'value');
  return {
    message: `${printable(location.pointer || 'The document', 200)} must be ${expected}`,
    location,
    hint: 'Correct it, or Claude Code may ignore all settings, those of the spaces too.',
  };
}

const inFileOrder = ({ location: a }: ConfigIssue, { location: b }: ConfigIssue): number =>
  (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
