/**
 * How often somebody may do something: points spent within a window, counted in the database, so that all processes
 * of the site count together. Whom a key belongs to cannot be read from it.
 */
import { spendPoint, type Database } from '@galley/papers';

export interface Limit { points: number; seconds: number }

/** Per account where somebody is signed in, else per network; `... address` per e-mail address. */
export const limits = {
  'ask sign-in': { points: 30, seconds: 3600 },
  'ask sign-in address': { points: 6, seconds: 3600 },
  'redeem link': { points: 60, seconds: 3600 },
  passkey: { points: 60, seconds: 3600 },
  vote: { points: 120, seconds: 600 },
  keep: { points: 240, seconds: 600 },
  comment: { points: 10, seconds: 600 },
  'comments of a day': { points: 100, seconds: 86_400 },
  submit: { points: 30, seconds: 86_400 },
  report: { points: 20, seconds: 3600 },
  claim: { points: 20, seconds: 3600 },
  account: { points: 60, seconds: 3600 },
  mail: { points: 5, seconds: 3600 },
  export: { points: 20, seconds: 3600 },
  import: { points: 10, seconds: 3600 },
  read: { points: 500, seconds: 300 },
  write: { points: 300, seconds: 300 },
} as const satisfies Record<string, Limit>;
export type Action = keyof typeof limits;

export interface Spent { allowed: boolean; limit: Limit; remaining: number; /** Seconds until the window ends. */ reset: number }

/** Spends one point of `who` on an action. Whoever has none left is told, and nothing else happens. */
export async function spend(db: Database, action: Action, who: string, now = new Date()): Promise<Spent> {
  const limit = limits[action], { points, ends } = await spendPoint(db, `${action}\0${who}`, limit.seconds, now);
  return { allowed: points <= limit.points, limit, remaining: Math.max(0, limit.points - points), reset: Math.max(1, Math.ceil((ends - now.getTime()) / 1000)) };
}

/** The sentence for who has no points left. */
export function tooMany(spent: Spent): string {
  const { reset } = spent, wait = reset < 90 ? `${reset} seconds` : reset < 5400 ? `${Math.ceil(reset / 60)} minutes` : `${Math.ceil(reset / 3600)} hours`;
  return `That was done ${spent.limit.points} times already, and no more is allowed for now. Try again in ${wait}.`;
}

/** `RateLimit`, `RateLimit-Policy` and, when nothing is left, `Retry-After`. Source: draft-ietf-httpapi-ratelimit-headers-10. */
export function limitHeaders(action: Action, { allowed, limit, remaining, reset }: Spent): Record<string, string> {
  const name = action.replaceAll(' ', '-');
  return { ratelimit: `"${name}";r=${remaining};t=${reset}`, 'ratelimit-policy': `"${name}";q=${limit.points};w=${limit.seconds}`, ...(allowed ? {} : { 'retry-after': String(reset) }) };
}
