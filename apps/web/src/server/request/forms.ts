/** Forms: what was wished is done, or the page comes back with a sentence beside the form. */
import { error, fail, isHttpError, isRedirect, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { localPath, Refusal } from '@galley/people';

export interface Wrong { /** The form it is about. */ at: string; says: string; given: Record<string, string> }
const notGivenBack = new Set(['website', 'began', 'back']);

/** An action: reads the form, does the work, and goes back to where the reader was, or to the path the work returns. */
export function action<E extends RequestEvent>(work: (event: E, form: FormData) => Promise<string | void>): (event: E) => Promise<ActionFailure<{ wrong: Wrong }>> {
  return async (event) => {
    const form = await event.request.formData();
    let to: string | void;
    try { to = await work(event, form); } catch (fault) {
      if (isRedirect(fault) || isHttpError(fault) || !(fault instanceof Refusal)) throw fault;
      const given = Object.fromEntries([...form].flatMap(([name, value]) => typeof value === 'string' && !notGivenBack.has(name) ? [[name, value.slice(0, 12_000)]] : []));
      return fail(fault.status, { wrong: { at: text(form, 'at'), says: fault.message, given } });
    }
    redirect(303, to ?? (form.has('back') ? localPath(form.get('back')) : event.url.pathname));
  };
}

export const text = (form: FormData, name: string): string => { const value = form.get(name); return typeof value === 'string' ? value : ''; };

/** For load functions: a refusal is an error page. */
export async function orError<T>(work: Promise<T>): Promise<T> {
  try { return await work; } catch (fault) {
    if (fault instanceof Refusal) error(fault.status, fault.message);
    throw fault;
  }
}
