/** Every record of the catalogue: the edition's, then those added since. */
import type { Paper } from '@galley/claims';
import proxylessnas from './papers/proxylessnas.ts';
import tilus from './papers/tilus.ts';
import zeroInfinity from './papers/zero-infinity.ts';
import ngpc from './papers/ngpc.ts';
import squash from './papers/squash.ts';
import tempi from './papers/tempi.ts';
import fuyou from './papers/fuyou.ts';
import dataFilteringLaws from './papers/data-filtering-laws.ts';
import mobileR2l from './papers/mobile-r2l.ts';
import melt from './papers/melt.ts';
import ghnd from './papers/ghnd.ts';
import daqModel from './papers/daq-model.ts';
import bottlefit from './papers/bottlefit.ts';
import physicalFf from './papers/physical-ff.ts';
import nanoflow from './papers/nanoflow.ts';
import pulpMl from './papers/pulp-ml.ts';
import functionGuard from './papers/function-guard.ts';
import coldStarts from './papers/cold-starts.ts';
import beyondBackprop from './papers/beyond-backprop.ts';
import memascend from './papers/memascend.ts';
import noloco from './papers/noloco.ts';
import cloudformer from './papers/cloudformer.ts';
import ncpp from './papers/ncpp.ts';
import cloudBalancer from './papers/cloud-balancer.ts';
import hummingbird from './papers/hummingbird.ts';
import pointdreamer from './papers/pointdreamer.ts';
import zeroOffload from './papers/zero-offload.ts';
import nnJitWeb from './papers/nn-jit-web.ts';
import slimmable from './papers/slimmable.ts';
import smallthinker from './papers/smallthinker.ts';

/** The daily-papers page of 2025-10-08 Galley began from, in its order. */
export const editionPapers: Paper[] = [
  proxylessnas, tilus, zeroInfinity, ngpc, squash, tempi, fuyou, dataFilteringLaws, mobileR2l, melt,
  ghnd, daqModel, bottlefit, physicalFf, nanoflow, pulpMl, functionGuard, coldStarts, beyondBackprop, memascend,
  noloco, cloudformer, ncpp, cloudBalancer, hummingbird, pointdreamer, zeroOffload, nnJitWeb, slimmable, smallthinker,
];

/** Papers added since. */
const addedPapers: Paper[] = [
];

export const papers: Paper[] = [...editionPapers, ...addedPapers];
