/**
 * Two traps for programs that fill in forms: a field no person sees, and a time before which no person is done.
 * Who is caught gets the usual answer, and nothing happens.
 */
import type { Database } from '@galley/papers';
import { sealed, unsealed } from './tokens.ts';

/** Hidden from people by style and from their screen readers; programs like its name. */
export const trapField = 'website', stampField = 'began';
const oldestMs = 7 * 86_400_000;

/** Goes into the form: when it was shown, with our seal. */
export const trapStamp = (db: Database, now = new Date()): Promise<string> => sealed(db, 'trap', String(now.getTime()));

/** True when a program filled in the form. `atLeastMs`: faster than this is nobody. */
export async function isTrapped(db: Database, form: { get(name: string): unknown }, atLeastMs: number, now = new Date()): Promise<boolean> {
  const shown = await unsealed(db, 'trap', String(form.get(stampField) ?? '')), took = now.getTime() - Number(shown);
  return String(form.get(trapField) ?? '') !== '' || shown === undefined || took < atLeastMs || took > oldestMs;
}
