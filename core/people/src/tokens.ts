/** Tokens that readers carry, and the keys the site makes for itself. Only hashes of tokens are kept. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { secretOf, type Database } from '@galley/papers';

/** 256 bits of the system's randomness, base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url');
/** What is kept of a token. A token has 256 bits, so a plain SHA-256 cannot be searched. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Keyed hash of a network, to see crowds from one place without keeping the place. */
export async function networkHash(db: Database, network: string): Promise<string> {
  return network ? createHmac('sha256', await secretOf(db, 'network')).update(network).digest('hex').slice(0, 32) : '';
}

/** `text.mac`: shows later that this site wrote the text. */
export async function sealed(db: Database, purpose: string, text: string): Promise<string> {
  return `${text}.${createHmac('sha256', await secretOf(db, purpose)).update(text).digest('base64url')}`;
}

/** The text of a seal, undefined when this site did not write it. */
export async function unsealed(db: Database, purpose: string, seal: string): Promise<string | undefined> {
  const cut = seal.lastIndexOf('.'), text = seal.slice(0, Math.max(0, cut));
  const wanted = Buffer.from(await sealed(db, purpose, text)), given = Buffer.from(seal);
  return wanted.length === given.length && timingSafeEqual(wanted, given) ? text : undefined;
}
