/**
 * arXiv identifiers, in all the ways people write them, reduced to one.
 * Never numbers: `2503.02130` read as a number becomes `2503.0213`, which is another (here: no) paper, so four digits
 * after 1412 are refused, not padded.
 * Source: arXiv's help page on identifiers.
 */
export interface Identifier { /** Canonical, without version: `2407.00123`, `math/0611800`. */ id: string; version?: number }

const archives = new Set('acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio quant-ph solv-int stat supr-con'.split(' '));
const wrappings: RegExp[] = [
  /^https?:\/\/(?:[a-z]+\.)?arxiv\.org\/(?:abs|pdf|html|src|e-print|format|ps)\/(.+)$/i,
  /^(?:https?:\/\/)?(?:www\.)?(?:hf\.co|huggingface\.co)\/papers\/(.+)$/i,
  /^(?:https?:\/\/)?(?:www\.)?alphaxiv\.org\/(?:abs|overview)\/(.+)$/i,
  /^(?:https?:\/\/(?:dx\.)?doi\.org\/)?10\.48550\/arxiv\.(.+)$/i,
  /^oai:arxiv\.org:(.+)$/i,
  /^arxiv:\s*(.+)$/i,
];
const longest = 300;

/** Reads an identifier, address, DOI or stamp. @returns a sentence saying what is wrong, when it is none. */
export function readIdentifier(given: string): Identifier | { wrong: string } {
  const shown = JSON.stringify(given.slice(0, 60));
  if (given.length > longest) return { wrong: `${shown}… is too long for an arXiv identifier.` };
  let text = given.trim();
  for (const wrapping of wrappings) {
    const found = wrapping.exec(text);
    if (found) { text = found[1]; break; }
  }
  text = text.replace(/[?#].*$/, '').replace(/\/$/, '').replace(/\.(?:pdf|md|ps|gz)$/i, '').replace(/\s+\[[\w.-]+\].*$/, '');
  const recent = /^(\d{4})\.(\d+)(?:v([1-9]\d{0,2}))?$/.exec(text);
  if (recent) return readRecent(recent[1], recent[2], recent[3], shown);
  const old = /^([a-z-]+)(?:\.[A-Z]{2})?\/(\d{4})(\d{3})(?:v([1-9]\d{0,2}))?$/.exec(text);
  if (old) return readOld(old[1], old[2], old[3], old[4], shown);
  return { wrong: `${shown} is not an arXiv identifier; one looks like 2407.00123 or math/0611800.` };
}

function readRecent(month: string, number: string, version: string | undefined, shown: string): Identifier | { wrong: string } {
  const mm = Number(month.slice(2));
  if (mm < 1 || mm > 12) return { wrong: `${shown} names month ${month.slice(2)}; the first four digits of an arXiv identifier are year and month.` };
  const since2100 = Number(month.slice(0, 2)) < 7, ordinal = Number(month) + (since2100 ? 10000 : 0);
  if (ordinal < 704) return { wrong: `${shown}: identifiers of this form begin in April 2007 (0704).` };
  const digits = ordinal <= 1412 ? 4 : 5;
  if (number.length !== digits) return { wrong: `${shown} has ${number.length} digits after the point, and ${month} has ${digits}.${digits === 5 && number.length === 4 ? ' Was it read as a number, so that a last 0 was lost?' : ''}` };
  return { id: `${month}.${number}`, ...(version && { version: Number(version) }) };
}

function readOld(archive: string, month: string, number: string, version: string | undefined, shown: string): Identifier | { wrong: string } {
  if (!archives.has(archive)) return { wrong: `${shown} names no archive of arXiv: "${archive}".` };
  const mm = Number(month.slice(2)), yy = Number(month.slice(0, 2)), year = yy >= 91 ? 1900 + yy : 2000 + yy;
  if (mm < 1 || mm > 12 || year > 2007 || (year === 2007 && mm > 3) || (year === 1991 && mm < 7)) return { wrong: `${shown}: identifiers of this form run from July 1991 to March 2007.` };
  return { id: `${archive}/${month}${number}`, ...(version && { version: Number(version) }) };
}

export const isIdentifier = (read: Identifier | { wrong: string }): read is Identifier => 'id' in read;
