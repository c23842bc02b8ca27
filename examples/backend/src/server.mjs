import { createServer } from 'node:http';
import { createBookings } from './bookings.mjs';

const LARGEST_BODY = 10_000;
const bookings = createBookings();

function send(response, status, body, headers = {}) {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(JSON.stringify(body));
}

const problem = (response, status, title) => send(response, status, { title, status });

async function readJson(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > LARGEST_BODY) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function book(request, response) {
  const key = request.headers['idempotency-key'];
  if (!key) return problem(response, 400, 'Idempotency-Key is missing');
  const body = await readJson(request);
  if (!Number.isInteger(body?.guests) || body.guests < 1)
    return problem(response, 422, 'guests must be at least 1');
  const booking = bookings.book(key, body.guests);
  return send(response, 201, booking, { location: `/bookings/${booking.id}` });
}

function show(id, response) {
  const booking = bookings.find(id);
  return booking ? send(response, 200, booking) : problem(response, 404, 'No such booking');
}

createServer((request, response) => {
  const [, collection, id] = (request.url ?? '').split('/');
  if (collection !== 'bookings') return problem(response, 404, 'No such resource');
  if (request.method === 'POST' && id === undefined) return book(request, response);
  if (request.method === 'GET' && id) return show(id, response);
  return problem(response, 405, 'Not allowed here');
}).listen(4174, '127.0.0.1', () => process.stdout.write('http://127.0.0.1:4174/bookings\n'));
