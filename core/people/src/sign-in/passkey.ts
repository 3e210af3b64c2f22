/** Passkeys (WebAuthn Level 3), by @simplewebauthn/server. A challenge is for one browser, five minutes, once. */
import { and, eq, sql } from 'drizzle-orm';
import { generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse, type AuthenticationResponseJSON, type PublicKeyCredentialCreationOptionsJSON, type PublicKeyCredentialRequestOptionsJSON, type RegistrationResponseJSON } from '@simplewebauthn/server';
import { rows, tables, type Database } from '@galley/papers';
import { record } from '../audit.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { hashOf } from '../tokens.ts';
import { requireRecent, startSession, type SessionStart } from './session.ts';

export const challengeMs = 5 * 60_000;
const mostPasskeys = 20;

/** PUBLIC_URL: keys are for its host, and its origin only. */
export interface RelyingParty { publicUrl: URL }
const idOf = ({ publicUrl }: RelyingParty) => publicUrl.hostname;

export async function registrationOptions(db: Database, party: RelyingParty, reader: Reader, browser: string, now = new Date()): Promise<PublicKeyCredentialCreationOptionsJSON> {
  requireRecent(reader, now);
  const options = await generateRegistrationOptions({
    rpName: 'Galley', rpID: idOf(party), userID: new TextEncoder().encode(reader.id), userName: reader.email ?? reader.handle, userDisplayName: reader.name, attestationType: 'none', timeout: challengeMs,
    excludeCredentials: (await passkeysOf(db, reader.id)).map(({ id }) => ({ id })), authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await keepChallenge(db, browser, options.challenge, reader.id, now);
  return options;
}

export async function signInOptions(db: Database, party: RelyingParty, browser: string, now = new Date()): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await generateAuthenticationOptions({ rpID: idOf(party), userVerification: 'required', timeout: challengeMs });
  await keepChallenge(db, browser, options.challenge, null, now);
  return options;
}

async function keepChallenge(db: Database, browser: string, challenge: string, account: string | null, now: Date): Promise<void> {
  const value = { challenge, account, expires: new Date(now.getTime() + challengeMs).toISOString() };
  await db.insert(tables.challenges).values({ browserHash: hashOf(browser), ...value }).onConflictDoUpdate({ target: tables.challenges.browserHash, set: value });
}

async function takeChallenge(db: Database, browser: string, account: string | null, now: Date): Promise<string> {
  const [taken] = await rows<{ challenge: string; account: string | null; good: boolean }>(db, sql`delete from challenges where browser_hash = ${hashOf(browser)} returning challenge, account, expires > ${now.toISOString()}::timestamptz as good`);
  if (!taken?.good || taken.account !== account) throw new Refusal('This answer is late, or was given already. Start again.', 403);
  return taken.challenge;
}

/** Adds the passkey that a browser has just made. */
export async function addPasskey(db: Database, party: RelyingParty, reader: Reader, { browser, response, name, now = new Date() }: { browser: string; response: RegistrationResponseJSON; name: string; now?: Date }): Promise<void> {
  requireRecent(reader, now);
  const expectedChallenge = await takeChallenge(db, browser, reader.id, now);
  const verified = await verifyRegistrationResponse({ response, expectedChallenge, expectedOrigin: party.publicUrl.origin, expectedRPID: idOf(party), requireUserVerification: true }).catch(notGenuine);
  if (!verified.verified) return notGenuine();
  const { credential } = verified.registrationInfo;
  if ((await passkeysOf(db, reader.id)).length >= mostPasskeys) throw new Refusal(`An account has at most ${mostPasskeys} passkeys; remove one first.`, 409);
  await db.transaction(async (tx) => {
    const made = await tx.insert(tables.passkeys).values({ id: credential.id, account: reader.id, publicKey: Buffer.from(credential.publicKey).toString('base64url'), counter: credential.counter, transports: credential.transports ?? [], name: nameOf(name), created: now.toISOString() }).onConflictDoNothing().returning({ id: tables.passkeys.id });
    if (made.length === 0) throw new Refusal('This passkey is known already.', 409);
    await record(tx, { actor: reader.id, action: 'passkey added', subject: reader.id, details: { name: nameOf(name) }, now });
  });
}

const notGenuine = (): never => { throw new Refusal('This passkey could not be verified.', 403); };
const nameOf = (name: string) => name.replace(/[\u0000-\u001f\u007f]/g, '').trim().slice(0, 60) || 'a passkey';

/** Signs in with a passkey the browser found by itself. @returns the session's token. @throws Refusal, the same for an unknown key and a wrong one */
export async function signInWithPasskey(db: Database, party: RelyingParty, { browser, response, now = new Date(), ...start }: { browser: string; response: AuthenticationResponseJSON } & Omit<SessionStart, 'method'>): Promise<{ token: string; account: string }> {
  const expectedChallenge = await takeChallenge(db, browser, null, now);
  const [key] = await db.select().from(tables.passkeys).where(eq(tables.passkeys.id, String(response.id)));
  if (!key) return notGenuine();
  const verified = await verifyAuthenticationResponse({ response, expectedChallenge, expectedOrigin: party.publicUrl.origin, expectedRPID: idOf(party), requireUserVerification: true, credential: { id: key.id, publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')), counter: key.counter } }).catch(notGenuine);
  if (!verified.verified) return notGenuine();
  const { newCounter } = verified.authenticationInfo;
  return db.transaction(async (tx) => {
    // A counter that does not grow is a copied key; those that never count stay at 0.
    const [counted] = await rows<{ account: string }>(tx, sql`update passkeys set counter = ${newCounter}, used = ${now.toISOString()}::timestamptz where id = ${key.id} and (counter < ${newCounter} or (counter = 0 and ${newCounter} = 0)) returning account`);
    if (!counted) return notGenuine();
    const [account] = await rows<{ banned: string | null; reason: string | null }>(tx, sql`select banned, ban_reason as reason from accounts where id = ${counted.account}::uuid`);
    if (account.banned) throw new Refusal(`This account is closed: ${account.reason ?? 'no reason was given'}`, 403);
    return { token: await startSession(tx, counted.account, { ...start, method: 'passkey', now }), account: counted.account };
  });
}

export interface PasskeyLine { id: string; name: string; created: string; used: string | null }
export const passkeysOf = (db: Database, account: string): Promise<PasskeyLine[]> => rows<PasskeyLine>(db, sql`select id, name, created, used from passkeys where account = ${account}::uuid order by created, id`);

export async function namePasskey(db: Database, reader: Reader, id: string, name: string): Promise<void> {
  await db.update(tables.passkeys).set({ name: nameOf(name) }).where(and(eq(tables.passkeys.id, id), eq(tables.passkeys.account, reader.id)));
}

export async function removePasskey(db: Database, reader: Reader, id: string, now = new Date()): Promise<void> {
  await db.transaction(async (tx) => {
    const gone = await tx.delete(tables.passkeys).where(and(eq(tables.passkeys.id, id), eq(tables.passkeys.account, reader.id))).returning({ name: tables.passkeys.name });
    for (const { name } of gone) await record(tx, { actor: reader.id, action: 'passkey removed', subject: reader.id, details: { name }, now });
  });
}
