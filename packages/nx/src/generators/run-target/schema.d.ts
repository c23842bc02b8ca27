import type { ProjectChoice } from '../chosen-project';

export interface RunTargetGeneratorSchema extends ProjectChoice {
  readonly name: string;
  readonly compose?: readonly string[];
  readonly description?: string;
  readonly model?: string;
  readonly permissionMode?: string;
}
