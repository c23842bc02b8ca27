import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repositoryRoot } from './places';

export interface Model {
  /** What sends a client to it, and nowhere else. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A stand-in for the model that answers every prompt with one text. */
export async function startModel(text: string): Promise<Model> {
  const child = spawn(process.execPath, [join(repositoryRoot, 'tools/mock-model/main.mjs'), '--text', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  return {
    environment: {
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: 'dummy',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    },
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}
