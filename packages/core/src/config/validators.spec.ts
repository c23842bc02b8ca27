import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

describe('generated/validators', () => {
  it('is what the schemas give', () => {
    const script = join(__dirname, '../../scripts/generate-validators.mjs');
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });
});
