/**
 * The target that is meant where none is named: the one named like the project, else `default`, else the only one. `undefined` where
 * that leaves a choice, or nothing to choose from.
 */
export function defaultTarget<Name extends string>(
  names: readonly Name[],
  projectName: string,
): Name | undefined {
  const named = (wanted: string): Name | undefined => names.find((name) => name === wanted);
  return named(projectName) ?? named('default') ?? (names.length === 1 ? names[0] : undefined);
}
