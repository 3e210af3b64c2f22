import { previewFor } from '#server/digest-preview.ts';
import { mailPage } from '#server/subscription.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => mailPage((await previewFor(locals, url)).preview.mail.html);
