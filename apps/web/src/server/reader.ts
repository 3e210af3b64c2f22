/** Who is reading. */
import type { RequestEvent } from '@sveltejs/kit';
import type { Reader } from '@galley/people';

export function readerOf(_event: RequestEvent): Promise<Reader | null> {
  return Promise.resolve(null);
}
