/** The address of an account. */
import { readMailAddress } from '@galley/mail';
import { Refusal } from './refusal.ts';

/** Canonical form. @throws Refusal when mail could not be sent there */
export function readEmail(given: unknown): string {
  const read = readMailAddress(given);
  if ('wrong' in read) throw new Refusal(read.wrong);
  return read.address;
}
