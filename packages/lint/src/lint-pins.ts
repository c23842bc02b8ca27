import type { LintWarning, PinnedTarget } from './rule';
import { warningOf } from './rule';
import { PIN_RULES } from './rules';

/** What is questionable about a target's pins alone, by code and load order: known as soon as they are, before a file is read. */
export const lintPins = (target: PinnedTarget): readonly LintWarning[] =>
  PIN_RULES.flatMap((rule) => rule.check(target).map((finding) => warningOf(rule, finding)));
