/**
 * Plain text set to columns (RFC 3676, format=flowed): a line that ends in a blank goes on in the next one, so that
 * a wide window may join them; any other reader sees lines of 72 columns.
 */
const columns = 72;

/** One line of input is one paragraph. An address stands unbroken, on a line of its own where it does not fit. */
export function flowed(text: string): string {
  return text.replace(/\r\n?/g, '\n').split('\n').map(paragraph).join('\r\n').replace(/(?:\r\n)*$/, '\r\n');
}

function paragraph(source: string): string {
  const text = source.replace(/\s+$/, '');
  if (text === '-- ' || text === '--') return '-- ';
  const lines: { text: string; soft: boolean }[] = [];
  let line = '', width = 0;
  const end = (soft: boolean) => { lines.push({ text: line, soft }); line = ''; width = 0; };
  for (const word of text.split(/(?<=\S) +(?=\S)/)) for (const [i, piece] of pieces(word).entries()) {
    const wide = widthOf(piece);
    if (line !== '' && (i > 0 || width + 1 + wide > columns - 2)) end(i === 0);
    width += wide + (line ? 1 : 0);
    line += (line ? ' ' : '') + piece;
  }
  end(false);
  return lines.map((l) => stuffed(l.text) + (l.soft ? ' ' : '')).join('\r\n');
}

/** What could be read as quoted or as an envelope line gets a blank before it. */
const stuffed = (line: string) => /^(?:>| |From )/.test(line) ? ` ${line}` : line;

/** A word wider than a line (Chinese, Japanese) may be cut between characters; an address never. */
function pieces(word: string): string[] {
  if (widthOf(word) <= columns - 3 || /^\S*:\/\//.test(word)) return [word];
  const cut: string[] = [];
  let piece = '', width = 0;
  for (const { segment } of graphemes.segment(word)) {
    const wide = widthOf(segment);
    if (width + wide > columns - 3) { cut.push(piece); piece = ''; width = 0; }
    piece += segment;
    width += wide;
  }
  return [...cut, piece];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Two columns each: East Asian wide and full-width characters, emoji. */
const wideCharacter = /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u;
const noWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

/** Columns a text takes in a terminal. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += noWidth.test(segment) ? 0 : wideCharacter.test(segment) ? 2 : 1;
  return width;
}
