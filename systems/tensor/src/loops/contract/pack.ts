/**
 * Packing: w neighbouring rows of a, or columns of b, side by side, [k][w], so that the tile reads them in order.
 * Elements of an operand may lie anywhere (windows of a convolution); where they lie in a row it is copied by vectors.
 */
import type { Callable, FunctionBuilder, Local } from '../../wasm/index.ts';
import type { EmitContext } from '../kernel.ts';
import { repeat } from '../streams.ts';
import { product, type Axis, type Operand } from './problem.ts';

/** Leaves the offset in bytes of the element with the index in `index` (used up) along axes. */
export function emitOffset(f: FunctionBuilder, axes: readonly Axis[], index: Local): void {
  if (axes.length === 1) { f.get(index).toAddress().addressConst(axes[0].stride * 4).addressOp('mul'); return; }
  for (let i = axes.length - 1; i >= 0; i--) {
    f.get(index);
    if (i > 0) f.i32(axes[i].size).op('i32.rem_u');
    f.toAddress().addressConst(axes[i].stride * 4).addressOp('mul');
    if (i < axes.length - 1) f.addressOp('add');
    if (i > 0) f.get(index).i32(axes[i].size).op('i32.div_u').set(index);
  }
}

/**
 * A function (source, destination, first: i32, count of valid: i32, k0: i32, length: i32) that packs `width` elements
 * from `first` on along the operand's x axes; beyond the valid ones the last is repeated.
 */
