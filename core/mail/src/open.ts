/** One mailer a process: the relay where there is one, else the outbox. */
import { secretOf, type Store } from '@galley/papers';
import { compose, newMessageId } from './compose.ts';
import { MailError, type Mailer } from './mailer.ts';
import { openOutbox } from './outbox.ts';
import { openRelay } from './relay.ts';
import { returnPath } from './return-path.ts';
import { mailSettings, type MailSettings } from './settings.ts';

export async function openMailer(store: Pick<Store, 'db'>, settings: MailSettings = mailSettings()): Promise<Mailer> {
  const secret = settings.returnPath ? await secretOf(store.db, 'mail links') : undefined;
  const returnTo = (id: string | undefined) => secret && id ? returnPath(settings.returnPath!, secret, id) : settings.from.address;
  const { relay } = settings;
  if (!relay) {
    const outbox = openOutbox(store.db, settings);
    return {
      where: 'the outbox', newMessageId: () => newMessageId(settings), close: async () => {},
      async send(mail) { const message = compose(mail, settings, returnTo(mail.bounceId)); await outbox.write(mail, message); return { messageId: message.messageId }; },
    };
  }
  const opened = openRelay({ ...settings, relay });
  return {
    where: `${relay.host}:${relay.port}`, newMessageId: () => newMessageId(settings), close: async () => opened.close(),
    async send(mail) {
      const message = compose(mail, settings, returnTo(mail.bounceId));
      try { await opened.send(message); } catch (error) {
        // Somebody waits for this one: a connection that had gone stale is no reason to make them ask again. Same name, so a repeat can be told.
        if (mail.kind === 'digest' || !(error instanceof MailError) || !error.unreachable) throw error;
        await opened.send(message);
      }
      return { messageId: message.messageId };
    },
  };
}
