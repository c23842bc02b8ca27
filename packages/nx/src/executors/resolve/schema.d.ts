import type { StationOptions } from '../station';

export interface ResolveExecutorSchema extends StationOptions {
  readonly runTarget: string;
  readonly update?: boolean;
  readonly frozen?: boolean;
}
