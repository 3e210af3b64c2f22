/** Reads what came back: delivery reports, complaints, the free texts of old servers; and what only looks like one. */
import PostalMime, { type Email } from 'postal-mime';
import { addressIn, groupsOf, type Group } from './fields.ts';
import { kindOf, statusOf } from './reason.ts';
import type { Report, Returned } from './report.ts';

export const largestReport = 2_000_000;
const longestWords = 4_000;

/** Never throws: what cannot be read is `other`. At most 2 MB are looked at. */
export async function readReport(raw: Uint8Array | string): Promise<Report> {
  const source = (typeof raw === 'string' ? raw : Buffer.from(raw).toString('utf8')).slice(0, largestReport).replace(/^\ufeff/, '').replace(/^From [^\n]*\n/, '');
  let mail: Email;
  try { mail = await PostalMime.parse(source, { forceRfc822Attachments: true, attachmentEncoding: 'utf8' }); } catch { return { what: 'other', returned: [], messageIds: [] }; }
  const end = /\r?\n\r?\n/.exec(source)?.index ?? source.length, body = source.slice(end), messageIds = namesIn(body);
  const parts = (type: RegExp) => mail.attachments.filter((a) => type.test(a.mimeType)).map((a) => String(a.content));
  const complaint = complained(groupsIn(parts(/^message\/feedback-report$/i), body, 'feedback-type').flatMap(groupsOf), parts(/^(?:message|text)\/rfc822/i).join('\n'));
  if (complaint) return { what: 'complaint', returned: complaint, messageIds };
  const text = humanText(mail, body), groups = groupsIn(parts(/^message\/(?:global-)?delivery-status$/i), body, 'reporting-mta').flatMap(groupsOf).filter((g) => (g.has('final-recipient') || g.has('original-recipient')) && (g.has('action') || g.has('status')));
  const returned = groups.flatMap((g) => ofGroup(g, text, groups.length === 1));
  if (returned.length) return { what: 'bounce', returned, messageIds };
  if (isAutomaticReply(mail)) return { what: 'auto-reply', returned: [], messageIds };
  const free = freeText(mail, text);
  return free.length ? { what: 'bounce', returned: free, messageIds } : { what: 'other', returned: [], messageIds };
}

/** The parts that hold fields; where a broken mail has none, the piece of the body that begins with one. */
function groupsIn(parts: string[], body: string, first: string): string[] {
  if (parts.length) return parts;
  const at = new RegExp(`^${first}:`, 'im').exec(body)?.index;
  return at === undefined ? [] : [body.slice(at)];
}

