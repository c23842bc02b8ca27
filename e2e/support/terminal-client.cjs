// Poses as Claude Code in a terminal: says what it sees of it. With CLIENT_RAW it takes keys as Claude Code does, Ctrl-C among them.
// `q` ends it with $CLIENT_EXIT, `k` with a signal.
const { readlinkSync } = require('node:fs');
const { isatty } = require('node:tty');

const say = (text) => process.stdout.write(`client: ${text}\n`);
const size = () => `${process.stdout.columns}x${process.stdout.rows}`;

process.stdout.on('resize', () => say(`resized to ${size()}`));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => say(`got ${signal}`));
if (process.env.CLIENT_RAW) process.stdin.setRawMode(true);
process.stdin.setEncoding('utf8').on('data', (keys) => {
  for (const key of keys) {
    if (key === 'q') process.exit(Number(process.env.CLIENT_EXIT ?? 0));
    if (key === 'k') process.kill(process.pid, 'SIGKILL');
    if (key !== '\n') say(`key ${JSON.stringify(key)}`);
  }
});
say(`arguments ${JSON.stringify(process.argv.slice(2))}`);
say(
  `terminals ${[0, 1, 2].filter((fd) => isatty(fd)).map((fd) => readlinkSync(`/proc/self/fd/${fd}`))} ${size()}`,
);
