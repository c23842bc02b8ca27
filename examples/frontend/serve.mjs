import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const pages = new Map([
  ['/', ['index.html', 'text/html']],
  ['/src/page.css', ['src/page.css', 'text/css']],
  ['/src/booking-form.js', ['src/booking-form.js', 'text/javascript']],
  ['/src/guest-count.js', ['src/guest-count.js', 'text/javascript']],
]);

createServer(async (request, response) => {
  const page = pages.get(request.url ?? '');
  if (!page) return response.writeHead(404).end();
  const [file, type] = page;
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` });
  response.end(await readFile(new URL(file, import.meta.url)));
}).listen(4173, '127.0.0.1', () => process.stdout.write('http://127.0.0.1:4173\n'));
