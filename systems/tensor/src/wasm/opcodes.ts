/**
 * WebAssembly's instructions: for each its opcode and what it takes from the stack and leaves there.
 * Source: WebAssembly core specification 3.0 (SIMD128, relaxed SIMD, bulk memory), threads proposal.
 *
 * A signature is written `taken:left` in letters: i = i32, l = i64, f = f32, d = f64, v = v128, a = an address (i32, or i64 with memory64).
 */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';
export const typeByte: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

export interface Instruction { prefix: number; code: number; takes: string; gives: string; /** log2 of the bytes a memory access touches; -1 for what is none. */ align: number; lane: boolean }

const table: Record<string, Instruction> = {};
function define(prefix: number, signature: string, entries: string, { align = -1, lane = false } = {}): void {
  const [takes, gives] = signature.split(':');
  for (const entry of entries.trim().split(/\s+/)) {
    const [name, code] = entry.split('=');
    table[name] = { prefix, code: Number.parseInt(code, 16), takes, gives, align, lane };
  }
}
/** Consecutive opcodes from `first`. A `-` skips one. */
function sequence(prefix: number, signature: string, first: number, type: string, names: string): void {
  const [takes, gives] = signature.split(':');
  names.trim().split(/\s+/).forEach((name, i) => { if (name !== '-') table[`${type}.${name}`] = { prefix, code: first + i, takes, gives, align: -1, lane: false }; });
}

