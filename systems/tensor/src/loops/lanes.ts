/**
 * Emits values four lanes at a time. There is one arithmetic for whole vectors and for what is left at an edge: an
 * edge loads and stores fewer lanes, so an element's bits do not depend on where in the loop it falls.
 */
import { bytesOf } from '../graph/dtype.ts';
import type { FunctionBuilder, Local } from '../wasm/index.ts';
import type { EmitContext } from './kernel.ts';
import { emitF16BitsToF32, emitF32ToBf16Bits, emitF32ToF16Bits } from './math.ts';
import { laneKind, visitValues, type Access, type LaneKind, type Store, type Value } from './value.ts';

/** Where in a nest values are emitted: which elements, at which addresses. */
export interface Place {
  /** Lanes that are valid, along the vector axis; the others are computed and thrown away. */
  lanes: 1 | 2 | 3 | 4;
  vectorAxis: number;
  /** Pushes an address, and returns the bytes, not negative, that are to be added to it for lane 0 of the access and `extraBytes` more. */
  address(access: Access, extraBytes: number): number;
  /** Pushes what the kernel provides, as a vector. */
  hole(hole: number): void;
  /** Pushes the i32 of lane 0 of an index value. */
  index(value: Extract<Value, { kind: 'index' }>): void;
  /** Values that are in locals already. */
  memo: Map<Value, Local>;
}

const bitsOf = new DataView(new ArrayBuffer(4));
/** A number as the 32 bits of a lane. */
export function laneBits(lane: LaneKind, value: number): number {
  if (lane === 'mask') return value ? -1 : 0;
  if (lane === 'i32') return value | 0;
  bitsOf.setFloat32(0, value);
  return bitsOf.getInt32(0);
}

/** Whether a value is the same for all positions along an axis. */
export function uniformAlong(value: Value, axis: number, holeVaries: (hole: number) => boolean = () => true): boolean {
  let uniform = true;
  visitValues([value], (v) => {
    if (v.kind === 'load' && v.access.strides[axis] !== 0) uniform = false;
    if (v.kind === 'index' && v.strides[axis] !== 0) uniform = false;
    if (v.kind === 'hole' && holeVaries(v.hole)) uniform = false;
  });
  return uniform;
}

export class Lanes {
  readonly f: FunctionBuilder;
  readonly context: EmitContext;
  readonly #uses = new Map<Value, number>();

