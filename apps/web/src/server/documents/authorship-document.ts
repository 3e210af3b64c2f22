/** A claim of authorship as the API gives it to who made it. */
import type { Authorship } from '@galley/people';
import { moment } from '#server/documents/api.ts';

export const authorshipDocument = (a: Authorship) => ({ id: a.id, arxiv: a.arxiv, title: a.title, author: a.author, proof: a.proof, evidence: a.evidence, code: a.code, state: a.state, asked: moment(a.asked), checked: a.checked && moment(a.checked), why: a.why });
