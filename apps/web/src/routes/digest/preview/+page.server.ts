import { scheduleWords } from '@galley/digest';
import { flowed } from '@galley/mail';
import { previewFor } from '#server/views/digest-preview.ts';
import { choicesForm } from '#server/views/subscription.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { choices, own, preview } = await previewFor(locals, url);
  return {
    own, fields: choicesForm(choices), schedule: scheduleWords(choices), papers: preview.papers, rest: preview.rest, subject: preview.mail.subject, bytes: Buffer.byteLength(preview.mail.html),
    text: flowed(preview.mail.text).replaceAll('\r', ''), frame: `/digest/preview/mail${url.search}`,
  };
};
