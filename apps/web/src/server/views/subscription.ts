/** What the pages of the subscription share: the lists of their form, the settings of mail, and how a mail is shown in a page. */
import { fail } from '@sveltejs/kit';
import { ChoiceError, defaultChoices, mostPapers, readChoices, scheduleWords, weekdays, type Choices, type Subscriber } from '@galley/digest';
import { mailSettings, type MailSettings } from '@galley/mail';

/** Links in mail lead to PUBLIC_URL; without one, to this machine, at the port this page was asked at. */
export function mailSettingsFor(url: URL): MailSettings {
  return mailSettings(process.env.PUBLIC_URL ? process.env : { ...process.env, PUBLIC_URL: `http://${url.host}` });
}

const zoneNames = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
const zones = [...Map.groupBy(zoneNames, (zone) => zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : 'World')].map(([continent, names]) => ({ continent, names }));

export interface ChoicesForm { choices: Choices; zones: typeof zones; weekdays: readonly string[]; mostPapers: number; /** Nobody chose the zone yet: the page may take the browser's. */ detectZone: boolean }
export const choicesForm = (choices: Choices = defaultChoices): ChoicesForm => ({
  choices: { frequency: choices.frequency, weekday: choices.weekday, hour: choices.hour, zone: choices.zone, topics: choices.topics, authors: choices.authors, searches: choices.searches, trending: choices.trending, most: choices.most },
  zones: zoneNames.includes(choices.zone) ? zones : [{ continent: 'World', names: [choices.zone] }, ...zones], weekdays, mostPapers, detectZone: choices === defaultChoices,
});

/** Reads the form's choices, or the answer that says what is wrong with them. */
export function takeChoices(form: FormData, before?: Choices): { choices: Choices } | { wrong: ReturnType<typeof wrongChoice> } {
  try { return { choices: readChoices(form, before) }; } catch (error) { return { wrong: wrongChoice(error) }; }
}
export function wrongChoice(error: unknown) {
  if (!(error instanceof ChoiceError)) throw error;
  return fail(400, { wrong: error.message });
}

export const subscriptionWords = (s: Subscriber) => ({ email: s.email, state: s.state, schedule: scheduleWords(s), due: s.due && dueWords(s.due, s.zone) });
const dueWords = (due: string, zone: string) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }).format(new Date(due));

/** A mail shown in a frame: no script, no connection, no form; its links open beside the page. */
export function mailPage(html: string): Response {
  const shown = html.replace(/<head[^>]*>/i, '$&<base target="_blank">');
  return new Response(shown, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox" } });
}
