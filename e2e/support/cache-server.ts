import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What goes wrong with the requests it fits; see tools/cache-server for what each does. */
export interface CacheFault {
  readonly method?: 'GET' | 'PUT';
  readonly hash?: string;
  readonly status?: number;
  readonly text?: string;
  readonly contentType?: string;
  readonly delayMs?: number;
  readonly hang?: true;
  readonly reset?: true;
  readonly cutAfter?: number;
  readonly corrupt?: 'breakMiddle' | 'firstHalf';
  /** Given instead of an artifact. */
  readonly body?: string;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly hash?: string;
}

export interface CacheServer {
  readonly url: string;
  /** One file for each artifact, named by its hash. */
  readonly artifacts: string;
  /** Takes the place of the faults there were; the first that fits a request happens to it. */
  fail(...faults: readonly CacheFault[]): Promise<void>;
  /** The next request with this method, from now on. */
  asked(method: string): Promise<SeenRequest>;
  /** How often it answered what since it was started: `{ 'GET 200': 2 }`. */
  stats(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
  /** What nx is told of it, with a token that may write or one that may only read. */
  environment(access: 'write' | 'read'): Readonly<Record<string, string>>;
}

type Message = { readonly url: string } | { readonly seen: SeenRequest } | { readonly answer: unknown };

/** The server of tools/cache-server in a process of its own, so that jest need not load what only `import` can. */
export async function startCacheServer(directory: string): Promise<CacheServer> {
  const child = fork(join(__dirname, 'serve-cache.mjs'), { execArgv: [] });
  const next = <Wanted>(read: (message: Message) => Wanted | undefined): Promise<Wanted> =>
    new Promise((resolve, reject) => {
      const stop = (): void => reject(new Error(`The cache server ended with ${child.exitCode}`));
      const look = (message: Message): void => {
        const found = read(message);
        if (found === undefined) return;
        child.off('message', look).off('exit', stop);
        resolve(found);
      };
      child.on('message', look).once('exit', stop);
    });
  const ask = (message: object): Promise<unknown> => {
    const answered = next((received) => ('answer' in received ? received : undefined));
    child.send(message);
    return answered.then(({ answer }) => answer);
  };

  const started = next((message) => ('url' in message ? message.url : undefined));
  child.send({ directory, writeTokens: ['writer'], readTokens: ['reader'] });
  const url = await started;
  return {
    url,
    artifacts: join(directory, 'artifacts'),
    fail: async (...faults) => void (await ask({ set: faults })),
    asked: (method) =>
      next((message) => ('seen' in message && message.seen.method === method ? message.seen : undefined)),
    stats: () => ask({ ask: 'stats' }) as Promise<Readonly<Record<string, number>>>,
    stop: async () => {
      if (!child.connected) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
    environment: (access) => ({
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: access === 'write' ? 'writer' : 'reader',
    }),
  };
}
