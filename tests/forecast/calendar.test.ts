/** What is said of the spacing of stamps. */
import { expect, it } from 'vitest';
import { inferCalendar } from '../../src/forecast/calendar.js';

it.each([
  [1, 'every second'],
  [15, 'every 15 seconds'],
  [60, 'every minute'],
  [900, 'every 15 minutes'],
  [3600, 'hourly'],
  [7200, 'every 120 minutes'],
])('calls a step of %d seconds %s', (seconds, name) => {
  expect(inferCalendar([0, 1, 2, 3].map((n) => n * seconds * 1000)).name).toBe(name);
});
