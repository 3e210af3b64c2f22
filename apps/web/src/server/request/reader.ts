/** Who is reading, what they may, and how often. */
import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { appointAdmin, limitHeaders, personalReader, readerByApiKey, readerBySession, Refusal, spend, tooMany, type Action, type Reader, type Role } from '@galley/people';
import { sessionToken } from '#server/request/cookies.ts';

let appointed: Promise<void> | undefined;

/** The reader of a request: of a personal Galley, of a session, or, for programs, of an API key. One query. */
export async function readerOf(event: RequestEvent): Promise<Reader | null> {
  const { db } = event.locals.store;
  if (event.locals.personal) return personalReader(db);
  if (process.env.ADMIN_EMAIL) await (appointed ??= appointAdmin(db, process.env.ADMIN_EMAIL).catch((fault: unknown) => { appointed = undefined; throw fault; }));
  const key = /^Bearer\s+(galley_\S+)$/i.exec(event.request.headers.get('authorization') ?? '')?.[1];
  if (key !== undefined && forPrograms(event.url.pathname)) return (await readerByApiKey(db, key)) ?? error(401, 'This API key is not known here: it was revoked, or has ended.');
  const token = sessionToken(event.cookies);
  return token ? readerBySession(db, token) : null;
}

export const forPrograms = (path: string) => path.startsWith('/api/') || path === '/mcp' || path.startsWith('/mcp/');
const changes = (event: RequestEvent) => event.request.method !== 'GET' && event.request.method !== 'HEAD';

/** The reader, or the way to sign in: pages lead there, programs are told. A key for reading changes nothing. */
export function requireReader(event: RequestEvent): Reader {
  const { reader } = event.locals;
  if (!reader) {
    if (forPrograms(event.url.pathname)) error(401, 'This needs an account: send Authorization: Bearer with an API key, made at /account.');
    redirect(303, `/sign-in?next=${encodeURIComponent(changes(event) ? comesFrom(event) : event.url.pathname + event.url.search)}`);
  }
  if (reader.scopes && changes(event) && !reader.scopes.includes('write')) error(403, 'This API key is for reading. Make one for writing at /account.');
  return reader;
}

const comesFrom = (event: RequestEvent) => {
  const from = event.request.headers.get('referer');
  return from && URL.canParse(from) && new URL(from).host === event.url.host ? new URL(from).pathname + new URL(from).search : event.url.pathname;
};

const rank: Record<Role, number> = { reader: 0, curator: 1, admin: 2 };
export function requireRole(event: RequestEvent, role: Role): Reader {
  const reader = requireReader(event);
  if (rank[reader.role] < rank[role]) error(403, role === 'admin' ? 'This page is for admins.' : 'This page is for curators; an admin gives that role.');
  return reader;
}

/** Spends a point of the reader, else of the network, says so in the headers. @throws Refusal 429 when none is left */
export async function allow(event: RequestEvent, action: Action, who?: string): Promise<void> {
  const spent = await spend(event.locals.store.db, action, who ?? event.locals.reader?.id ?? event.locals.network), headers = limitHeaders(action, spent);
  for (const [name, value] of Object.entries(headers)) event.locals.limits[name] = value;
  if (!spent.allowed) throw new Refusal(tooMany(spent), 429);
}
