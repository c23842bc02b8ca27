import { isRecord, printable, type UnknownRecord } from '@agent-spaces/core';
import { isStringArray } from './json';

export const isTimeout = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;

/** A value the client takes for a field of a hook, or else rejects the whole file for. */
interface Field {
  readonly isTaken: (value: unknown) => boolean;
  readonly wanted: string;
}

/** What a hook of one type is made of. Fields that are named nowhere here may hold anything. */
interface ActionForm {
  readonly required: Readonly<Record<string, Field>>;
  readonly optional: Readonly<Record<string, Field>>;
}

const text: Field = { isTaken: (value) => typeof value === 'string', wanted: 'a string' };
const someText: Field = {
  isTaken: (value) => typeof value === 'string' && value !== '',
  wanted: 'a string that is not empty',
};
const texts: Field = { isTaken: isStringArray, wanted: 'a list of strings' };
const flag: Field = { isTaken: (value) => typeof value === 'boolean', wanted: 'true or false' };
const table: Field = { isTaken: isRecord, wanted: 'an object' };
const textTable: Field = {
  isTaken: (value) => isRecord(value) && isStringArray(Object.values(value)),
  wanted: 'an object of strings',
};
const shell: Field = {
  isTaken: (value) => value === 'bash' || value === 'powershell',
  wanted: '"bash" or "powershell"',
};
const address: Field = {
  isTaken: (value) => typeof value === 'string' && URL.canParse(value),
  wanted: 'an absolute URL',
};
const timeout: Field = { isTaken: isTimeout, wanted: 'a number of seconds above 0' };

const common = { if: text, timeout, statusMessage: text, once: flag };

/** What the client accepts, by the type of the hook (measured with 2.1.197). */
const FORMS: ReadonlyMap<string, ActionForm> = new Map<string, ActionForm>([
  [
    'command',
    {
      required: { command: text },
      optional: {
        ...common,
        args: texts,
        shell,
        async: flag,
        asyncRewake: flag,
        rewakeMessage: someText,
        rewakeSummary: someText,
      },
    },
  ],
  ['prompt', { required: { prompt: text }, optional: { ...common, model: text, continueOnBlock: flag } }],
  ['agent', { required: { prompt: text }, optional: { ...common, model: text } }],
  [
    'http',
    { required: { url: address }, optional: { ...common, headers: textTable, allowedEnvVars: texts } },
  ],
  ['mcp_tool', { required: { server: text, tool: text }, optional: { ...common, input: table } }],
]);

export interface ActionFault {
  /** The field at fault, if the hook has it. */
  readonly field?: string;
  /** Follows the name of the hook: `has a "timeout" that is not a number of seconds above 0`. */
  readonly what: string;
  readonly hint: string;
}

export type ActionCheck =
  | { readonly kind: 'ok'; readonly type: string; readonly command?: string }
  | { readonly kind: 'rejected'; readonly fault: ActionFault };

/** What a hook does, or why the client would reject the file that holds it. */
export function checkAction(action: UnknownRecord): ActionCheck {
  const { type, command } = action;
  const hint = `The types are: ${[...FORMS.keys()].join(', ')}.`;
  if (typeof type !== 'string') return { kind: 'rejected', fault: { what: 'has no "type"', hint } };
  const form = FORMS.get(type);
  if (!form) {
    const what = `is of the type "${printable(type)}", which the client does not know`;
    return { kind: 'rejected', fault: { field: 'type', what, hint } };
  }
  const fault = faultOf(action, form);
  if (fault) return { kind: 'rejected', fault };
  return { kind: 'ok', type, ...(type === 'command' && typeof command === 'string' ? { command } : {}) };
}

function faultOf(action: UnknownRecord, { required, optional }: ActionForm): ActionFault | undefined {
  for (const [field, { isTaken, wanted }] of Object.entries({ ...required, ...optional })) {
    const value = action[field];
    const hint = `Write "${field}" as ${wanted}.`;
    if (value === undefined && field in required) return { what: `has no "${field}"`, hint };
    if (value !== undefined && !isTaken(value))
      return { field, what: `has a "${field}" that is not ${wanted}`, hint };
  }
  return undefined;
}
