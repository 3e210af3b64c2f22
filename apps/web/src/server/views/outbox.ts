/** Who may read the outbox: mail of others, with links that sign in. */
import { error } from '@sveltejs/kit';

export function requireAdmin(locals: App.Locals): void {
  if (locals.personal || locals.reader?.role === 'admin') return;
  error(locals.reader ? 403 : 401, locals.reader ? 'The outbox is for the admin of this Galley.' : 'The outbox is for the admin of this Galley. Sign in first.');
}
