/** Dates and names as the pages write them. */
const long = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const plain = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const instant = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

const at = (day: string) => new Date(`${day.slice(0, 10)}T00:00:00Z`);
/** `Wednesday, 8 October 2025` */
export const longDay = (day: string): string => long.format(at(day)).replace(/^(\w+) /, '$1, ');
/** `8 October 2025` */
export const plainDay = (day: string): string => plain.format(at(day));
/** `8 Oct` */
export const shortDay = (day: string): string => short.format(at(day));
/** `8 October 2025, 09:30 UTC` */
export const instantOf = (iso: string): string => `${instant.format(new Date(iso)).replace(' at ', ', ')} UTC`;

/** `W. Olin-Ammentorp, X. Wu, A. A. Chien`; cut with a count where there are many. */
export function authorsShort(authors: string[], most = 6): string {
  const named = authors.slice(0, authors.length > most + 1 ? most : most + 1).map(initials).join(', ');
  const more = authors.length - (authors.length > most + 1 ? most : authors.length);
  return more > 0 ? `${named} and ${more} more` : named;
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  if (parts.length < 2 || name.length > 60) return name;
  return `${parts.slice(0, -1).map((p) => p.endsWith('.') ? p : /^\p{L}/u.test(p) ? `${p.split('-').map((q) => `${[...q][0]}.`).join('-')}` : p).join(' ')} ${parts.at(-1)}`;
}

export const seconds = (s: number): string => s < 1 ? `${Math.max(1, Math.round(s * 1000))} ms` : s < 90 ? `${s.toFixed(s < 10 ? 1 : 0)} s` : s < 5400 ? `${Math.round(s / 60)} min` : `${(s / 3600).toFixed(1)} h`;
