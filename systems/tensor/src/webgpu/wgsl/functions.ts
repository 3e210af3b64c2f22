/**
 * Functions of lanes in WGSL. What the language leaves open is closed here: NaN is told by its bits, because a compiler
 * may take it that there is none; conversions saturate; integer division by 0 gives 0. Sine, cosine, logarithm and the
 * like are polynomials of our own, because the language asks little of its own ones (sin: 2^-11).
 */
import type { LaneFn } from '../../loops/value.ts';

/** A function that a shader brings along, and those that it calls. */
interface Written { text: string; needs?: readonly string[] }

export const float = (x: number): string => {
  if (!Number.isFinite(x)) throw new Error('not a number WGSL can write');
  const rounded = Math.fround(x);
  // A hexadecimal float says exactly which one.
  return Object.is(rounded, -0) ? '-0.0f' : Number.isInteger(rounded) && Math.abs(rounded) < 1e6 ? `${rounded}.0f` : `${String(rounded).includes('.') || String(rounded).includes('e') ? rounded : `${rounded}.0`}f`;
};
const horner = (x: string, coefficients: readonly number[]): string => coefficients.slice(0, -1).reduceRight((sum, c) => `fma(${sum}, ${x}, ${float(c)})`, float(coefficients.at(-1)!));

/** (e^r - 1 - r) / r², |r| <= ln 2 / 2. */
const exponential = [0.49999993412469607, 0.1666652010762625, 0.041668394217414806, 0.008368780429098752, 0.0013814466740119814];
/** ln(1 + f) = f - f²/2 + f³ p(f), 1 + f in [√½, √2). */
const logarithm = [0.33333331707804453, -0.2500082103550423, 0.2000122686540913, -0.16623357298001515, 0.1420175823367447, -0.13160183063363806, 0.12761575644638087, -0.07634493023246265];
const hyperbolic = [-0.3333294663639904, 0.1332072505127134, -0.05267181320650421, 0.016437580530228153];
const errorSmall = [0.12837916571466362, -0.3761262579152697, 0.11283584892772693, -0.026853803312562922, 0.005188313507452758, -0.0008010081433611477, 0.00007853519257408409];
const errorLarge = [-0.0003415233924319289, -1.127089188607546, -0.6381448354735684, -0.10310675213418133, 0.02183806277014324, -0.0029476579719876377, 0.00018637915552550057];
const sine = [-0.16666666639558134, 0.008333329143935517, -0.0001983925663857438, 2.7175644893660117e-6], cosine = [0.04166666661920514, -0.0013888883438486056, 2.4799436421034556e-5, -2.7203304595919834e-7];
const arcTangent = [-0.33333299089327295, 0.1999854829043437, -0.14264241743746695, 0.10952186093255985, -0.08403451214343333, 0.05795760803628729, -0.031177859631152896, 0.010914612839918918, -0.0017936232321742926];

const sineOf = (name: string, shift: number): string => `fn ${name}(x: f32) -> f32 {
  // The angle less a multiple of π/2, taken off in three parts.
  let k = round(x * ${float(2 / Math.PI)});
  let r = ((x - k * 1.5703125f) - k * 4.837512969970703e-4f) - k * 7.54978995489188e-8f;
  let q = (i32(clamp(k, -2147483520.0f, 2147483520.0f)) + ${shift}) & 3;
  let z = r * r;
  let s = fma(${horner('z', sine)} * z, r, r);
  let c = fma(fma(${horner('z', cosine)}, z, -0.5f), z, 1.0f);
  let value = select(s, c, (q & 1) == 1);
  return select(select(value, -value, q >= 2), notANumber(), !isFinite_(x));
}`;

const rotations = [[13, 15, 26, 6], [17, 29, 16, 24]];
function threefryText(): string {
  const lines = ['fn threefry_(key0: i32, key1: i32, counter: i32) -> i32 {', '  let k0 = bitcast<u32>(key0); let k1 = bitcast<u32>(key1); let k2 = k0 ^ k1 ^ 0x1bd11bdau;', '  var x = bitcast<u32>(counter) + k0; var y = k1;'];
  for (let group = 0; group < 5; group++) {
    for (const r of rotations[group & 1]) lines.push(`  x += y; y = ((y << ${r}u) | (y >> ${32 - r}u)) ^ x;`);
    lines.push(`  x += k${(group + 1) % 3}; y += k${(group + 2) % 3} + ${group + 1}u;`);
  }
  return [...lines, '  return bitcast<i32>(x);', '}'].join('\n');
}

