/** VERP: a bounce comes back to an address that says, signed, whose mail it was. */
import { sealedForAddress, unsealedFromAddress } from './secret.ts';

/** 52 characters of identifier and signature leave 12 of the 64 that a local part may have. */
export const returnPathPattern = /^(?=[^@]{4,15}@)[\w.+=-]*\{id\}[\w.+=-]*@[A-Za-z0-9.-]+$/;

export const returnPath = (pattern: string, secret: Buffer, id: string): string => pattern.replace('{id}', sealedForAddress(secret, id));

/** Whose mail an address of that pattern was made for; undefined when it is another address or was not signed here. */
export function readReturnPath(secret: Buffer, address: string): string | undefined {
  for (const [part] of address.matchAll(/[0-9a-f]{52}/gi)) {
    const id = unsealedFromAddress(secret, part);
    if (id) return id;
  }
  return undefined;
}
