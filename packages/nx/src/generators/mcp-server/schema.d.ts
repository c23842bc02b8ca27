import type { SpaceChoice } from '../chosen-space';

export interface McpServerGeneratorSchema extends SpaceChoice {
  readonly name: string;
  readonly command?: string;
  readonly url?: string;
  readonly transport?: 'http' | 'sse';
  /** `NAME=value` */
  readonly env?: string | readonly string[];
  /** `Name: value` */
  readonly header?: string | readonly string[];
}
