import { clientEntry } from '#server/client.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, url }) => ({
  entry: clientEntry(), personal: locals.personal, path: url.pathname,
  reader: locals.reader && { handle: locals.reader.handle, name: locals.reader.name, role: locals.reader.role },
});
