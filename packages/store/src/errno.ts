/** Whether an error comes from the operating system. It may be made outside of this realm, so its class says nothing. */
export const isErrno = (error: unknown): error is { readonly code: string } =>
  typeof error === 'object' &&
  error !== null &&
  'syscall' in error &&
  'code' in error &&
  typeof error.code === 'string';

/** Whether the operating system refused with one of these codes, such as `ENOENT`. */
export const hasErrno = (error: unknown, ...codes: readonly string[]): boolean =>
  isErrno(error) && codes.includes(error.code);
