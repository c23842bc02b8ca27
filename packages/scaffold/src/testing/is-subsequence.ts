/** Whether `part` can be had from `whole` by leaving characters out: what an edit that only adds, or only removes, has to keep. */
export function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (part.startsWith(character, at)) at += character.length;
  return at === part.length;
}
