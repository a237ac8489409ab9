/** Time stamps: what they look like, how far apart they are, which seasons that suggests, which come next. */

/** How a series is spaced in time. */
export interface Calendar {
  /** For people: `hourly`, `monthly`, `every 15 minutes`, … */
  name: string;
  /** Seasons worth looking for, in points, the main one first; [1] where none is. */
  seasons: number[];
  /** The `steps`-th stamp after `last`, in ms since 1970. */
  after(last: number, steps: number): number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `1949-01`, `1949-01-31`, `1949-01-31 12:00`, `1949-01-31T12:00:00Z`, `1/31/1949`, `1949`, `1-Jan`… as far as told apart. */
const STAMP =
  /^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?(Z|[+-]\d{2}:?\d{2})?$/u;

/** Maps a stamp to ms since 1970, UTC unless it says otherwise; NaN where it is none. */
export function parseStamp(text: string): number {
  const match = STAMP.exec(text.trim());
  if (!match) return Number.NaN;
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', zone] = match;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  // Date.UTC carries 31 February over into March: that is no date.
  if (new Date(date).getUTCMonth() !== Number(month) - 1) return Number.NaN;
  return date + Number(second) * 1000 - zoneMs(zone);
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3)) + Number(zone.slice(-2)) / 60;
  return (zone.startsWith('-') ? -hours : hours) * HOUR;
}

/** The spacing of stamps in ascending order, by their median distance. */
export function inferCalendar(stamps: readonly number[]): Calendar {
  const steps = stamps
    .slice(1)
    .map((stamp, i) => stamp - stamps[i]!)
    .sort((a, b) => a - b);
  const step = steps[steps.length >> 1] ?? DAY;
  const days = step / DAY;
  const months =
    days >= 28 && days <= 31 ? 1 : days >= 89 && days <= 92 ? 3 : days >= 365 && days <= 366 ? 12 : 0;
  if (months > 0) {
    const name = months === 1 ? 'monthly' : months === 3 ? 'quarterly' : 'yearly';
    return { name, seasons: [12 / months], after: (last, count) => addMonths(last, months * count) };
  }
  const after = (last: number, count: number): number => last + step * count;
  if (step === 7 * DAY) return { name: 'weekly', seasons: [52], after };
  if (step === DAY) return { name: 'daily', seasons: [7], after };
  if (step === HOUR) return { name: 'hourly', seasons: [24, 168], after };
  if (step < DAY && DAY % step === 0) {
    return { name: everySo(step), seasons: [DAY / step, (7 * DAY) / step], after };
  }
  return { name: `every ${days.toPrecision(3)} days`, seasons: [1], after };
}

/** @param step - shorter than a day, in milliseconds */
function everySo(step: number): string {
  if (step === MINUTE) return 'every minute';
  if (step === 1000) return 'every second';
  return step > MINUTE ? `every ${step / MINUTE} minutes` : `every ${step / 1000} seconds`;
}

function addMonths(stamp: number, months: number): number {
  const date = new Date(stamp);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** The stamp as the file would write it. */
export function formatStamp(stamp: number, example: string): string {
  const iso = new Date(stamp).toISOString();
  if (/^\d{4}$/u.test(example)) return iso.slice(0, 4);
  if (/^\d{4}[-/]\d{1,2}$/u.test(example)) return iso.slice(0, 7);
  return /:/u.test(example) ? iso.slice(0, 19).replace('T', ' ') : iso.slice(0, 10);
}