function ofGroup(group: Group, text: string, only: boolean): Returned[] {
  // Who was written to, where the report knows; the address at the end of a forwarding otherwise.
  const recipient = addressIn(group.get('original-recipient')) ?? addressIn(group.get('final-recipient'));
  if (!recipient) return [];
  const said = (group.get('diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, '').replace(/\s+/g, ' ').trim(), status = statusOf(group.get('status'), said);
  // Without a diagnosis the letter to people tells, where it can only speak of this address.
  const words = said || (only ? text : '');
  return [{ kind: kindOf({ action: group.get('action'), status, words }), recipient, status, diagnostic: (said || oneLine(words, recipient)).slice(0, 300) || undefined }];
}

function complained(groups: Group[], original: string): Returned[] | undefined {
  const about = groups.find((g) => g.has('feedback-type'));
  // `not-spam` takes a complaint back; `auth-failure` and the like are no complaints of a person.
  if (!about || !/^(?:abuse|fraud|virus|opt-out|other)/i.test(about.get('feedback-type')!)) return undefined;
  const recipients = groups.flatMap((g) => (g.get('original-rcpt-to') ?? '').split('\n')).flatMap((line) => addressIn(line) ?? []);
  if (recipients.length === 0) recipients.push(...(addressIn(/^To:(.*)$/im.exec(original)?.[1]) ? [addressIn(/^To:(.*)$/im.exec(original)![1])!] : []));
  return [...new Set(recipients)].map((recipient) => ({ kind: 'complaint', recipient, status: undefined, diagnostic: about.get('feedback-type') }));
}

/** What a person is meant to read, without the mail that came back. */
function humanText(mail: Email, body: string): string {
  const text = mail.text?.trim() || (mail.html ?? '').replace(/<style[^]*?<\/style>|<[^>]*>/gi, ' ') || body;
  const cut = /^(?:Reporting-MTA:|[-\s|]*(?:Message text follows|Original message|This is a copy|Included is a copy|Below this line)|Received:|Return-Path:)/im.exec(text);
  return (cut && cut.index > 0 ? text.slice(0, cut.index) : text).slice(0, longestWords);
}

const fromServer = /mailer-?daemon|postmaster|mail\s*delivery|delivery\s*(?:subsystem|service|system)|mail\s*administrator/i;
const bounceSubject = /undeliver|returned?\s+(?:mail|to\s+sender)|returning|delivery\s+(?:status|fail\w*|has\s+failed|error|problem)|mail\s+(?:fail\w*|delivery|system\s+error)|failure\s+notice|could\s+not\s+(?:be\s+delivered|send)|unzustellbar|non\s+remis/i;

/** RFC 3834: answers of vacation programs, receipts, ticket systems. */
function isAutomaticReply(mail: Email): boolean {
  const header = (name: string) => mail.headers.find((h) => h.key === name)?.value ?? '';
  if (fromServer.test(`${mail.from?.name} ${mail.from?.address}`)) return false;
  return /^auto-(?:replied|generated|notified)/i.test(header('auto-submitted')) || header('x-autoreply') !== '' || header('x-autorespond') !== '' || /auto_?reply|vacation/i.test(header('precedence')) || /^(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|out of (?:the )?office|abwesen|re: out of office|on vacation)/i.test(mail.subject ?? '') || /disposition-notification/i.test(header('content-type'));
}

/** Reports of servers that know no standard: an address, and words that tell. */
function freeText(mail: Email, text: string): Returned[] {
  const empty = mail.headers.some((h) => h.key === 'return-path' && /^<\s*>$/.test(h.value.trim()));
  if (!fromServer.test(`${mail.from?.name} ${mail.from?.address}`) && !(empty && bounceSubject.test(mail.subject ?? ''))) return [];
  const failed = mail.headers.find((h) => h.key === 'x-failed-recipients')?.value;
  if (!failed && !bounceSubject.test(mail.subject ?? '') && !bounceSubject.test(text)) return [];
  const sender = new Set([...(mail.to ?? []).flatMap((a) => a.address ?? []), mail.from?.address ?? ''].map((a) => a.toLowerCase()));
  const named = failed ? failed.split(',') : text.match(/[^\s<>;,:"'()[\]]{1,64}@[^\s<>;,:"'()[\]]{1,190}/g) ?? [];
  const recipients = [...new Set(named.flatMap((a) => addressIn(a) ?? []))].filter((a) => !sender.has(a)).slice(0, failed ? 20 : 1);
  return recipients.map((recipient) => {
    const status = statusOf(undefined, text);
    return { kind: kindOf({ action: undefined, status, words: text }), recipient, status, diagnostic: oneLine(text, recipient) };
  });
}

/** The line that speaks of the address, to be kept for people. */
function oneLine(text: string, recipient: string): string {
  const lines = text.split(/\r?\n/).map((l) => l.trim()).filter(Boolean);
  return (lines.find((l) => l.toLowerCase().includes(recipient)) ?? lines[0] ?? '').slice(0, 300);
}

const namesIn = (body: string): string[] => [...new Set([...body.matchAll(/^(?:message-id|references|in-reply-to|original-message-id):\s*(<[^<>\s]{3,250}>)/gim)].map((m) => m[1]))].slice(0, 20);
