import { errorPoints, isAspError, locatedIssues, type ConfigIssue } from '@agent-spaces/core';
import type { Colors } from './colors';
import { line, messageLines, type Line } from './line';

/** An error as one JSON document on stdout. */
export interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly issues: readonly ConfigIssue[];
  };
}

/** Unforeseen failures have a code too, so that machines need no second way of reading. */
const UNEXPECTED = 'INTERNAL_ERROR';

/** Wrong usage, as commander words it. */
export const usageDocument = (message: string): ErrorDocument => ({
  error: { code: 'USAGE_ERROR', message: message.replace(/^error: /, ''), issues: [] },
});

export async function errorDocument(error: unknown): Promise<ErrorDocument> {
  if (!isAspError(error)) return { error: { code: UNEXPECTED, message: messageOf(error), issues: [] } };
  const { code, message, hint } = error;
  return { error: { code, message, ...(hint ? { hint } : {}), issues: await locatedIssues(error) } };
}

/** What, where, why and what next, for people. */
export async function renderError(error: unknown, colors: Colors): Promise<readonly Line[]> {
  if (!isAspError(error)) {
    const stack = error instanceof Error && error.stack ? error.stack : messageOf(error);
    return [
      ...messageLines(line`${colors.red('error')} ${UNEXPECTED}`, stack),
      line`This is a fault of asp: please report it with the command you ran.`,
    ];
  }
  const lines = [...messageLines(line`${colors.red('error')} ${colors.bold(error.code)}`, error.message)];
  for (const { place, message, hint } of await errorPoints(error)) {
    const isOneOfMany = message !== undefined;
    if (isOneOfMany) lines.push(line``);
    if (place) lines.push(line`  ${colors.cyan(place)}`);
    if (isOneOfMany) lines.push(line`    ${message}`);
    if (hint) lines.push(isOneOfMany ? line`    ${colors.dim(hint)}` : line`  ${colors.dim('→')} ${hint}`);
  }
  return lines;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
