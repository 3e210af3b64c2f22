/** Whose digest a preview shows: the reader's own, or one of the choices in the address. */
import { ChoiceError, defaultChoices, previewDigest, readChoices, subscriberOfAccount, type Choices, type Preview } from '@galley/digest';
import { error } from '@sveltejs/kit';
import { mailSettingsFor } from '#server/views/subscription.ts';

export async function previewFor(locals: App.Locals, url: URL): Promise<{ choices: Choices; own: boolean; preview: Preview }> {
  const { db } = locals.store, { reader } = locals, subscriber = reader ? await subscriberOfAccount(db, reader) : undefined, asked = url.searchParams.has('topics');
  const choices = asked ? given(url.searchParams) : subscriber ?? defaultChoices, own = !asked && subscriber !== undefined;
  return { choices, own, preview: await previewDigest(db, mailSettingsFor(url), { choices, subscriber: own ? subscriber : undefined, account: reader?.id, email: reader?.email ?? undefined }) };
}

function given(params: URLSearchParams): Choices {
  try { return readChoices(params); } catch (caught) { if (caught instanceof ChoiceError) error(400, caught.message); throw caught; }
}