export function emitPack(context: EmitContext, operand: Operand, width: number): Callable {
  const key = `pack ${width} ${JSON.stringify([operand.x, operand.k])}`;
  return context.shared(key, () => {
    const { module } = context, { address } = module, { x, k } = operand;
    const f = module.function('pack', [address, address, 'i32', 'i32', 'i32', 'i32']), [source, destination, first, valid, k0, length] = [0, 1, 2, 3, 4, 5];
    const columns = Array.from({ length: width }, () => f.local(address)), index = f.local('i32');
    // Where each column begins.
    for (let j = 0; j < width; j++) {
      f.get(first);
      if (j > 0) f.i32(j).get(valid).i32(1).op('i32.sub').i32(j).get(valid).i32(1).op('i32.sub').op('i32.lt_s').select().op('i32.add');
      f.set(index);
      emitOffset(f, x, index);
      f.get(source).addressOp('add').set(columns[j]);
    }
    const inner = k[k.length - 1], outer = k.slice(0, -1), run = f.local('i32'), left = f.local('i32');
    /** Bytes from the columns' beginnings to where the sum is. */
    const at = f.local(address);
    f.get(k0).set(index);
    emitOffset(f, k, index);
    f.set(at);
    // Runs along the inner axis of the sum; between them the outer axes step on.
    const coordinates = outer.map(() => f.local('i32'));
    if (outer.length) {
      f.get(k0).i32(inner.size).op('i32.div_u').set(index);
      for (let i = outer.length - 1; i >= 0; i--) {
        f.get(index);
        if (i > 0) f.i32(outer[i].size).op('i32.rem_u').set(coordinates[i]).get(index).i32(outer[i].size).op('i32.div_u').set(index); else f.set(coordinates[i]);
      }
      f.get(length).i32(inner.size).op('i32.div_u').set(left).i32(inner.size).set(run);
    } else f.i32(1).set(left).get(length).set(run);
    const pointer = f.local(address), count = f.local('i32'), xInner = x[x.length - 1].stride;
    const move = (local: Local, bytes: number) => { if (bytes) f.get(local).addressConst(bytes).addressOp('add').set(local); };
    const step = inner.stride * 4;

    const scalars = (): void => {
      // `pointer` is at the sum's place relative to the columns.
      for (let j = 0; j < width; j += 4) {
        const lanes = Math.min(4, width - j), v = f.local('v128');
        f.get(columns[j]).get(pointer).addressOp('add').mem('v128.load32_zero').set(v);
        for (let lane = 1; lane < lanes; lane++) f.get(columns[j + lane]).get(pointer).addressOp('add').get(v).memLane('v128.load32_lane', lane).set(v);
        store(j, lanes, () => f.get(v));
        f.release(v);
      }
      move(destination, width * 4);
      move(pointer, step);
    };
    const store = (j: number, lanes: number, value: () => void, ahead = 0): void => {
      f.get(destination);
      value();
      const offset = 4 * j + 4 * width * ahead;
      if (lanes === 4) { f.mem('v128.store', offset); return; }
      if (lanes === 1) { f.memLane('v128.store32_lane', 0, offset); return; }
      f.memLane('v128.store64_lane', 0, offset);
      if (lanes === 3) { f.get(destination); value(); f.memLane('v128.store32_lane', 2, offset + 8); }
    };
    /** Columns side by side in memory: vectors of them. */
    const contiguous = (): void => {
      const from = f.local(address);
      f.get(columns[0]).get(pointer).addressOp('add').set(from);
      const row = (ahead: number) => {
        for (let j = 0; j < width; j += 4) {
          const lanes = Math.min(4, width - j), offset = 4 * j;
          const v = f.local('v128');
          f.get(from).mem(lanes === 4 ? 'v128.load' : lanes === 1 ? 'v128.load32_zero' : 'v128.load64_zero', offset).set(v);
          if (lanes === 3) f.get(from).get(v).memLane('v128.load32_lane', 2, offset + 8).set(v);
          store(j, lanes, () => f.get(v), ahead);
          f.release(v);
        }
      };
      f.get(run).set(count);
      repeat(f, { local: count }, () => { row(0); move(from, step); move(destination, 4 * width); });
      f.release(from);
    };
    /** The sum's elements side by side in memory: vectors along it, turned around four by four. */
    const turned = (): void => {
      f.get(run).i32(2).op('i32.shr_u').set(count);
      repeat(f, { local: count }, () => {
        for (let j = 0; j < width; j += 4) {
          const lanes = Math.min(4, width - j), v = Array.from({ length: 4 }, () => f.local('v128')), t = Array.from({ length: 4 }, () => f.local('v128'));
          for (let lane = 0; lane < 4; lane++) { if (lane < lanes) f.get(columns[j + lane]).get(pointer).addressOp('add').mem('v128.load'); else f.get(v[0]); f.set(v[lane]); }
          const [a, b, c, d] = v;
          f.get(a).get(b).shuffle32(0, 4, 1, 5).set(t[0]).get(a).get(b).shuffle32(2, 6, 3, 7).set(t[1]).get(c).get(d).shuffle32(0, 4, 1, 5).set(t[2]).get(c).get(d).shuffle32(2, 6, 3, 7).set(t[3]);
          store(j, lanes, () => f.get(t[0]).get(t[2]).shuffle32(0, 1, 4, 5), 0);
          store(j, lanes, () => f.get(t[0]).get(t[2]).shuffle32(2, 3, 6, 7), 1);
          store(j, lanes, () => f.get(t[1]).get(t[3]).shuffle32(0, 1, 4, 5), 2);
          store(j, lanes, () => f.get(t[1]).get(t[3]).shuffle32(2, 3, 6, 7), 3);
          f.release(...v, ...t);
        }
        move(destination, 16 * width);
        move(pointer, 16);
      });
      f.get(run).i32(3).op('i32.and').set(count);
      repeat(f, { local: count }, scalars);
    };
    const one = (): void => {
      if (inner.stride === 1 && inner.size >= 4) { turned(); return; }
      f.get(run).set(count);
      repeat(f, { local: count }, scalars);
    };

    repeat(f, { local: left }, () => {
      f.get(at).set(pointer);
      if (xInner === 1 && width > 1) {
        f.get(columns[width - 1]).get(columns[0]).addressOp('sub').addressConst(4 * (width - 1)).op(`${address}.eq`).get(valid).i32(width).op('i32.eq').op('i32.and').if();
        contiguous();
        f.else();
        one();
        f.end();
      } else one();
      // On to the next run.
      let wrapped = 0;
      for (let i = outer.length - 1; i >= 0; i--) {
        f.get(at).addressConst(outer[i].stride * 4 - wrapped).addressOp('add').set(at);
        f.get(coordinates[i]).i32(1).op('i32.add').tee(coordinates[i]);
        if (i === 0) { f.drop(); break; }
        f.i32(outer[i].size).op('i32.eq').if().i32(0).set(coordinates[i]);
        wrapped = outer[i].stride * 4 * outer[i].size;
      }
      for (let i = 1; i < outer.length; i++) f.end();
    });
    return f;
  });
}

