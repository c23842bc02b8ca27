import type { ProjectChoice } from '../chosen-project';

export interface AddGeneratorSchema extends ProjectChoice {
  readonly ref: string;
  readonly target?: string;
}