export const library: Readonly<Record<string, Written>> = {
  // Literals of infinity and NaN are errors: their bits come out of variables.
  infinity: { text: 'var<private> infinityBits: u32 = 0x7f800000u;\nfn infinity() -> f32 { return bitcast<f32>(infinityBits); }' },
  notANumber: { text: 'var<private> nanBits: u32 = 0x7fc00000u;\nfn notANumber() -> f32 { return bitcast<f32>(nanBits); }' },
  isNaN_: { text: 'fn isNaN_(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }' },
  isFinite_: { text: 'fn isFinite_(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }' },
  signed: { text: 'fn signed(size: f32, sign: f32) -> f32 { return bitcast<f32>((bitcast<u32>(size) & 0x7fffffffu) | (bitcast<u32>(sign) & 0x80000000u)); }' },
  max_: { needs: ['isNaN_'], text: 'fn max_(a: f32, b: f32) -> f32 { return select(select(max(a, b), b, isNaN_(b)), a, isNaN_(a)); }' },
  min_: { needs: ['isNaN_'], text: 'fn min_(a: f32, b: f32) -> f32 { return select(select(min(a, b), b, isNaN_(b)), a, isNaN_(a)); }' },
  sign_: { needs: ['isNaN_'], text: 'fn sign_(x: f32) -> f32 { return select(sign(x), x, isNaN_(x)); }' },
  sqrt_: { needs: ['notANumber'], text: 'fn sqrt_(x: f32) -> f32 { return select(sqrt(x), notANumber(), x < 0.0f); }' },
  expm1_: { text: `fn expm1_(x: f32) -> f32 {\n  let small = fma(${horner('x', exponential)} * x, x, x);\n  return select(exp(x) - 1.0f, small, abs(x) < 0.3466f);\n}` },
  logNear1: { text: `fn logNear1(f: f32) -> f32 {\n  let z = f * f;\n  return fma(-0.5f, z, ${horner('f', logarithm)} * f * z) + f;\n}` },
  log_: {
    needs: ['logNear1', 'infinity', 'notANumber'],
    text: `fn log_(x: f32) -> f32 {
  // x = 2^e m, m in [√½, √2).
  let scaled = x < 1.17549435e-38f;
  let bits = bitcast<i32>(select(x, x * 8388608.0f, scaled));
  let e = (bits - 0x3f3504f3) >> 23u;
  let f = bitcast<f32>(bits - (e << 23u)) - 1.0f;
  let n = f32(e) - select(0.0f, 23.0f, scaled);
  let value = fma(n, -2.12194440e-4f, logNear1(f)) + n * 0.693359375f;
  let special = select(select(notANumber(), -infinity(), x == 0.0f), infinity(), x > 0.0f);
  return select(special, value, x > 0.0f && x < infinity());
}`,
  },
  log1p_: { needs: ['logNear1', 'log_'], text: 'fn log1p_(x: f32) -> f32 { if (x > -0.29f && x < 0.41f) { return select(logNear1(x), x, x == 0.0f); } return log_(1.0f + x); }' },
  sin_: { needs: ['notANumber', 'isFinite_'], text: sineOf('sin_', 0) },
  cos_: { needs: ['notANumber', 'isFinite_'], text: sineOf('cos_', 1) },
  tanh_: {
    needs: ['signed'],
    text: `fn tanh_(x: f32) -> f32 {
  let size = abs(x);
  let z = x * x;
  // The small one keeps NaN.
  if (size >= 0.55f) { return signed(1.0f - 2.0f / (exp(2.0f * min(size, 9.1f)) + 1.0f), x); }
  return fma(${horner('z', hyperbolic)} * z, x, x);
}`,
  },
  erf_: {
    needs: ['signed'],
    text: `fn erf_(x: f32) -> f32 {
  let t = min(abs(x), 4.0f);
  let z = x * x;
  if (abs(x) >= 1.0f) { return signed(1.0f - exp(${horner('t', errorLarge)}), x); }
  return fma(x, ${horner('z', errorSmall)}, x);
}`,
  },
  mod_: {
    needs: ['notANumber'],
    text: `fn mod_(x: f32, y: f32) -> f32 {
  // Long division of the significands: exact.
  let a = bitcast<u32>(x) & 0x7fffffffu; let b = bitcast<u32>(y) & 0x7fffffffu; let sign = bitcast<u32>(x) & 0x80000000u;
  if (b == 0u || a >= 0x7f800000u || b > 0x7f800000u) { return notANumber(); }
  if (a < b) { return x; }
  var ma = a & 0x7fffffu; var ea = a >> 23u; if (ea == 0u) { ea = 1u; } else { ma |= 0x800000u; }
  var mb = b & 0x7fffffu; var eb = b >> 23u; if (eb == 0u) { eb = 1u; } else { mb |= 0x800000u; }
  for (var e = ea; e > eb; e--) { if (ma >= mb) { ma -= mb; } ma <<= 1u; }
  if (ma >= mb) { ma -= mb; }
  if (ma == 0u) { return bitcast<f32>(sign); }
  let shift = min(countLeadingZeros(ma) - 8u, eb - 1u);
  let lifted = ma << shift;
  return bitcast<f32>(sign | select(lifted, (lifted & 0x7fffffu) | ((eb - shift) << 23u), lifted >= 0x800000u));
}`,
  },
  pow_: {
    needs: ['logNear1', 'infinity', 'notANumber', 'isNaN_'],
    text: `fn pow_(x: f32, y: f32) -> f32 {
  // C's: 1 for pow(1, y) and pow(x, 0) whatever the other; negative bases with whole exponents.
  if (x == 1.0f || y == 0.0f) { return 1.0f; }
  if (isNaN_(x) || isNaN_(y)) { return notANumber(); }
  let size = abs(x); let big = infinity();
  let whole = trunc(y) == y; let half = y * 0.5f; let odd = whole && trunc(half) != half;
  var result: f32;
  if (size == 0.0f) { result = select(0.0f, big, y < 0.0f); }
  else if (size == big) { result = select(0.0f, big, y > 0.0f); }
  else if (size == 1.0f) { result = 1.0f; }
  else if (abs(y) == big) { result = select(0.0f, big, (size > 1.0f) == (y > 0.0f)); }
  else {
    let bits = bitcast<i32>(size); let e = (bits - 0x3f3504f3) >> 23u;
    let l = logNear1(bitcast<f32>(bits - (e << 23u)) - 1.0f) * ${float(Math.LOG2E)};
    let a = clamp(y * f32(e), -1000.0f, 1000.0f); let b = clamp(y * l, -1000.0f, 1000.0f); let n = round(a + b);
    let low = floor(n * 0.5f);
    result = exp2((a - n) + b) * exp2(low) * exp2(n - low);
  }
  if (x < 0.0f) { if (!whole && size < big) { return notANumber(); } if (odd) { result = -result; } }
  return result;
}`,
  },
  atan2_: {
    needs: ['signed', 'notANumber', 'isNaN_', 'infinity'],
    text: `fn atan2_(y: f32, x: f32) -> f32 {
  if (isNaN_(x) || isNaN_(y)) { return notANumber(); }
  let ay = abs(y); let ax = abs(x); let most = max(ax, ay); let least = min(ax, ay);
  var t = 0.0f;
  if (least == infinity()) { t = 1.0f; } else if (most > 0.0f && most < infinity()) { t = least / most; }
  let z = t * t;
  var angle = fma(${horner('z', arcTangent)} * z, t, t);
  if (ay > ax) { angle = ${float(Math.PI / 2)} - angle; }
  if ((bitcast<u32>(x) >> 31u) == 1u) { angle = ${float(Math.PI)} - angle; }
  return signed(angle, y);
}`,
  },
  toI32: { needs: ['isNaN_'], text: 'fn toI32(x: f32) -> i32 { if (isNaN_(x)) { return 0; } if (x >= 2147483648.0f) { return 2147483647; } if (x <= -2147483648.0f) { return i32(-2147483648); } return i32(x); }' },
  divI_: { text: 'fn divI_(a: i32, b: i32) -> i32 { if (b == 0) { return 0; } if (b == -1) { return 0 - a; } return a / b; }' },
  modI_: { text: 'fn modI_(a: i32, b: i32) -> i32 { if (b == 0 || b == -1) { return 0; } return a % b; }' },
  powI_: {
    text: `fn powI_(base: i32, exponent: i32) -> i32 {
  if (exponent < 0) { return select(select(0, select(1, -1, (exponent & 1) != 0), base == -1), 1, base == 1); }
  var result = 1; var b = base; var e = bitcast<u32>(exponent);
  while (e != 0u) { if ((e & 1u) != 0u) { result *= b; } b *= b; e >>= 1u; }
  return result;
}`,
  },
  threefry_: { text: threefryText() },
  roundBf16_: {
    needs: ['isNaN_'],
    text: 'fn roundBf16_(x: f32) -> f32 {\n  let b = bitcast<u32>(x);\n  if (isNaN_(x)) { return x; }\n  return bitcast<f32>((b + 0x7fffu + ((b >> 16u) & 1u)) & 0xffff0000u);\n}',
  },
  roundF16_: {
    needs: ['isNaN_'],
    text: `fn roundF16_(x: f32) -> f32 {
  // To 11 significant bits, ties to even; fewer where halves are subnormal.
  let b = bitcast<u32>(x); let size = b & 0x7fffffffu; let sign = b & 0x80000000u;
  if (size >= 0x7f800000u) { return x; }
  if (size < 0x38800000u) {
    // Multiples of 2^-24: so many of them, which a float counts exactly.
    return bitcast<f32>(sign | bitcast<u32>(round(bitcast<f32>(size) * 16777216.0f) * 5.9604644775390625e-8f));
  }
  let rounded = (size + 0xfffu + ((size >> 13u) & 1u)) & 0xffffe000u;
  return bitcast<f32>(sign | select(rounded, 0x7f800000u, rounded >= 0x47800000u));
}`,
  },
};

