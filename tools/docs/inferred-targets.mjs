// @ts-check
import { PROJECT, RUN_TARGETS, SPACE } from './example-workspace.mjs';

/**
 * @typedef {object} InferredTarget
 * @property {string} project
 * @property {string} name
 * @property {string} [runTarget]  whose it is, of those a Run Target has for itself
 * @property {string} pattern  the name, with `<target>` in place of the Run Target
 * @property {Record<string, any>} configuration
 */

/** @param {Record<string, any>} project @returns {readonly InferredTarget[]} */
export const targetsOf = ({ name: project, targets }) =>
  Object.entries(targets).map(([name, configuration]) => {
    const runTarget = Object.keys(RUN_TARGETS).find((each) => name.endsWith(`--${each}`));
    if (runTarget === undefined) return { project, name, pattern: name, configuration };
    const pattern = `${name.slice(0, -runTarget.length)}<target>`;
    return { project, name, runTarget, pattern, configuration };
  });

/**
 * Every different target of the example: of one space, and of the project those that all Run Targets share and those of one.
 *
 * @param {import('./example-workspace.mjs').Inferred} inferred
 * @returns {readonly InferredTarget[]}
 */
export function differentTargets({ projectAt }) {
  const [first] = Object.keys(RUN_TARGETS);
  const targets = targetsOf(projectAt(PROJECT));
  return [
    ...targetsOf(projectAt(SPACE)),
    ...targets.filter(({ runTarget }) => runTarget === undefined || runTarget === first),
  ];
}
