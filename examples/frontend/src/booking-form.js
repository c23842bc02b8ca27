/* global document */
import { parseGuestCount } from './guest-count.js';

const form = document.getElementById('booking');
const input = document.getElementById('guests');
const error = document.getElementById('guests-error');
const result = document.getElementById('result');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const parsed = parseGuestCount(input.value);
  const problem = 'problem' in parsed ? parsed.problem : '';
  error.textContent = problem;
  input.setAttribute('aria-invalid', String(problem !== ''));
  if (problem) return input.focus();
  result.textContent = `A table for ${parsed.guests} is yours.`;
});
