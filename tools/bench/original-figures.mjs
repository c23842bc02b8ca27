/**
 * What the original implementation took on 2 cores and an in-memory file system, by number of spaces and step. Another machine and
 * another registry of the same shape: context, not a comparison.
 */
export const ORIGINAL_FIGURES = {
  50: { 'install, cold': '6.0 s, 990 git', 'install, warm': '3.0 s', 'run --dry-run': '0.17 s' },
  200: { 'install, cold': '14.2 s, 1752 git', 'install, warm': '5.4 s', 'run --dry-run': '0.21 s' },
  1000: { 'install, cold': '82 s, 3207 git', 'install, warm': '13.6 s' },
};
