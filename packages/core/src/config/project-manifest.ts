import { aspTargets } from '../../generated/validators';
import type { TargetName } from '../ids';
import type { ProjectManifest, RunTarget } from '../model';
import { throwFaults } from './fault';
import { parseToml } from './parse-toml';
import { schemaFaults } from './schema-faults';
import { createSource, entriesInFileOrder } from './source';
import { caseCollisions } from './target-name-faults';

interface TargetsDocument extends Omit<ProjectManifest, 'targets'> {
  readonly targets: Readonly<Record<string, RunTarget>>;
}

/**
 * Reads `asp-targets.toml` (seed 003 §5.2). `[targets]` must be there but may be empty; every target composes at least one space.
 * References are checked for their form alone.
 *
 * @param file path for messages; nothing is read from it
 * @throws ConfigParseError, ConfigValidationError
 */
export function parseProjectManifest(text: string, file: string): ProjectManifest {
  const document = parseToml(text, file);
  const source = createSource('toml', text, file);
  const names = targetNames(document);
  throwFaults([...schemaFaults(aspTargets, document, source), ...caseCollisions(names, document)], source);
  const { targets, ...rest } = document as TargetsDocument;
  const ordered = entriesInFileOrder(targets, ['targets'], source);
  return { ...rest, targets: new Map(ordered.map(([name, target]) => [name as TargetName, target])) };
}

function targetNames(document: unknown): readonly string[] {
  const targets = (document as { readonly targets?: unknown }).targets;
  return typeof targets === 'object' && targets !== null ? Object.keys(targets) : [];
}
