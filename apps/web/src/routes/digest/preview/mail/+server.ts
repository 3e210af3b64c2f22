import { previewFor } from '#server/views/digest-preview.ts';
import { mailPage } from '#server/views/subscription.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => mailPage((await previewFor(locals, url)).preview.mail.html);
