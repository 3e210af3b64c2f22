/**
 * Titles and abstracts as authors write them: text with TeX in it. One parse serves the page, mail, feeds and the index.
 *
 * The text is hostile: nothing is ever treated as HTML, and a piece that cannot be read stays as its source.
 */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'math'; tex: string; display: boolean }
  | { kind: 'styled'; style: 'strong' | 'em' | 'code' | 'small-caps' | 'underline'; pieces: Piece[] }
  | { kind: 'link'; href: string; pieces: Piece[] };

/** Longer texts are cut: no abstract is, hostile ones are. */
export const longestText = 50_000;
const longestMath = 2_000, deepest = 8;

const styles: Record<string, Extract<Piece, { kind: 'styled' }>['style']> = {
  textbf: 'strong', bf: 'strong', textit: 'em', emph: 'em', it: 'em', em: 'em', textsl: 'em', texttt: 'code', tt: 'code', textsc: 'small-caps', sc: 'small-caps', underline: 'underline',
};
const dropped = new Set(['cite', 'citep', 'citet', 'citealp', 'footnote', 'label', 'ref', 'vspace', 'hspace']);
const letters: Record<string, string> = {
  ss: 'ß', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', aa: 'å', AA: 'Å', i: 'ı', j: 'ȷ', S: '§', P: '¶', pounds: '£', copyright: '©', ldots: '…', dots: '…', textendash: '–', textemdash: '—', textquoteright: '’', textasciitilde: '~', textbackslash: '\\', times: '×', quad: ' ', qquad: ' ', LaTeX: 'LaTeX', TeX: 'TeX', textregistered: '®', texttrademark: '™', textdegree: '°', euro: '€',
};
const accents: Record<string, string> = { '`': '\u0300', "'": '\u0301', '^': '\u0302', '~': '\u0303', '=': '\u0304', u: '\u0306', '.': '\u0307', '"': '\u0308', r: '\u030a', H: '\u030b', v: '\u030c', d: '\u0323', c: '\u0327', k: '\u0328', b: '\u0331' };

export function parse(source: string): Piece[] {
  const text = source.slice(0, longestText).toWellFormed().normalize('NFC').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u2028-\u202e\u2066-\u2069\ufeff]/g, '').replace(/\s+/g, ' ').trim();
  return new Reader(text).pieces('', 0);
}

class Reader {
  private readonly source: string;
  private at = 0;
  /** Positions of the dollars that open or close mathematics. */
  private readonly dollars: Map<number, number>;

  constructor(source: string) {
    this.source = source;
    this.dollars = pairDollars(source);
  }

  pieces(until: string, depth: number): Piece[] {
    const out: Piece[] = [];
    let text = '';
    const flush = () => { if (text) out.push({ kind: 'text', text: typographic(text) }); text = ''; };
    while (this.at < this.source.length) {
      const c = this.source[this.at];
      if (until && c === until) break;
      if (c === '$') {
        const math = this.dollarMath();
        if (math) { flush(); out.push(math); } else { text += '$'; this.at++; }
      } else if (c === '\\') {
        const read = this.command(depth);
        if (typeof read === 'string') text += read; else { flush(); out.push(...read); }
      } else if (c === '{') { this.at++; if (depth < deepest) { flush(); out.push(...this.group('}', depth)); } }
      else if (c === '}') this.at++;
      else if (c === '~') { text += '\u00a0'; this.at++; }
      else { text += c; this.at++; }
    }
    flush();
    return out;
  }

  private group(end: string, depth: number): Piece[] {
    const switchTo = /^\\(bf|it|em|tt|sc)\b ?/.exec(this.source.slice(this.at, this.at + 6));
    if (switchTo) this.at += switchTo[0].length;
    const pieces = this.pieces(end, depth + 1);
    this.at++;
    return switchTo ? [{ kind: 'styled', style: styles[switchTo[1]], pieces }] : pieces;
  }

  private dollarMath(): Piece | undefined {
    const end = this.dollars.get(this.at);
    if (end === undefined) return undefined;
    const wide = this.source[this.at + 1] === '$' ? 2 : 1;
    const tex = this.source.slice(this.at + wide, end).trim();
    this.at = end + wide;
    return { kind: 'math', tex, display: wide === 2 };
  }

