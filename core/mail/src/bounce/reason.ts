/**
 * Whether an address is gone, or only this mail did not get through. In doubt it is not gone: somebody who is stopped
 * wrongly never learns why the papers do not come.
 */
import type { Returned } from './report.ts';

/** The address itself: does not exist, bad host, bad syntax, moved, null MX; mailbox disabled. */
const addressGone = /^5\.(?:1\.(?:0|1|2|3|6|10)|2\.1)$/;
const goneWords = /\b(?:user|account|recipient|mailbox|address|addressee|local part)\s+(?:is\s+)?(?:unknown|not\s+(?:found|known|exist\w*))|\bunknown\s+(?:user|recipient|mailbox|account|local|(?:e-?mail\s+)?address|host)|\bno\s+such\s+(?:user|mailbox|recipient|address|account|person|domain|host)|nosuchuser|(?:does\s*n[o']t|does\s+not|did\s+not|doesn.t)\s+exist|\bis\s+not\s+a\s+(?:known|registered|valid|local)|\bnot\s+a\s+valid\s+(?:user|mailbox|recipient|address)|\bno\s+longer\s+(?:on\s+server|exists?|available|valid|in\s+use|accepts?|works?)|\baddress\s+(?:couldn.?t|could\s+not)\s+be\s+found|\baddress\s+not\s+found|\binvalid\s+(?:recipient|mailbox|user|address)|\bhost\s+unknown|\bunroute?able\s+address|\b(?:mailbox|account)\s+(?:has\s+been|is|was)\s+(?:disabled|deactivated|closed|deleted|suspended|inactive)/i;
/** It speaks of us, of the mail or of the moment, whatever status stands beside it. */
const aboutUs = /\bspam|junk|\bblock(?:ed|list)|\bpolic(?:y|ies)\b|blacklist|blocklist|denylist|reputation|\bsender\b|\bspf\b|\bdkim\b|\bdmarc\b|relay(?:ing)?\s+(?:access\s+)?denied|\bauthenticat|rate\s+limit|too\s+many|\bvirus|\bcontent\s+reject|message\s+size|too\s+large/i;
const aboutBox = /quota|\bfull\b|over.?limit|\bexceed|insufficient\s+(?:disk|system|storage)/i;

/** The most telling status: what the diagnostic names beside a status that says nothing. */
export function statusOf(field: string | undefined, diagnostic: string): string | undefined {
  const given = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(field ?? '')?.[0], named = /(?:^|[\s#(-])([245]\.\d{1,3}\.\d{1,3})\b/.exec(diagnostic)?.[1];
  return given === undefined || (named !== undefined && /^5\.(?:0\.0|5\.0|3\.0)$/.test(given) && named.startsWith('5')) ? named ?? given : given;
}

export function kindOf({ action, status, words }: { action: string | undefined; status: string | undefined; words: string }): Returned['kind'] {
  const done = action?.trim().toLowerCase() ?? '';
  if (/^(?:delivered|deliverable|relayed|expanded)/.test(done) || status?.startsWith('2')) return 'delivered';
  if (done.startsWith('delay') || status?.startsWith('4') || aboutUs.test(words) || aboutBox.test(words)) return 'soft';
  if (status && addressGone.test(status)) return 'hard';
  return goneWords.test(words) ? 'hard' : 'soft';
}
