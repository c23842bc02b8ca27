// @ts-check
import { code, pageHead, table } from './markdown.mjs';

/**
 * @typedef {{ code: string, name: string, severity: string, description: string, remedy: string }} Rule
 * @param {{ rules: readonly Rule[] }} product
 * @returns {string}
 */
export function warningsPage({ rules }) {
  return [
    pageHead('Warnings', "lint's rules"),
    'Lint looks at the spaces of one target together. It runs whenever a target is composed, and in `asp explain`. W1xx are about the project, W2xx about the spaces.',
    'A warning does not change the exit status. One stops `asp run`: W205, because the client would lose hooks without a word; `--force` runs anyway. What cannot be composed at all is an [error](error-codes.md), not a warning.\n',
    table(
      ['code', 'name', 'severity'],
      rules.map((rule) => [`[${rule.code}](#${rule.code.toLowerCase()})`, code(rule.name), rule.severity]),
    ),
    ...rules.map((rule) => `## ${rule.code}\n\n${rule.description}\n\n→ ${rule.remedy}\n`),
  ].join('\n');
}
