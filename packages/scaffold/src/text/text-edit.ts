/** Replaces what stands from `from` up to `to` of a text; an insertion where the two are equal. Offsets count UTF-16 units. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** @param edits none of which overlaps another; insertions at one place are made in their order */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let done = 0;
  for (const { from, to, text: inserted } of [...edits].sort((one, other) => one.from - other.from)) {
    result += text.slice(done, from) + inserted;
    done = to;
  }
  return result + text.slice(done);
}
