/** Nothing we read is nested deeper than a handful of levels; what is, would overflow the stack of whoever walks it. */
export const DEEPEST_NESTING = 200;

export interface JsonScan {
  /** Members of all objects, duplicates counted: one colon outside a string each. Means something for valid JSON only. */
  readonly members: number;
  /** Offset of the first bracket beyond `DEEPEST_NESTING`. */
  readonly tooDeep: number | undefined;
}

/** One pass over a JSON text for what `JSON.parse` does not tell: how deep it is and how many members were written. */
export function scanJson(text: string): JsonScan {
  let members = 0;
  let depth = 0;
  let inString = false;
  for (let offset = 0; offset < text.length; offset++) {
    const character = text.charCodeAt(offset);
    if (inString) {
      if (character === BACKSLASH) offset++;
      // A string that is not closed ends with its line, so that an error in one line hides nothing in the next.
      else if (character === QUOTE || character === LF || character === CR) inString = false;
    } else if (character === QUOTE) inString = true;
    else if (character === COLON) members++;
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      if (++depth > DEEPEST_NESTING) return { members, tooDeep: offset };
    } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth--;
  }
  return { members, tooDeep: undefined };
}

const [QUOTE, COLON, BACKSLASH, LF, CR] = [0x22, 0x3a, 0x5c, 0x0a, 0x0d];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
