/**
 * A small language for kernels: shapes first, then an expression.
 *
 *   x: f32[128, 768]; w: f32[768, 3072]; b: f32[3072]; gelu(x @ w + b)
 *
 * Read by a parser of its own: nothing that is typed is ever run as JavaScript.
 */
import type { Tensor } from '@galley/tensor';

export class ExpressionError extends Error {}

export interface Operations {
  binary: Record<'+' | '-' | '*' | '/' | '@', (a: Tensor, b: Tensor | number) => Tensor>;
  functions: Record<string, { takes: string; call(args: (Tensor | number)[]): Tensor }>;
}
export interface Program { inputs: { name: string; shape: number[] }[]; run(operations: Operations, inputs: Record<string, Tensor>): Tensor }

type Token = { kind: 'name' | 'number' | 'sign' | 'end'; text: string; at: number };
type Tree = { kind: 'name'; name: string; at: number } | { kind: 'number'; value: number } | { kind: 'binary'; sign: '+' | '-' | '*' | '/' | '@'; a: Tree; b: Tree; at: number } | { kind: 'call'; name: string; args: Tree[]; at: number };

/** Elements that a page may be asked to hold. */
const mostElements = 1 << 24;

function tokens(text: string): Token[] {
  const found: Token[] = [], pattern = /\s*(?:([A-Za-z_]\w*)|(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([-+*/@()[\],:;]))/gy;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) { const place = at + (text.slice(at).length - text.slice(at).trimStart().length); throw new ExpressionError(`At ${place + 1}: "${text[place]}" belongs to no expression.`); }
    const [whole, name, number, sign] = match, start = at + whole.length - (name ?? number ?? sign).length;
    found.push({ kind: name ? 'name' : number ? 'number' : 'sign', text: name ?? number ?? sign, at: start });
    at = pattern.lastIndex;
  }
  return [...found, { kind: 'end', text: 'the end', at: text.length }];
}

/** @throws ExpressionError naming the place and what is expected there */
export function parse(text: string): Program {
  if (text.length > 2000) throw new ExpressionError(`The expression has ${text.length} characters: at most 2000.`);
  const list = tokens(text), inputs: Program['inputs'] = [];
  let next = 0;
  const peek = (ahead = 0) => list[Math.min(next + ahead, list.length - 1)], isSign = (sign: string, ahead = 0) => peek(ahead).kind === 'sign' && peek(ahead).text === sign;
  const wrong = (expected: string): never => { throw new ExpressionError(`At ${peek().at + 1}: expected ${expected}, got ${peek().kind === 'end' ? 'the end' : `"${peek().text}"`}.`); };
  const sign = (text_: string) => { if (!isSign(text_)) wrong(`"${text_}"`); next++; };
  const word = (expected: string): string => { if (peek().kind !== 'name') wrong(expected); return list[next++].text; };
  while (peek().kind === 'name' && isSign(':', 1)) {
    const name = word('a name');
    if (inputs.some((i) => i.name === name)) throw new ExpressionError(`${name} is given two shapes.`);
    sign(':');
    if (word('f32') !== 'f32') { next--; wrong('f32'); }
    sign('[');
    const shape: number[] = [];
    while (!isSign(']')) {
      if (peek().kind !== 'number' || !/^\d+$/.test(peek().text)) wrong('a whole number');
      shape.push(Number(list[next++].text));
      if (!isSign(']')) sign(',');
    }
    sign(']');
    if (shape.reduce((n, d) => n * d, 1) > mostElements) throw new ExpressionError(`${name} has ${shape.reduce((n, d) => n * d, 1).toLocaleString('en')} elements: at most ${mostElements.toLocaleString('en')} here.`);
    inputs.push({ name, shape });
    sign(';');
  }
  if (inputs.length === 0) wrong('a shape, such as x: f32[64, 64];');
  const tree = sum();
  if (isSign(';')) next++;
  if (peek().kind !== 'end') wrong('an operation or the end');

  function sum(): Tree { let a = product(); while (isSign('+') || isSign('-')) { const { text: s, at } = list[next++]; a = { kind: 'binary', sign: s as '+', a, b: product(), at }; } return a; }
  function product(): Tree { let a = factor(); while (isSign('*') || isSign('/') || isSign('@')) { const { text: s, at } = list[next++]; a = { kind: 'binary', sign: s as '*', a, b: factor(), at }; } return a; }
  function factor(): Tree {
    if (isSign('-')) { const { at } = list[next++]; return { kind: 'binary', sign: '*', a: factor(), b: { kind: 'number', value: -1 }, at }; }
    if (isSign('(')) { next++; const inner = sum(); sign(')'); return inner; }
    if (peek().kind === 'number') return { kind: 'number', value: Number(list[next++].text) };
    const { at } = peek(), name = word('a name, a number or "("');
    if (!isSign('(')) { if (!inputs.some((i) => i.name === name)) throw new ExpressionError(`At ${at + 1}: ${name} has no shape. Expected one of ${inputs.map((i) => i.name).join(', ')}.`); return { kind: 'name', name, at }; }
    next++;
    const args: Tree[] = [];
    while (!isSign(')')) { args.push(sum()); if (!isSign(')')) sign(','); }
    sign(')');
    return { kind: 'call', name, args, at };
  }
  return {
    inputs,
    run(operations, given) {
      const value = (t: Tree): Tensor | number => {
        if (t.kind === 'number') return t.value;
        if (t.kind === 'name') return given[t.name];
        if (t.kind === 'call') {
          const known = Object.hasOwn(operations.functions, t.name) ? operations.functions[t.name] : undefined;
          if (!known) throw new ExpressionError(`At ${t.at + 1}: there is no function ${t.name}. Expected one of ${Object.keys(operations.functions).join(', ')}.`);
          return known.call(t.args.map(value));
        }
        const a = value(t.a), b = value(t.b);
        if (typeof a === 'number' && typeof b === 'number') return { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '@': NaN }[t.sign];
        if (typeof a !== 'number') return operations.binary[t.sign](a, b);
        const other = b as Tensor;
        return t.sign === '-' ? operations.binary['+'](operations.binary['*'](other, -1), a) : t.sign === '/' ? operations.binary['*'](operations.functions.reciprocal.call([other]), a) : operations.binary[t.sign](other, a);
      };
      const result = value(tree);
      if (typeof result === 'number') throw new ExpressionError('The expression is a number: expected one of the tensors in it.');
      return result;
    },
  };
}

export const examples = [
  { title: 'product', text: 'a: f32[256, 256]; b: f32[256, 256]; a @ b' },
  { title: 'bias and GELU', text: 'x: f32[128, 768]; w: f32[768, 1024]; b: f32[1024]; gelu(x @ w + b)' },
  { title: 'softmax', text: 'x: f32[512, 512]; softmax(x)' },
  { title: 'layer norm', text: 'x: f32[256, 768]; g: f32[768]; b: f32[768]; layerNorm(x) * g + b' },
  { title: 'convolution', text: 'x: f32[1, 32, 32, 32]; w: f32[3, 3, 32, 64]; relu(conv(x, w))' },
  { title: 'ragged', text: 'a: f32[17, 13]; b: f32[13, 11]; c: f32[11]; tanh(a @ b + c)' },
  { title: 'attention', text: 'q: f32[1, 4, 128, 32]; k: f32[1, 4, 128, 32]; v: f32[1, 4, 128, 32]; attention(q, k, v)' },
];
