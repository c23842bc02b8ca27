// Serves tools/cache-server to a test that forked it. Messages in: the arguments of `startCacheServer` first, then
// `{ set: <faults> }` or `{ ask: 'stats' }`. Messages out: `{ url }`, `{ seen }` for every request, and the answers. Ends with its parent.
import { breakMiddle, firstHalf } from '../../tools/cache-server/faults.mjs';
import { startCacheServer } from '../../tools/cache-server/start-cache-server.mjs';

const CORRUPT = { breakMiddle, firstHalf };

let faults = [];
let server;

const faultOf = (request) => {
  process.send({ seen: request });
  const found = faults.find(
    ({ method = request.method, hash = request.hash }) => method === request.method && hash === request.hash,
  );
  if (found?.body !== undefined) return { ...found, corrupt: () => Buffer.from(found.body) };
  return found?.corrupt === undefined ? found : { ...found, corrupt: CORRUPT[found.corrupt] };
};

process.on('message', async (message) => {
  if (server === undefined) {
    server = startCacheServer({ ...message, faults: faultOf });
    process.send({ url: (await server).url });
  } else if (message.set) {
    faults = message.set;
    process.send({ answer: true });
  } else process.send({ answer: (await server).stats() });
});
// Not close(): a request that hangs for ever would keep it.
process.on('disconnect', () => process.exit());
