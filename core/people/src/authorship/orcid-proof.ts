/** Proof by ORCID: a code of ours stands in the public record of an iD, which names the author or lists the paper. */
import { guardedFetch, isIdentifier, readIdentifier } from '@galley/ingest';
import { Refusal } from '../refusal.ts';
import { sameName } from './names.ts';

/** An iD as `0000-0002-1825-0097`, from an iD or its address. Check digit: ISO 7064 MOD 11-2. @throws Refusal */
export function readOrcid(given: string): string {
  const found = /^(?:https?:\/\/(?:www\.|sandbox\.)?orcid\.org\/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])\/?$/i.exec(given.trim());
  if (!found) throw new Refusal(`${JSON.stringify(given.slice(0, 60))} is not an ORCID iD; one looks like 0000-0002-1825-0097.`);
  const digits = found.slice(1).join('').toUpperCase();
  let total = 0;
  for (const digit of digits.slice(0, 15)) total = (total + Number(digit)) * 2;
  const check = (12 - (total % 11)) % 11;
  if (digits[15] !== (check === 10 ? 'X' : String(check))) throw new Refusal(`${found.slice(1).join('-')} is not an ORCID iD: its last digit does not fit the others. Is a digit wrong?`);
  return found.slice(1).join('-').toUpperCase();
}

export interface OrcidRecord { names: string[]; texts: string[]; works: string[] }
type Json = { [key: string]: Json } | Json[] | string | number | boolean | null | undefined;

const at = (value: Json, ...path: string[]): Json => path.reduce<Json>((v, key) => v && typeof v === 'object' && !Array.isArray(v) ? v[key] : undefined, value);
const list = (value: Json): Json[] => Array.isArray(value) ? value.slice(0, 5000) : [];
const textsOf = (...values: Json[]): string[] => values.filter((v): v is string => typeof v === 'string' && v !== '');

/** What is needed of a public record. Source: ORCID API v3.0, record. */
export function readRecord(json: Json): OrcidRecord {
  const person = at(json, 'person'), name = at(person, 'name'), full = textsOf(at(name, 'given-names', 'value'), at(name, 'family-name', 'value')).join(' ');
  const externalIds = list(at(json, 'activities-summary', 'works', 'group')).flatMap((group) => [...list(at(group, 'external-ids', 'external-id')), ...list(at(group, 'work-summary')).flatMap((work) => list(at(work, 'external-ids', 'external-id')))]);
  return {
    names: [...(full ? [full] : []), ...textsOf(at(name, 'credit-name', 'value')), ...list(at(person, 'other-names', 'other-name')).flatMap((n) => textsOf(at(n, 'content')))],
    texts: [...list(at(person, 'researcher-urls', 'researcher-url')).flatMap((u) => textsOf(at(u, 'url-name'), at(u, 'url', 'value'))), ...list(at(person, 'keywords', 'keyword')).flatMap((k) => textsOf(at(k, 'content')))],
    works: externalIds.flatMap((id) => textsOf(at(id, 'external-id-value'))).flatMap((value) => { const read = readIdentifier(value.slice(0, 300)); return isIdentifier(read) ? [read.id] : []; }),
  };
}

export interface OrcidSettings { /** `https://pub.orcid.org` */ base?: string; allowPrivate?: boolean }

/** @returns undefined when the record proves it, else why it does not. */
export async function provenByOrcid({ orcid, code, author, arxiv }: { orcid: string; code: string; author: string; arxiv: string }, { base = 'https://pub.orcid.org', allowPrivate = false }: OrcidSettings = {}): Promise<string | undefined> {
  base = base.replace(/\/+$/, '');
  const fetch = guardedFetch({ base, allowPrivate, limits: { bytes: 16e6, inflatedBytes: 32e6, wholeMs: 20_000, tries: 1 } });
  const record = await fetch(`${base}/v3.0/${orcid}/record`, { accept: 'application/json', statuses: [404], read: ({ status, text }) => status === 404 ? undefined : readRecord(JSON.parse(text) as Json) });
  if (!record) return `ORCID knows no record ${orcid}.`;
  if (!record.texts.some((text) => text.includes(code))) return `The public record of ${orcid} does not hold the code ${code} among its websites or keywords. Is that entry visible to everyone?`;
  if (record.names.some((name) => sameName(name, author)) || record.works.includes(arxiv)) return undefined;
  return `The record of ${orcid} holds the code, but it is named ${record.names[0] ?? 'nobody'}, not ${author}, and arXiv:${arxiv} is not among its works.`;
}
