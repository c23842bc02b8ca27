import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBookings } from './bookings.mjs';

test('a repeated request books once', () => {
  const bookings = createBookings();
  assert.equal(bookings.book('key', 4), bookings.book('key', 4));
});

test('two keys are two bookings', () => {
  const bookings = createBookings();
  assert.notEqual(bookings.book('one', 4).id, bookings.book('two', 4).id);
});
