/** Where git works, and whether it may ask a remote from there. */
export interface RepositoryAccess {
  readonly directory: string;
  /** Not even for the objects that a partial clone left there. */
  readonly offline: boolean;
}
