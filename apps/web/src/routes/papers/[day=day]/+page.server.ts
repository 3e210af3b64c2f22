import { dayPage } from '#server/day.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({ page: await dayPage(locals.store.db, params.day) });
