import path from 'node:path';
import type { ConfigIssue } from '@agent-spaces/core';
import { ConfigValidationError, parseJson, printable, readTextFile } from '@agent-spaces/core';
import type { ClaudeSettings } from './merge-settings';
import { isSettings } from './merge-settings';

/**
 * The value of `--settings <file|json>` (seed 003 §10). What begins with a brace is JSON; anything else is a path from `cwd`.
 *
 * The members a Space may define are checked, because the client drops a whole settings object, denials included and without a
 * word, when one of them has the wrong type.
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
  const [first, ...others] = findFaults(settings).map((fault) => toIssue(file, fault));
  if (first) {
    throw new ConfigValidationError(`${printable(file, 200)} is not a Claude Code settings file`, [
      first,
      ...others,
    ]);
  }
  return isSettings(settings) ? settings : {};
}

interface Fault {
  readonly pointer: string;
  readonly expected: string;
}

const PERMISSION_LISTS = ['allow', 'deny', 'ask', 'additionalDirectories'];

function findFaults(settings: unknown): Fault[] {
  if (!isSettings(settings)) return [{ pointer: '', expected: 'an object' }];
  const { model, env, permissions } = settings;
  const faults: Fault[] = [];
  const check = (pointer: string, value: unknown, isRight: (value: unknown) => boolean, expected: string) => {
    if (value !== undefined && !isRight(value)) faults.push({ pointer, expected });
  };
  check('/model', model, isString, 'a string');
  check(
    '/env',
    env,
    (value) => isSettings(value) && Object.values(value).every(isString),
    'an object of strings',
  );
  check('/permissions', permissions, isSettings, 'an object');
  if (isSettings(permissions)) {
    for (const name of PERMISSION_LISTS) {
      check(`/permissions/${name}`, permissions[name], isStringList, 'a list of strings');
    }
  }
  return faults;
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isStringList = (value: unknown): boolean => Array.isArray(value) && value.every(isString);

const toIssue = (file: string, { pointer, expected }: Fault): ConfigIssue => ({
  message: pointer === '' ? `The settings must be ${expected}` : `${pointer} must be ${expected}`,
  location: { file, pointer },
  hint: 'Claude Code would ignore all of these settings.',
});
