/** What a mail carries to prove later that this site wrote it: an identifier under a seal, good for one purpose. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { secretOf, type Database } from '@galley/papers';

/** 128 bits of an HMAC-SHA-256 over purpose and identifier. */
function seal(secret: Buffer, purpose: string, id: Buffer): Buffer {
  return createHmac('sha256', secret).update(purpose).update('\0').update(id).digest().subarray(0, 16);
}

const bytesOf = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex');
const uuidOf = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** An opaque token for a UUID, good for one purpose only. */
export async function sealed(db: Database, purpose: string, uuid: string): Promise<string> {
  const id = bytesOf(uuid);
  return Buffer.concat([id, seal(await secretOf(db, 'mail links'), purpose, id)]).toString('base64url');
}

/** The UUID of a token made for this purpose; undefined for any other text. */
export async function unsealed(db: Database, purpose: string, token: string): Promise<string | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url'), id = bytes.subarray(0, 16);
  return timingSafeEqual(bytes.subarray(16), seal(await secretOf(db, 'mail links'), purpose, id)) ? uuidOf(id) : undefined;
}

/** The same in lower-case hexadecimal, 52 characters, for the local part of an address: servers may change its case. */
export function sealedForAddress(secret: Buffer, uuid: string): string {
  const id = bytesOf(uuid);
  return id.toString('hex') + seal(secret, 'return path', id).subarray(0, 10).toString('hex');
}
export function unsealedFromAddress(secret: Buffer, part: string): string | undefined {
  if (!/^[0-9a-f]{52}$/i.test(part)) return undefined;
  const bytes = Buffer.from(part, 'hex'), id = bytes.subarray(0, 16);
  return timingSafeEqual(bytes.subarray(16), seal(secret, 'return path', id).subarray(0, 10)) ? uuidOf(id) : undefined;
}
