/** A paper as a sheet of proof, for the places where links are shown as pictures: 1200 by 630. */
import type { State } from '@galley/claims';

export interface Sheet { arxiv: string; title: string; authors: string; day: string; bars: { state: State; modelled: boolean }[]; words: string }
export interface Node { type: string; props: { style?: Record<string, string | number>; children?: (Node | string)[] | string } }

export const width = 1200, height = 630;
const paper = '#fbfaf6', ink = '#1d1b18', soft = '#625c52', rule = '#d9d4c7';
const colours: Record<State, string> = { holds: '#1f6b45', 'falls short': '#b3261e', 'not measured': '#6f685c', 'out of reach': '#6f685c' };
const margin = 76, mostBars = 40, longestTitle = 220, longestAuthors = 150;

/** Only what the fonts can draw: letters of Latin and Greek, digits, punctuation, signs. No control, no emoji, nothing that turns the writing round. */
export const drawable = (text: string): string => raised(text.normalize('NFC')).replaceAll('‖', '∥').replace(/[\u2100-\u2112\u2114-\u214f]/g, (letter) => letter.normalize('NFKC')).replace(/[^ℓ\p{Script=Latin}\p{Script=Greek}\p{Nd}\p{No}\p{P}\p{Sm}\p{Sc}\p{Sk}\p{Zs}]/gu, ' ').replace(/\s+/g, ' ').trim();

/** No font here has small raised figures beyond ¹²³, nor lowered ones: 10⁴ becomes 10^4, x₁₂ becomes x_12. */
const raised = (text: string): string => text.replace(/[⁰¹²³⁴-ⁿ]+/g, (found) => /^[¹²³]$/.test(found) ? found : `^${found.normalize('NFKC')}`).replace(/[₀-ₜ]+/g, (found) => `_${found.normalize('NFKC')}`);

/** At most so many letters, ended at a word. */
export const cut = (text: string, most: number): string => text.length <= most ? text : `${text.slice(0, most - 1).replace(/\s+\S*$/, '')} …`;

const box = (style: Record<string, string | number>, children?: Node['props']['children']): Node => ({ type: 'div', props: { style: { display: 'flex', ...style }, children } });

export function picture(sheet: Sheet): Node {
  const title = cut(drawable(sheet.title) || `arXiv ${sheet.arxiv}`, longestTitle), authors = cut(drawable(sheet.authors), longestAuthors), size = title.length > 150 ? 50 : title.length > 90 ? 58 : title.length > 45 ? 68 : 80;
  return box({ width, height, flexDirection: 'column', backgroundColor: paper, color: ink, boxSizing: 'border-box', fontFamily: 'Newsreader latin, Newsreader latin-ext, Newsreader vietnamese, KaTeX Main-Regular, KaTeX Math-Italic, KaTeX AMS-Regular', padding: `${margin - 16}px ${margin}px ${margin - 20}px` }, [
    box({ justifyContent: 'space-between', alignItems: 'baseline', paddingBottom: 22, borderBottom: `2px solid ${rule}` }, [
      box({ fontSize: 34, fontWeight: 500 }, 'Galley'), box({ fontSize: 28, color: soft }, drawable(sheet.day)),
    ]),
    box({ flexDirection: 'column', flexGrow: 1, justifyContent: 'center', overflow: 'hidden' }, [
      { type: 'div', props: { style: { display: 'block', fontSize: size, lineHeight: 1.14, fontWeight: 500, letterSpacing: '-0.012em', textWrap: 'balance', lineClamp: 4 }, children: title } },
      { type: 'div', props: { style: { display: 'block', fontSize: 30, lineHeight: 1.3, fontStyle: 'italic', color: soft, marginTop: 24, lineClamp: 2 }, children: authors } },
    ]),
    box({ alignItems: 'flex-end', justifyContent: 'space-between', borderTop: `2px solid ${rule}`, paddingTop: 24 }, [
      box({ alignItems: 'flex-end' }, [...bars(sheet), box({ fontSize: 30, lineHeight: 1, color: soft, marginLeft: sheet.bars.length ? 22 : 0 }, drawable(sheet.words))]),
      box({ fontFamily: 'Plex Mono', fontSize: 24, lineHeight: 1, color: soft }, `arXiv ${sheet.arxiv}`),
    ]),
  ]);
}

/** The row of bars that the lists have: filled, half high, hollow, dotted. */
function bars({ bars: all }: Sheet): Node[] {
  return all.slice(0, mostBars).map(({ state, modelled }) => {
    const colour = colours[state], filled = state === 'holds' && !modelled, short = state === 'falls short';
    return box({ width: 17, height: short ? 17 : 36, marginRight: 8, border: `2px ${state === 'out of reach' ? 'dashed' : 'solid'} ${colour}`, ...(filled || short ? { backgroundColor: colour } : {}), ...(state === 'holds' && modelled ? { backgroundImage: `repeating-linear-gradient(135deg, ${colour} 0px, ${colour} 4px, ${paper} 4px, ${paper} 8px)` } : {}) });
  });
}
