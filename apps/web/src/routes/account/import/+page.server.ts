import { fail } from '@sveltejs/kit';
import { readerImport, readReaderExport, Refusal } from '@galley/people';
import type { Wrong } from '#server/request/forms.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => { requireReader(event); };

export const actions: Actions = {
  default: async (event) => {
    const reader = requireReader(event), file = (await event.request.formData()).get('file');
    try {
      await allow(event, 'import');
      if (!(file instanceof File) || file.size === 0) throw new Refusal('Choose the file that a Galley exported.');
      return { report: await readerImport(event.locals.store.db, reader, readReaderExport(await file.text())) };
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      return fail(fault.status, { wrong: { at: '', says: fault.message, given: {} } satisfies Wrong });
    }
  },
};
