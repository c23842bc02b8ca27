export const LARGEST_PARTY = 12;

/** @returns {{ guests: number } | { problem: string }} */
export function parseGuestCount(text) {
  const guests = Number(text);
  if (text.trim() === '' || !Number.isInteger(guests) || guests < 1) {
    return { problem: 'Enter how many people will come, for example 4' };
  }
  if (guests > LARGEST_PARTY) return { problem: `For more than ${LARGEST_PARTY} guests please call us` };
  return { guests };
}
