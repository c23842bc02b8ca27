import type { StationOptions } from '../station';

export interface VerifyExecutorSchema extends StationOptions {
  readonly runTarget: string;
}
