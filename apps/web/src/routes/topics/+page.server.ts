import { topics } from '@galley/papers';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => topics(locals.store.db, { limit: 120 });