// Scalars
const order = 'lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u', arithmetic = 'add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
sequence(0, 'i:i', 0x45, 'i32', 'eqz'); sequence(0, 'ii:i', 0x46, 'i32', `eq ne ${order}`);
sequence(0, 'l:i', 0x50, 'i64', 'eqz'); sequence(0, 'll:i', 0x51, 'i64', `eq ne ${order}`);
sequence(0, 'ff:i', 0x5b, 'f32', 'eq ne lt gt le ge'); sequence(0, 'dd:i', 0x61, 'f64', 'eq ne lt gt le ge');
sequence(0, 'i:i', 0x67, 'i32', 'clz ctz popcnt'); sequence(0, 'ii:i', 0x6a, 'i32', arithmetic);
sequence(0, 'l:l', 0x79, 'i64', 'clz ctz popcnt'); sequence(0, 'll:l', 0x7c, 'i64', arithmetic);
sequence(0, 'f:f', 0x8b, 'f32', 'abs neg ceil floor trunc nearest sqrt'); sequence(0, 'ff:f', 0x92, 'f32', 'add sub mul div min max copysign');
sequence(0, 'd:d', 0x99, 'f64', 'abs neg ceil floor trunc nearest sqrt'); sequence(0, 'dd:d', 0xa0, 'f64', 'add sub mul div min max copysign');
define(0, 'l:i', 'i32.wrap_i64=a7'); define(0, 'i:l', 'i64.extend_i32_s=ac i64.extend_i32_u=ad');
define(0, 'i:f', 'f32.convert_i32_s=b2 f32.convert_i32_u=b3 f32.reinterpret_i32=be'); define(0, 'f:i', 'i32.reinterpret_f32=bc');
define(0, 'd:f', 'f32.demote_f64=b6'); define(0, 'f:d', 'f64.promote_f32=bb'); define(0, 'i:d', 'f64.convert_i32_s=b7');
define(0xfc, 'f:i', 'i32.trunc_sat_f32_s=0 i32.trunc_sat_f32_u=1');
// Memory
define(0, 'a:i', 'i32.load=28', { align: 2 }); define(0, 'a:l', 'i64.load=29', { align: 3 }); define(0, 'a:f', 'f32.load=2a', { align: 2 }); define(0, 'a:d', 'f64.load=2b', { align: 3 });
define(0, 'a:i', 'i32.load8_s=2c i32.load8_u=2d', { align: 0 }); define(0, 'a:i', 'i32.load16_s=2e i32.load16_u=2f', { align: 1 });
define(0, 'ai:', 'i32.store=36', { align: 2 }); define(0, 'al:', 'i64.store=37', { align: 3 }); define(0, 'af:', 'f32.store=38', { align: 2 }); define(0, 'ad:', 'f64.store=39', { align: 3 });
define(0, 'ai:', 'i32.store8=3a', { align: 0 }); define(0, 'ai:', 'i32.store16=3b', { align: 1 });
// Atomics
define(0xfe, 'ai:i', 'memory.atomic.notify=0', { align: 2 }); define(0xfe, 'ail:i', 'memory.atomic.wait32=1', { align: 2 });
define(0xfe, 'a:i', 'i32.atomic.load=10', { align: 2 }); define(0xfe, 'ai:', 'i32.atomic.store=17', { align: 2 });
define(0xfe, 'ai:i', 'i32.atomic.rmw.add=1e i32.atomic.rmw.sub=25 i32.atomic.rmw.and=2c i32.atomic.rmw.or=33 i32.atomic.rmw.xor=3a i32.atomic.rmw.xchg=41', { align: 2 });
define(0xfe, 'aii:i', 'i32.atomic.rmw.cmpxchg=48', { align: 2 });
// SIMD: memory
define(0xfd, 'a:v', 'v128.load=0', { align: 4 }); define(0xfd, 'av:', 'v128.store=b', { align: 4 });
define(0xfd, 'a:v', 'v128.load8x8_s=1 v128.load8x8_u=2 v128.load16x4_s=3 v128.load16x4_u=4 v128.load32x2_s=5 v128.load32x2_u=6 v128.load64_splat=a v128.load64_zero=5d', { align: 3 });
define(0xfd, 'a:v', 'v128.load8_splat=7', { align: 0 }); define(0xfd, 'a:v', 'v128.load16_splat=8', { align: 1 }); define(0xfd, 'a:v', 'v128.load32_splat=9 v128.load32_zero=5c', { align: 2 });
['8', '16', '32', '64'].forEach((bits, align) => {
  define(0xfd, 'av:v', `v128.load${bits}_lane=${(0x54 + align).toString(16)}`, { align, lane: true });
  define(0xfd, 'av:', `v128.store${bits}_lane=${(0x58 + align).toString(16)}`, { align, lane: true });
});
// SIMD: lanes
define(0xfd, 'i:v', 'i8x16.splat=f i16x8.splat=10 i32x4.splat=11'); define(0xfd, 'l:v', 'i64x2.splat=12'); define(0xfd, 'f:v', 'f32x4.splat=13'); define(0xfd, 'd:v', 'f64x2.splat=14');
define(0xfd, 'v:i', 'i8x16.extract_lane_s=15 i8x16.extract_lane_u=16 i16x8.extract_lane_s=18 i16x8.extract_lane_u=19 i32x4.extract_lane=1b', { lane: true });
define(0xfd, 'vi:v', 'i8x16.replace_lane=17 i16x8.replace_lane=1a i32x4.replace_lane=1c', { lane: true });
define(0xfd, 'v:l', 'i64x2.extract_lane=1d', { lane: true }); define(0xfd, 'v:f', 'f32x4.extract_lane=1f', { lane: true }); define(0xfd, 'v:d', 'f64x2.extract_lane=21', { lane: true });
define(0xfd, 'vl:v', 'i64x2.replace_lane=1e', { lane: true }); define(0xfd, 'vf:v', 'f32x4.replace_lane=20', { lane: true }); define(0xfd, 'vd:v', 'f64x2.replace_lane=22', { lane: true });
define(0xfd, 'vv:v', 'i8x16.swizzle=e');
// SIMD: comparison and bits
for (const [type, first] of [['i8x16', 0x23], ['i16x8', 0x2d], ['i32x4', 0x37]] as const) sequence(0xfd, 'vv:v', first, type, `eq ne ${order}`);
sequence(0xfd, 'vv:v', 0x41, 'f32x4', 'eq ne lt gt le ge'); sequence(0xfd, 'vv:v', 0x47, 'f64x2', 'eq ne lt gt le ge');
define(0xfd, 'v:v', 'v128.not=4d'); define(0xfd, 'vv:v', 'v128.and=4e v128.andnot=4f v128.or=50 v128.xor=51'); define(0xfd, 'vvv:v', 'v128.bitselect=52'); define(0xfd, 'v:i', 'v128.any_true=53');
// SIMD: arithmetic
define(0xfd, 'v:v', 'f32x4.demote_f64x2_zero=5e f64x2.promote_low_f32x4=5f f32x4.ceil=67 f32x4.floor=68 f32x4.trunc=69 f32x4.nearest=6a f64x2.ceil=74 f64x2.floor=75 f64x2.trunc=7a f64x2.nearest=94');
define(0xfd, 'vv:v', 'i8x16.narrow_i16x8_s=65 i8x16.narrow_i16x8_u=66 i8x16.add=6e i8x16.sub=71 i16x8.narrow_i32x4_s=85 i16x8.narrow_i32x4_u=86');
sequence(0xfd, 'v:v', 0x60, 'i8x16', 'abs neg popcnt'); define(0xfd, 'v:i', 'i8x16.all_true=63 i8x16.bitmask=64 i16x8.all_true=83 i16x8.bitmask=84 i32x4.all_true=a3 i32x4.bitmask=a4');
define(0xfd, 'v:v', 'i16x8.extend_low_i8x16_s=87 i16x8.extend_high_i8x16_s=88 i16x8.extend_low_i8x16_u=89 i16x8.extend_high_i8x16_u=8a i16x8.abs=80 i16x8.neg=81');
sequence(0xfd, 'vi:v', 0x8b, 'i16x8', 'shl shr_s shr_u'); define(0xfd, 'vv:v', 'i16x8.add=8e i16x8.sub=91 i16x8.mul=95 i16x8.min_s=96 i16x8.min_u=97 i16x8.max_s=98 i16x8.max_u=99');
define(0xfd, 'v:v', 'i32x4.abs=a0 i32x4.neg=a1 i32x4.extend_low_i16x8_s=a7 i32x4.extend_high_i16x8_s=a8 i32x4.extend_low_i16x8_u=a9 i32x4.extend_high_i16x8_u=aa');
sequence(0xfd, 'vi:v', 0xab, 'i32x4', 'shl shr_s shr_u');
define(0xfd, 'vv:v', 'i32x4.add=ae i32x4.sub=b1 i32x4.mul=b5 i32x4.min_s=b6 i32x4.min_u=b7 i32x4.max_s=b8 i32x4.max_u=b9 i32x4.dot_i16x8_s=ba');
sequence(0xfd, 'vi:v', 0xcb, 'i64x2', 'shl shr_s shr_u'); define(0xfd, 'vv:v', 'i64x2.add=ce i64x2.sub=d1 i64x2.mul=d5');
define(0xfd, 'v:v', 'f32x4.abs=e0 f32x4.neg=e1 f32x4.sqrt=e3 f64x2.abs=ec f64x2.neg=ed f64x2.sqrt=ef');
sequence(0xfd, 'vv:v', 0xe4, 'f32x4', 'add sub mul div min max pmin pmax'); sequence(0xfd, 'vv:v', 0xf0, 'f64x2', 'add sub mul div min max pmin pmax');
define(0xfd, 'v:v', 'i32x4.trunc_sat_f32x4_s=f8 i32x4.trunc_sat_f32x4_u=f9 f32x4.convert_i32x4_s=fa f32x4.convert_i32x4_u=fb f64x2.convert_low_i32x4_s=fe');
// Relaxed SIMD
define(0xfd, 'vvv:v', 'f32x4.relaxed_madd=105 f32x4.relaxed_nmadd=106 i32x4.relaxed_laneselect=10b i32x4.relaxed_dot_i8x16_i7x16_add_s=113');
define(0xfd, 'vv:v', 'i8x16.relaxed_swizzle=100 f32x4.relaxed_min=10d f32x4.relaxed_max=10e');