  /** @param roots every value that will be emitted: those used more than once are kept in locals */
  constructor(f: FunctionBuilder, context: EmitContext, roots: readonly Value[]) {
    this.f = f; this.context = context;
    const use = (value: Value) => this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1);
    for (const root of roots) use(root);
    visitValues(roots, (value) => {
      if (value.kind === 'map') value.args.forEach(use);
      if (value.kind === 'load') for (const { index } of value.access.gathers ?? []) use(index);
    });
  }

  /** Leaves the value's four lanes on the stack. */
  emit(value: Value, place: Place): void {
    const { f } = this, known = place.memo.get(value);
    if (known !== undefined) { f.get(known); return; }
    switch (value.kind) {
      case 'constant': f.i32x4(laneBits(value.lane, value.value)); return;
      case 'hole': place.hole(value.hole); return;
      case 'index': {
        const stride = value.strides[place.vectorAxis] ?? 0;
        place.index(value);
        f.op('i32x4.splat');
        if (stride) f.i32x4(0, stride, 2 * stride, 3 * stride).op('i32x4.add');
        break;
      }
      case 'load': this.load(value.access, place); break;
      case 'map': this.#map(value, place); break;
    }
    if (this.#uses.get(value)! > 1) {
      const kept = f.local('v128');
      place.memo.set(value, kept);
      f.tee(kept);
    }
  }

  /** Leaves the value added to a local's: a product in one instruction. */
  emitSum(into: Local, value: Value, place: Place): void {
    const { f } = this;
    if (this.context.fma && value.kind === 'map' && value.fn === 'mul' && this.#uses.get(value) === 1) {
      for (const arg of value.args) this.emit(arg, place);
      f.get(into).op('f32x4.relaxed_madd');
      return;
    }
    f.get(into);
    this.emit(value, place);
    f.op('f32x4.add');
  }

  /** A product that is added becomes one multiply-add where nobody else wants the product. */
  #map(value: Extract<Value, { kind: 'map' }>, place: Place): void {
    const { f, context } = this, isProduct = (v: Value) => v.kind === 'map' && v.fn === 'mul' && this.#uses.get(v) === 1 && !place.memo.has(v);
    if (context.fma && value.fn === 'add') {
      const [a, b] = value.args, product = isProduct(a) ? a : isProduct(b) ? b : undefined;
      if (product?.kind === 'map') {
        for (const arg of product.args) this.emit(arg, place);
        this.emit(product === a ? b : a, place);
        f.op('f32x4.relaxed_madd');
        return;
      }
    }
    if (context.fma && value.fn === 'sub' && isProduct(value.args[1])) {
      // a - b * c
      const product = value.args[1] as Extract<Value, { kind: 'map' }>;
      for (const arg of product.args) this.emit(arg, place);
      this.emit(value.args[0], place);
      f.op('f32x4.relaxed_nmadd');
      return;
    }
    if ((value.fn === 'max' || value.fn === 'min') && value.args.some((arg) => arg.kind === 'constant' && !Number.isNaN(arg.value))) {
      // Against a number, NaN comes through when it is the first operand: one instruction instead of eight.
      const [a, b] = value.args, [x, bound] = a.kind === 'constant' ? [b, a] : [a, b];
      this.emit(x, place);
      this.emit(bound, place);
      f.op(value.fn === 'max' ? 'f32x4.pmax' : 'f32x4.pmin');
      return;
    }
    for (const arg of value.args) this.emit(arg, place);
    context.math.emit(f, value.fn);
  }

  /** Gives back the locals of values at a place whose elements are done. */
  forget(place: Place, kept: ReadonlySet<Value> = new Set()): void {
    for (const [value, local] of place.memo) if (!kept.has(value)) { this.f.release(local); place.memo.delete(value); }
  }

  // Loads

  load(access: Access, place: Place): void {
    if (access.gathers?.length) { this.#gather(access, place); return; }
    this.#loadFrom(access, place, (extra) => place.address(access, extra));
  }

  /** @param address pushes the address of lane 0, returns the offset to add */
  #loadFrom({ dtype, strides }: Access, { lanes, vectorAxis }: Place, address: (extraBytes: number) => number): void {
    const { f } = this, stride = strides[vectorAxis] ?? 0, bytes = bytesOf[dtype];
    if (bytes === 4) {
      if (stride === 0) { f.mem('v128.load32_splat', address(0)); return; }
      if (stride === 1 && lanes === 4) { f.mem('v128.load', address(0)); return; }
      if (stride === 1 && lanes === 2) { f.mem('v128.load64_zero', address(0)); return; }
      if (lanes === 1) { f.mem('v128.load32_zero', address(0)); return; }
    } else if (stride === 0) {
      f.mem(bytes === 1 ? 'v128.load8_splat' : 'v128.load16_splat', address(0));
      this.#widen(dtype);
      return;
    } else if (stride === 1 && lanes === 4) {
      f.mem(bytes === 1 ? 'v128.load32_zero' : 'v128.load64_zero', address(0));
      this.#widen(dtype);
      return;
    }
    // Lane by lane.
    const built = f.local('v128'), load = bytes === 4 ? 'v128.load32_lane' : bytes === 2 ? 'v128.load16_lane' : 'v128.load8_lane';
    let first = 0;
    if (stride === 1 && bytes === 4) { f.mem('v128.load64_zero', address(0)).set(built); first = 2; } else if (bytes === 4) { f.mem('v128.load32_zero', address(0)).set(built); first = 1; } else f.i32x4(0).set(built);
    for (let lane = first; lane < lanes; lane++) {
      const offset = address(lane * stride * bytes);
      f.get(built).memLane(load, lane, offset).set(built);
    }
    f.get(built);
    f.release(built);
    if (bytes !== 4) this.#widen(dtype);
  }

  /** The lowest four elements of a vector of 8- or 16-bit ones, as lanes. */
  #widen(dtype: Access['dtype']): void {
    const { f } = this;
    switch (dtype) {
      case 'u8': f.op('i16x8.extend_low_i8x16_u').op('i32x4.extend_low_i16x8_u'); break;
      case 'i8': f.op('i16x8.extend_low_i8x16_s').op('i32x4.extend_low_i16x8_s'); break;
      case 'bool': f.op('i16x8.extend_low_i8x16_u').op('i32x4.extend_low_i16x8_u').i32x4(0).op('i32x4.ne'); break;
      case 'bf16': f.op('i32x4.extend_low_i16x8_u').i32(16).op('i32x4.shl'); break;
      case 'f16': f.op('i32x4.extend_low_i16x8_u'); emitF16BitsToF32(f); break;
      default: break;
    }
  }

  #gather(access: Access, place: Place): void {
    const { f } = this, plain: Access = { buffer: access.buffer, dtype: access.dtype, offset: access.offset, strides: access.strides };
    const varying = access.gathers!.some(({ index }) => !uniformAlong(index, place.vectorAxis));
    if (!varying) {
      const { shift, inside } = this.#gathered(access, place, 0);
      f.get(inside).if(['v128']);
      this.#loadFrom(plain, place, (extra) => this.#shifted(plain, place, shift, extra));
      f.else().i32x4(0).end();
      f.release(shift, inside);
      return;
    }
    const one: Place = { ...place, lanes: 1 }, stride = access.strides[place.vectorAxis] ?? 0, bytes = bytesOf[access.dtype], built = f.local('v128');
    f.i32x4(0).set(built);
    for (let lane = 0; lane < place.lanes; lane++) {
      const { shift, inside } = this.#gathered(access, place, lane);
      f.get(inside).if();
      // A lane at a time, as bits, widened at the end.
      const offset = this.#shifted(plain, one, shift, lane * stride * bytes);
      f.get(built).memLane(bytes === 4 ? 'v128.load32_lane' : bytes === 2 ? 'v128.load16_lane' : 'v128.load8_lane', lane, offset).set(built);
      f.end();
      f.release(shift, inside);
    }
    f.get(built);
    f.release(built);
    if (bytes !== 4) this.#widen(access.dtype);
  }

  /** How far the gathers move the address of a lane, and whether all their indices are inside. */
  #gathered(access: Access, place: Place, lane: number): { shift: Local; inside: Local } {
    const { f } = this, shift = f.local(f.address), inside = f.local('i32'), scalar = f.local('i32');
    access.gathers!.forEach(({ index, stride, size }, i) => {
      this.#keep(index, place);
      f.lane('i32x4.extract_lane', lane).tee(scalar).i32(size).op('i32.lt_u');
      if (i > 0) f.get(inside).op('i32.and');
      f.set(inside);
      f.get(scalar).toAddress().addressConst(stride * bytesOf[access.dtype]).addressOp('mul');
      if (i > 0) f.get(shift).addressOp('add');
      f.set(shift);
    });
    f.release(scalar);
    return { shift, inside };
  }
  /** Emits a value that is about to be wanted once per lane. */
  #keep(value: Value, place: Place): void {
    this.emit(value, place);
    if (place.memo.has(value)) return;
    const kept = this.f.local('v128');
    place.memo.set(value, kept);
    this.f.tee(kept);
  }
  #shifted(plain: Access, place: Place, shift: Local, extra: number): number {
    const offset = place.address(plain, extra);
    this.f.get(shift).addressOp('add');
    return offset;
  }

  // Stores

  store({ access, value, add = false }: Store, place: Place): void {
    const { f } = this, kept = f.local('v128');
    this.emit(value, place);
    f.set(kept);
    if (!access.gathers?.length) {
      this.#storeTo(access, place, kept, add, (extra) => place.address(access, extra));
      f.release(kept);
      return;
    }
    const plain: Access = { buffer: access.buffer, dtype: access.dtype, offset: access.offset, strides: access.strides };
    const varying = access.gathers.some(({ index }) => !uniformAlong(index, place.vectorAxis));
    const stride = access.strides[place.vectorAxis] ?? 0;
    for (let lane = 0; lane < (varying ? place.lanes : 1); lane++) {
      const { shift, inside } = this.#gathered(access, place, lane);
      f.get(inside).if();
      if (!varying) this.#storeTo(plain, place, kept, add, (extra) => this.#shifted(plain, place, shift, extra));
      else {
        const moved = f.local('v128');
        f.get(kept).get(kept).shuffle32(lane, lane, lane, lane).set(moved);
        this.#storeTo(plain, { ...place, lanes: 1 }, moved, add, (extra) => this.#shifted(plain, place, shift, extra + lane * stride * bytesOf[access.dtype]));
        f.release(moved);
      }
      f.end();
      f.release(shift, inside);
    }
    f.release(kept);
  }

  #storeTo(access: Access, place: Place, value: Local, add: boolean, address: (extraBytes: number) => number): void {
    const { f } = this, { dtype, strides } = access, { lanes, vectorAxis } = place, stride = strides[vectorAxis] ?? 0, bytes = bytesOf[dtype];
    const stored = f.local('v128');
    f.get(value);
    if (add) {
      this.#loadFrom(access, place, address);
      this.context.math.emit(f, laneKind(dtype) === 'f32' ? 'add' : 'addI');
    }
    switch (dtype) {
      case 'u8': case 'i8': f.i32x4(255).op('v128.and'); break;
      case 'bool': f.i32x4(1).op('v128.and'); break;
      case 'f16': emitF32ToF16Bits(f); break;
      case 'bf16': emitF32ToBf16Bits(f); break;
      default: break;
    }
    if (bytes < 4) { f.tee(stored).get(stored).op('i16x8.narrow_i32x4_u'); if (bytes === 1) f.tee(stored).get(stored).op('i8x16.narrow_i16x8_u'); }
    f.set(stored);
    if (stride === 1 && lanes === 4) {
      const offset = address(0);
      f.get(stored);
      if (bytes === 4) f.mem('v128.store', offset);
      else f.memLane(bytes === 2 ? 'v128.store64_lane' : 'v128.store32_lane', 0, offset);
    } else {
      let lane = 0;
      if (stride === 1 && bytes === 4 && lanes >= 2) { const offset = address(0); f.get(stored).memLane('v128.store64_lane', 0, offset); lane = 2; }
      for (; lane < lanes; lane++) {
        const offset = address(lane * stride * bytes);
        f.get(stored).memLane(bytes === 4 ? 'v128.store32_lane' : bytes === 2 ? 'v128.store16_lane' : 'v128.store8_lane', lane, offset);
      }
    }
    f.release(stored);
  }
}