  /** At a backslash. Text to add, or pieces. */
  private command(depth: number): string | Piece[] {
    const rest = this.source.slice(this.at, this.at + longestMath + 4);
    const brackets = /^\\\((.*?)\\\)|^\\\[(.*?)\\\]/.exec(rest);
    if (brackets) {
      this.at += brackets[0].length;
      return [{ kind: 'math', tex: (brackets[1] ?? brackets[2]).trim(), display: brackets[2] !== undefined }];
    }
    const escaped = /^\\([%$&#_{}])/.exec(rest);
    if (escaped) { this.at += 2; return escaped[1]; }
    const spaced = /^\\([ ,;:!\\/])/.exec(rest);
    if (spaced) { this.at += 2; return spaced[1] === '!' || spaced[1] === '/' ? '' : ' '; }
    const accented = /^\\([`'^"~=.])\s*(?:\{\\?([a-zA-Z]?)\}|\\?([a-zA-Z]))/.exec(rest) ?? /^\\([uvHcdbkr])(?:\s+([a-zA-Z])|\{\\?([a-zA-Z])\})/.exec(rest);
    if (accented) { this.at += accented[0].length; return ((accented[2] ?? accented[3] ?? '') + accents[accented[1]]).normalize('NFC'); }
    const named = /^\\([a-zA-Z]+)\*?/.exec(rest);
    if (!named) { this.at++; return '\\'; }
    const name = named[1], after = this.at + named[0].length;
    const opens = this.source[after] === '{';
    if (name === 'href' || name === 'url') {
      const link = name === 'href' ? /^\\href\s*\{([^{}]*)\}\s*\{/.exec(rest) : /^\\url\s*\{([^{}]*)\}/.exec(rest);
      if (link) {
        this.at += link[0].length;
        if (name === 'url') return safeLink(link[1]) ? [{ kind: 'link', href: safeLink(link[1])!, pieces: [{ kind: 'text', text: link[1] }] }] : link[1];
        const pieces = this.group('}', depth);
        return safeLink(link[1]) ? [{ kind: 'link', href: safeLink(link[1])!, pieces }] : pieces;
      }
    }
    if (opens && Object.hasOwn(styles, name) && depth < deepest) {
      this.at = after + 1;
      return [{ kind: 'styled', style: styles[name], pieces: this.group('}', depth) }];
    }
    if (opens && dropped.has(name)) {
      this.at = after + 1;
      this.group('}', depth);
      return '';
    }
    if (Object.hasOwn(letters, name)) {
      this.at = after + (this.source[after] === ' ' && name.length > 1 && !/dots|quad|TeX|times/.test(name) ? 1 : 0);
      if (this.source.startsWith('{}', this.at)) this.at += 2;
      return letters[name];
    }
    if (opens && /^(text[a-z]*|mathrm|mbox|ensuremath|mathbf|mathit|mathcal)$/.test(name)) { this.at = after + 1; return depth < deepest ? this.group('}', depth) : ''; }
    this.at = after;
    return `\\${name}`;
  }
}

/**
 * Which dollars belong together. `\$` never does; an odd one out is money, and so is a pair that holds
 * a sentence instead of mathematics ("$5 and $6 each").
 */
function pairDollars(source: string): Map<number, number> {
  const pairs = new Map<number, number>();
  for (let at = 0; at < source.length; at++) {
    if (source[at] === '\\') { at++; continue; }
    if (source[at] !== '$') continue;
    const wide = source[at + 1] === '$' ? '$$' : '$';
    const end = closing(source, at + wide.length, wide);
    if (end === undefined) { at += wide.length - 1; continue; }
    const inside = source.slice(at + wide.length, end);
    if (wide === '$' && isMoney(inside, source[end + 1])) continue;
    pairs.set(at, end);
    at = end + wide.length - 1;
  }
  return pairs;
}

function closing(source: string, from: number, wide: string): number | undefined {
  for (let at = from; at < source.length && at - from <= longestMath; at++) {
    if (source[at] === '\\') at++;
    else if (source.startsWith(wide, at)) return at > from ? at : undefined;
  }
  return undefined;
}

const isMoney = (inside: string, next: string | undefined) => /^\d[\d,.]*(?:[kKMB]|\s*(?:million|billion))?\s+[a-z(].*\s$/.test(inside) || (/^\d[\d,.]*[\s\w,()-]*\s$/.test(inside) && /\d/.test(next ?? ''));

/** Links only to the web. */
function safeLink(address: string): string | undefined {
  try {
    const url = new URL(address.replace(/\\([%#_&~])/g, '$1').trim());
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch { return undefined; }
}

/** TeX's ways of typing quotes and dashes, and the mathematics that some services destroy ("6times"). */
function typographic(text: string): string {
  return text.replace(/``/g, '“').replace(/''/g, '”').replace(/---/g, '—').replace(/--/g, '–').replace(/(\d)times(?![a-z])/g, '$1×').replace(/× sim (?=\d)/g, '× ~ ');
}