type Words<S extends string> = S extends `${infer Head} ${infer Tail}` ? Head | Words<Tail> : S;
type Of<T extends string, N extends string> = `${T}.${Words<N>}`;
type Integer = 'eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
type Float = 'eq ne lt gt le ge abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign';
type Compare = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';

/** Instructions without an immediate. */
export type Plain =
  | Of<'i32' | 'i64', Integer> | Of<'f32' | 'f64', Float>
  | 'i32.wrap_i64' | 'i64.extend_i32_s' | 'i64.extend_i32_u' | 'f32.convert_i32_s' | 'f32.convert_i32_u' | 'f32.reinterpret_i32' | 'i32.reinterpret_f32' | 'f32.demote_f64' | 'f64.promote_f32' | 'f64.convert_i32_s' | 'i32.trunc_sat_f32_s' | 'i32.trunc_sat_f32_u'
  | Of<'i8x16' | 'i16x8' | 'i32x4' | 'i64x2' | 'f32x4' | 'f64x2', 'splat'> | 'i8x16.swizzle'
  | Of<'i8x16' | 'i16x8' | 'i32x4', Compare> | Of<'f32x4' | 'f64x2', 'eq ne lt gt le ge abs neg sqrt add sub mul div min max pmin pmax'>
  | Of<'v128', 'not and andnot or xor bitselect any_true'> | Of<'f32x4', 'ceil floor trunc nearest demote_f64x2_zero convert_i32x4_s convert_i32x4_u relaxed_madd relaxed_nmadd relaxed_min relaxed_max'>
  | Of<'f64x2', 'ceil floor trunc nearest promote_low_f32x4 convert_low_i32x4_s'> | Of<'i8x16', 'abs neg popcnt all_true bitmask add sub narrow_i16x8_s narrow_i16x8_u relaxed_swizzle'>
  | Of<'i16x8', 'abs neg all_true bitmask shl shr_s shr_u add sub mul min_s min_u max_s max_u narrow_i32x4_s narrow_i32x4_u extend_low_i8x16_s extend_high_i8x16_s extend_low_i8x16_u extend_high_i8x16_u'>
  | Of<'i32x4', 'abs neg all_true bitmask shl shr_s shr_u add sub mul min_s min_u max_s max_u dot_i16x8_s extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u trunc_sat_f32x4_s trunc_sat_f32x4_u relaxed_laneselect relaxed_dot_i8x16_i7x16_add_s'>
  | Of<'i64x2', 'shl shr_s shr_u add sub mul'>;
/** Instructions that touch memory: offset and alignment are immediates. */
export type Access =
  | Of<'i32', 'load load8_s load8_u load16_s load16_u store store8 store16'> | Of<'i64' | 'f32' | 'f64', 'load store'>
  | Of<'memory.atomic', 'notify wait32'> | Of<'i32.atomic', 'load store rmw.add rmw.sub rmw.and rmw.or rmw.xor rmw.xchg rmw.cmpxchg'>
  | Of<'v128', 'load store load8x8_s load8x8_u load16x4_s load16x4_u load32x2_s load32x2_u load8_splat load16_splat load32_splat load64_splat load32_zero load64_zero'>;
/** Instructions with a lane as their immediate. */
export type Lane = Of<'i8x16' | 'i16x8', 'extract_lane_s extract_lane_u replace_lane'> | Of<'i32x4' | 'i64x2' | 'f32x4' | 'f64x2', 'extract_lane replace_lane'>;
export type AccessLane = Of<'v128', 'load8_lane load16_lane load32_lane load64_lane store8_lane store16_lane store32_lane store64_lane'>;

export const instructions: Readonly<Record<Plain | Access | Lane | AccessLane, Instruction>> = table as Record<Plain | Access | Lane | AccessLane, Instruction>;
