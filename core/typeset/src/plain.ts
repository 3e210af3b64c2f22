/** The plain form: mail, feeds, BibTeX, the search index, `<title>`. */
import type { Piece } from './parse.ts';
import { parse } from './parse.ts';

export const plainText = (source: string): string => plain(parse(source)).replace(/\s+/g, ' ').trim();

export function plain(pieces: Piece[]): string {
  return pieces.map((p) => p.kind === 'text' ? p.text : p.kind === 'math' ? plainMath(p.tex) : plain(p.pieces)).join('');
}

const symbols: Record<string, string> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', varepsilon: 'ε', zeta: 'ζ', eta: 'η', theta: 'θ', iota: 'ι', kappa: 'κ', lambda: 'λ', mu: 'μ', nu: 'ν', xi: 'ξ', pi: 'π', rho: 'ρ', sigma: 'σ', tau: 'τ', upsilon: 'υ', phi: 'φ', varphi: 'φ', chi: 'χ', psi: 'ψ', omega: 'ω',
  Gamma: 'Γ', Delta: 'Δ', Theta: 'Θ', Lambda: 'Λ', Xi: 'Ξ', Pi: 'Π', Sigma: 'Σ', Phi: 'Φ', Psi: 'Ψ', Omega: 'Ω',
  times: '×', cdot: '·', pm: '±', mp: '∓', div: '÷', approx: '≈', sim: '~', simeq: '≃', leq: '≤', le: '≤', geq: '≥', ge: '≥', neq: '≠', ne: '≠', ll: '≪', gg: '≫', equiv: '≡', propto: '∝', infty: '∞', to: '→', rightarrow: '→', leftarrow: '←', Rightarrow: '⇒', leftrightarrow: '↔', uparrow: '↑', downarrow: '↓', mapsto: '↦', in: '∈', notin: '∉', subset: '⊂', subseteq: '⊆', cup: '∪', cap: '∩', setminus: '∖', emptyset: '∅', forall: '∀', exists: '∃', partial: '∂', nabla: '∇', sum: '∑', prod: '∏', int: '∫', sqrt: '√', ell: 'ℓ', ldots: '…', cdots: '⋯', dots: '…', circ: '°', degree: '°', prime: '′', dagger: '†', star: '⋆', ast: '∗', oplus: '⊕', otimes: '⊗', langle: '⟨', rangle: '⟩', lfloor: '⌊', rfloor: '⌋', lceil: '⌈', rceil: '⌉', vert: '|', mid: '|', parallel: '∥', perp: '⊥', lesssim: '≲', gtrsim: '≳', quad: ' ', qquad: ' ', hbar: 'ħ', Re: 'ℜ', Im: 'ℑ', aleph: 'ℵ', land: '∧', lor: '∨', neg: '¬',
};
const boards: Record<string, string> = { R: 'ℝ', N: 'ℕ', Z: 'ℤ', Q: 'ℚ', C: 'ℂ', E: '𝔼', P: 'ℙ', F: '𝔽' };
const raised: Record<string, string> = { 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹', '+': '⁺', '-': '⁻', '−': '⁻', n: 'ⁿ', i: 'ⁱ', '(': '⁽', ')': '⁾', '′': '′', '°': '°', '*': '*', '∗': '*', '†': '†' };
const lowered: Record<string, string> = { 0: '₀', 1: '₁', 2: '₂', 3: '₃', 4: '₄', 5: '₅', 6: '₆', 7: '₇', 8: '₈', 9: '₉', '+': '₊', '-': '₋', a: 'ₐ', e: 'ₑ', h: 'ₕ', i: 'ᵢ', j: 'ⱼ', k: 'ₖ', l: 'ₗ', m: 'ₘ', n: 'ₙ', o: 'ₒ', p: 'ₚ', r: 'ᵣ', s: 'ₛ', t: 'ₜ', u: 'ᵤ', v: 'ᵥ', x: 'ₓ' };

/** Mathematics as Unicode where Unicode has it: `10^4` becomes 10⁴, `\times` ×; the rest stays readable as typed. */
export function plainMath(tex: string): string {
  let out = tex.replace(/%.*?(?:\n|$)/g, (m) => m.startsWith('%') ? m : '').replace(/\\[,;:! ]/g, ' ').replace(/\\(?:left|right|big|Big|bigg|Bigg|displaystyle|textstyle|limits|nolimits)(?![a-zA-Z])/g, '').replace(/\\([%$&#_{}])/g, '$1');
  for (let round = 0; round < 6; round++) {
    const before = out;
    out = out
      .replace(/\\mathbb\s*\{?\s*([A-Z])\s*\}?/g, (_, letter: string) => boards[letter] ?? letter)
      .replace(/\\(?:mathrm|mathbf|mathit|mathcal|mathsf|mathtt|mathfrak|text|textbf|textit|textrm|textsc|texttt|operatorname\*?|boldsymbol|bm|hat|bar|tilde|vec|overline|underline|widehat|widetilde|mbox|rm|bf)\s*\{([^{}]*)\}/g, '$1')
      .replace(/\\(?:frac|tfrac|dfrac)\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, (_, a: string, b: string) => `${bracket(a)}/${bracket(b)}`)
      .replace(/\\sqrt\s*\{([^{}]*)\}/g, (_, a: string) => `√${bracket(a)}`)
      .replace(/\^\s*\{([^{}]*)\}|\^\s*(\\[a-zA-Z]+|[^\s{}\\])/g, (_, group?: string, one?: string) => script(symbolised(group ?? one!), raised, '^'))
      .replace(/_\s*\{([^{}]*)\}|_\s*(\\[a-zA-Z]+|[^\s{}\\])/g, (_, group?: string, one?: string) => script(symbolised(group ?? one!), lowered, '_'));
    if (out === before) break;
  }
  return symbolised(out).replace(/[{}]/g, '').replace(/\\\\/g, ' ').replace(/\\([a-zA-Z]+)/g, '$1').replace(/\s+/g, ' ').replaceAll(standIn['^'], '^').replaceAll(standIn._, '_').trim();
}

/** A blank after a command ends its name; it is a blank of the text only where another stands before it. */
const symbolised = (tex: string) => tex.replace(/(\s?)\\([a-zA-Z]+)(\s?)/g, (whole, before: string, name: string, after: string) => Object.hasOwn(symbols, name) ? before + symbols[name] + (before ? after : '') : whole);
const bracket = (text: string) => /^[\w.]*$|^\S$/.test(text.trim()) ? text.trim() : `(${text.trim()})`;
/** What Unicode cannot raise keeps its mark, as a stand-in until all rounds are over, so that it is not read again. */
const standIn = { '^': '\ue000', _: '\ue001' };
function script(text: string, table: Record<string, string>, mark: '^' | '_'): string {
  const letters = [...text.trim()];
  if (letters.length > 0 && letters.every((c) => Object.hasOwn(table, c))) return letters.map((c) => table[c]).join('');
  return standIn[mark] + (letters.length > 1 ? `(${text.trim()})` : text.trim());
}
