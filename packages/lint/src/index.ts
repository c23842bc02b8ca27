export { lintPins } from './lint-pins';
export { lintTarget } from './lint-target';
export type { LintCode, LintedSpace, LintRule, LintSeverity, LintWarning, PinnedTarget } from './rule';
export { RULES } from './rules';
export { lockMissingWarning } from './w101-lock-missing';