/**
 * A function (source, destination, first: i32, panels: i32, k0: i32, length: i32) for an operand whose rows are
 * contiguous along the panels: each row is read once, as it lies, and dealt out to the panels. The last panel may be
 * cut at `inner`; its other columns repeat the last.
 */
export function emitPackRows(context: EmitContext, operand: Operand, width: number, inner: number): Callable {
  return context.shared(`pack rows ${width} ${inner} ${JSON.stringify([operand.x, operand.k])}`, () => {
    const { module } = context, { address } = module, step = operand.k[0].stride * 4, rest = inner % width;
    const f = module.function('pack rows of', [address, address, 'i32', 'i32', 'i32', 'i32']), [source, destination, first, panels, k0, length] = [0, 1, 2, 3, 4, 5];
    const row = f.local(address), from = f.local(address), to = f.local(address), left = f.local('i32'), count = f.local('i32'), whole = f.local('i32'), panelBytes = f.local(address);
    f.get(source).get(first).toAddress().addressConst(4).addressOp('mul').addressOp('add').get(k0).toAddress().addressConst(step).addressOp('mul').addressOp('add').set(row);
    f.get(length).toAddress().addressConst(4 * width).addressOp('mul').set(panelBytes);
    f.get(panels).set(whole);
    if (rest) f.get(panels).get(first).get(panels).i32(width).op('i32.mul').op('i32.add').i32(inner).op('i32.gt_s').op('i32.sub').set(whole);
    const v = f.local('v128');
    const copy = (lanes: number, j: number) => {
      f.get(from).mem(lanes === 4 ? 'v128.load' : lanes === 1 ? 'v128.load32_zero' : 'v128.load64_zero', 4 * j).set(v);
      if (lanes === 3) f.get(from).get(v).memLane('v128.load32_lane', 2, 4 * j + 8).set(v);
    };
    f.get(length).set(left);
    repeat(f, { local: left }, () => {
      f.get(row).set(from).get(destination).set(to).get(whole).set(count);
      repeat(f, { local: count }, () => {
        for (let j = 0; j < width; j += 4) {
          const lanes = Math.min(4, width - j);
          copy(lanes, j);
          f.get(to).get(v);
          if (lanes === 4) f.mem('v128.store', 4 * j);
          else {
            f.memLane(lanes === 1 ? 'v128.store32_lane' : 'v128.store64_lane', 0, 4 * j);
            if (lanes === 3) f.get(to).get(v).memLane('v128.store32_lane', 2, 4 * j + 8);
          }
        }
        f.get(from).addressConst(4 * width).addressOp('add').set(from).get(to).get(panelBytes).addressOp('add').set(to);
      });
      if (rest) {
        f.get(whole).get(panels).op('i32.lt_s').if();
        for (let j = 0; j < width; j++) f.get(to).get(from).mem('f32.load', 4 * Math.min(j, rest - 1)).mem('f32.store', 4 * j);
        f.end();
      }
      f.get(row).addressConst(step).addressOp('add').set(row).get(destination).addressConst(4 * width).addressOp('add').set(destination);
    });
    return f;
  });
}

/** Elements along the operand's x axes. */
export const lengthOf = ({ x }: Operand): number => product(x.map(({ size }) => size));
