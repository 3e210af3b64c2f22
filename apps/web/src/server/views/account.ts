/** What a reader sees of their own account. */
import { apiKeysOf, collectionsOf, followsOf, isRecent, passkeysOf, sessionsOf, submissionsOf, type Reader } from '@galley/people';
import { instantOf, plainDay } from '#server/views/words.ts';

type Db = App.Locals['store']['db'];

export async function accountPage(db: Db, reader: Reader, personal: boolean) {
  const [sessions, passkeys, keys, follows, collections, submissions] = await Promise.all([sessionsOf(db, reader.id), passkeysOf(db, reader.id), apiKeysOf(db, reader.id), followsOf(db, reader.id), collectionsOf(db, reader.id), submissionsOf(db, reader.id, 20)]);
  return {
    handle: reader.handle, name: reader.name, email: reader.email, role: reader.role, hidesSeenDays: reader.hidesSeenDays, personal, recent: isRecent(reader),
    sessions: sessions.map((s) => ({ id: s.id, here: s.id === reader.session, browser: browserWords(s.userAgent), method: s.method === 'link' ? 'by a link' : 'by passkey', created: instantOf(s.created), seen: instantOf(s.seen), network: s.network })),
    passkeys: passkeys.map((p) => ({ id: p.id, name: p.name, created: plainDay(p.created), used: p.used && plainDay(p.used) })),
    keys: keys.map((k) => ({ id: k.id, name: k.name, prefix: k.prefix, scopes: k.scopes.includes('write') ? 'reads and writes' : 'reads', created: plainDay(k.created), used: k.used && plainDay(k.used), expires: k.expires && plainDay(k.expires) })),
    follows, collections: collections.length, submissions: submissions.map((s) => ({ id: s.id, arxiv: s.arxiv, state: s.state, why: s.why, when: instantOf(s.at) })),
  };
}

/** `Firefox on Linux`, as far as the browser tells. */
function browserWords(agent: string): string {
  const browser = (/(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent)?.[1] ?? '').replace('Edg', 'Edge').replace('OPR', 'Opera'), system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0].replace('Mac OS X', 'macOS') ?? '';
  return browser ? `${browser}${system ? ` on ${system}` : ''}` : agent.slice(0, 40) || 'a program';
}
