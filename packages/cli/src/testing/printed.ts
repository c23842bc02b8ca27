import { textOf, type Line } from '../line';

/** What a page makes of the lines. */
export const printed = (lines: readonly Line[]): string => lines.map((each) => `${textOf(each)}\n`).join('');