type Print = (...args: string[]) => string;
const called = (name: string): { print: Print; needs: readonly string[] } => ({ print: (...args) => `${name}(${args.join(', ')})`, needs: [name] });
const plain = (print: Print, ...needs: string[]): { print: Print; needs: readonly string[] } => ({ print, needs });
const infix = (sign: string) => plain((a, b) => `(${a} ${sign} ${b})`);

/** How a function of lanes is written, and what it needs of the library. */
export const laneFunctions: Readonly<Record<LaneFn, { print: Print; needs: readonly string[] }>> = {
  neg: plain((x) => `-(${x})`), abs: plain((x) => `abs(${x})`), sign: called('sign_'), floor: plain((x) => `floor(${x})`), ceil: plain((x) => `ceil(${x})`), round: plain((x) => `round(${x})`), trunc: plain((x) => `trunc(${x})`),
  sqrt: called('sqrt_'), reciprocal: plain((x) => `(1.0f / ${x})`), exp: plain((x) => `exp(${x})`), expm1: called('expm1_'), log: called('log_'), log1p: called('log1p_'), sin: called('sin_'), cos: called('cos_'), tanh: called('tanh_'),
  sigmoid: plain((x) => `(1.0f / (1.0f + exp(-(${x}))))`), erf: called('erf_'),
  add: infix('+'), sub: infix('-'), mul: infix('*'), div: infix('/'), mod: called('mod_'), pow: called('pow_'), atan2: called('atan2_'), min: called('min_'), max: called('max_'),
  eq: infix('=='), ne: infix('!='), lt: infix('<'), le: infix('<='), gt: infix('>'), ge: infix('>='), isNaN: called('isNaN_'), isFinite: called('isFinite_'), fma: plain((a, b, c) => `fma(${a}, ${b}, ${c})`),
  negI: plain((x) => `(0 - ${x})`), absI: plain((x) => `abs(${x})`), signI: plain((x) => `sign(${x})`), bitNotI: plain((x) => `~(${x})`), addI: infix('+'), subI: infix('-'), mulI: infix('*'), divI: called('divI_'), modI: called('modI_'), powI: called('powI_'),
  minI: plain((a, b) => `min(${a}, ${b})`), maxI: plain((a, b) => `max(${a}, ${b})`), eqI: infix('=='), neI: infix('!='), ltI: infix('<'), leI: infix('<='), gtI: infix('>'), geI: infix('>='), andI: infix('&'), orI: infix('|'), xorI: infix('^'),
  shlI: plain((a, b) => `(${a} << (bitcast<u32>(${b}) & 31u))`), shrI: plain((a, b) => `(${a} >> (bitcast<u32>(${b}) & 31u))`), ushrI: plain((a, b) => `bitcast<i32>(bitcast<u32>(${a}) >> (bitcast<u32>(${b}) & 31u))`), threefry: called('threefry_'),
  not: plain((x) => `!(${x})`), and: infix('&&'), or: infix('||'), xor: infix('!='), where: plain((mask, a, b) => `select(${b}, ${a}, ${mask})`),
  i32ToF32: plain((x) => `f32(${x})`), f32ToI32: called('toI32'), f32ToU8: plain((x) => `clamp(toI32(${x}), 0, 255)`, 'toI32'), f32ToI8: plain((x) => `clamp(toI32(${x}), -128, 127)`, 'toI32'), wrapU8: plain((x) => `(${x} & 255)`), wrapI8: plain((x) => `((${x} << 24u) >> 24u)`),
  maskToF32: plain((x) => `select(0.0f, 1.0f, ${x})`), maskToI32: plain((x) => `select(0, 1, ${x})`), f32ToMask: plain((x) => `(${x} != 0.0f)`), i32ToMask: plain((x) => `(${x} != 0)`), roundF16: called('roundF16_'), roundBf16: called('roundBf16_'),
};
