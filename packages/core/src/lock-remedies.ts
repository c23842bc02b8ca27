/** How the lock is brought up to date; both doors read each other's hints. */
export const WRITE_LOCK = 'run asp install; in an Nx workspace nx sync, or the task asp-resolve';

/** How its pins are made anew from what the references mean now. */
export const RENEW_PINS = 'run asp install --update; in an Nx workspace the task asp-resolve with --update';
