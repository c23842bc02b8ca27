import type { ProjectChoice } from '../chosen-project';

export interface RemoveGeneratorSchema extends ProjectChoice {
  readonly space: string;
  readonly target?: string;
}
