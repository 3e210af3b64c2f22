/** What an evaluation says: the whole system, every node, every link. Energies per event and powers in SI units. */
import type { Decision } from './classifiers/classifier.ts';
import type { Contingency } from './contingency.ts';

/** The whole system. */
export interface Summary {
  /** Total power at the technology's year, W. */
  powerW: number;
  opPowerW: number;
  linkPowerW: number;
  /** What operation energies were divided by (and link energies, if the technology scales links). */
  densityScale: number;
  /** The whole pipeline: rows discarded on the way plus the table of the last classifier, events/s. */
  contingency: Contingency;
  /** Null where it is undefined: nothing kept, nothing relevant, or no stage that classifies. */
  precision: number | null;
  recall: number | null;
  f1: number | null;
  keptPerSecond: number;
  /** The paper's productivity, F1 · kept events per second / power, per kJ. Null without power or F1. */
  productivityPerKJ: number | null;
  /** Relevant events kept per kJ. Equals productivity only when precision = recall = F1. */
  truePositivesPerKJ: number | null;
  /** Operation energy spent on one event on its way, J, at the technology's year. */
  cost: {
    /** An event that reaches the storage. */
    storedJ: number;
    /** A discarded event: mean over the stages that discard, weighted by how many they discard. Null when none does. */
    discardedJ: number | null;
  };
}

export interface Report extends Summary {
  /** In evaluation order, the storage last. */
  nodes: NodeReport[];
  edges: EdgeReport[];
}

export interface NodeReport {
  name: string;
  kind: 'source' | 'stage' | 'storage';
  /** Bytes per event that it handles: what arrives plus what it adds. */
  inBytes: number;
  outBytes: number;
  ops: number;
  /** Events/s. */
  inputRate: number;
  outputRate: number;
  /** What this node does with what arrives, events/s. */
  contingency: Contingency;
  /** Present when the node classifies. */
  decision?: Decision;
  /** Its operations on one event, J, at the technology's year. */
  energyJ: number;
  powerW: number;
  /** Operation energy of it and of everything that feeds it, for one event. */
  upstreamJ: number;
}

export interface EdgeReport {
  from: string;
  to: string;
  /** Bytes per event. */
  bytes: number;
  /** Events/s. */
  rate: number;
  bytesPerSecond: number;
  /** Events/s of each kind: the shares of a band in a flow diagram. */
  relevant: number;
  irrelevant: number;
  energyJ: number;
  powerW: number;
}

/** A number of the report that can be swept, differentiated or bounded. */
export type Metric = 'powerW' | 'opPowerW' | 'linkPowerW' | 'precision' | 'recall' | 'f1' | 'keptPerSecond' | 'productivityPerKJ' | 'truePositivesPerKJ';
