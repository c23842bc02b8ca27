import { randomUUID } from 'node:crypto';

/** Bookings in memory. `book` answers a repeated key with the first booking instead of making a second. */
export function createBookings() {
  const bookings = new Map();
  const byKey = new Map();
  return {
    book(key, guests) {
      const earlier = byKey.get(key);
      if (earlier) return earlier;
      const booking = { id: randomUUID(), guests };
      bookings.set(booking.id, booking);
      byKey.set(key, booking);
      return booking;
    },
    find: (id) => bookings.get(id),
  };
}
