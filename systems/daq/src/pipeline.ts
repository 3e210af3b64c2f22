/** A pipeline: immutable, evaluated in microseconds, changed by making another. */
import { evaluate, evaluateSummary } from './evaluate.ts';
import type { EvaluationContext } from './evaluate.ts';
import type { Report, Summary } from './report.ts';
import { arrange } from './specification.ts';
import type { Node, PipelineSpec, SourceSpec, StageSpec } from './specification.ts';
import { densityScale } from './technology.ts';
import type { Technology } from './technology.ts';

/** Changes by name; everything not named stays. */
export interface Patch {
  sources?: Record<string, Partial<Omit<SourceSpec, 'name'>>>;
  stages?: Record<string, Partial<Omit<StageSpec, 'name'>>>;
  technology?: Partial<Technology>;
}

/** Nodes and edges without numbers, for drawing. */
export interface Graph { nodes: { name: string; kind: 'source' | 'stage' | 'storage' }[]; edges: { from: string; to: string }[] }

export interface EvaluateOptions {
  /** Truncate event rates to whole numbers at every node, as the released code does. */
  integers?: boolean;
}

export class Pipeline {
  readonly spec: PipelineSpec;
  /** In evaluation order: whatever feeds a node comes before it, the storage comes last. */
  readonly nodes: readonly Node[];
  readonly densityScale: number;

  /** @throws a sentence naming the node at fault: cycle, several storages, stage without input, unknown name, negative bytes, reduction below 1. */
  constructor(spec: PipelineSpec) {
    this.spec = spec;
    this.nodes = arrange(spec);
    this.densityScale = spec.technology ? densityScale(spec.technology) : 1;
  }

  /** Power, contingency and productivity of the whole, of every node and of every link. @throws when a classifier cannot reach its stage's reduction. */
  evaluate(options: EvaluateOptions = {}): Report { return evaluate(this.context(options)); }

  /** The same for the whole only, in half the time: what sweeps use. */
  summary(options: EvaluateOptions = {}): Summary { return evaluateSummary(this.context(options)); }

  private context({ integers = false }: EvaluateOptions): EvaluationContext {
    const { technology, linksBeforeCompression = false } = this.spec;
    return { nodes: this.nodes, densityScale: this.densityScale, scaleLinks: technology?.scaleLinks ?? false, linksBeforeCompression, integers };
  }

  /** A changed copy. @throws when the patch names a source or stage that is not there. */
  with(patch: Patch): Pipeline {
    const { sources, stages } = this.spec;
    return new Pipeline({
      ...this.spec,
      sources: patched('source', sources, patch.sources),
      stages: patched('stage', stages, patch.stages),
      technology: patch.technology ? { year: 2022, ...this.spec.technology, ...patch.technology } : this.spec.technology,
    });
  }

  /** @throws when there is no source of this name. */
  source(name: string): SourceSpec {
    return this.spec.sources.find((s) => s.name === name) ?? missing('source', name, this.spec.sources);
  }
  /** @throws when there is no stage of this name. */
  stage(name: string): StageSpec {
    return this.spec.stages.find((s) => s.name === name) ?? missing('stage', name, this.spec.stages);
  }

  toGraph(): Graph {
    return {
      nodes: this.nodes.map((node) => ({ name: node.name, kind: node.source ? 'source' : node.parent < 0 ? 'storage' : 'stage' })),
      edges: this.nodes.flatMap((node) => (node.parent < 0 ? [] : [{ from: node.name, to: this.nodes[node.parent].name }])),
    };
  }
}

function patched<S extends { name: string }>(kind: string, specs: readonly S[], changes?: Record<string, object>): readonly S[] {
  if (!changes) return specs;
  for (const name of Object.keys(changes)) if (!specs.some((s) => s.name === name)) missing(kind, name, specs);
  return specs.map((s) => (Object.hasOwn(changes, s.name) ? { ...s, ...changes[s.name] } : s));
}

function missing(kind: string, name: string, specs: readonly { name: string }[]): never {
  throw new RangeError(`there is no ${kind} "${name}"; the ${kind}s are ${specs.map((s) => s.name).join(', ')}`);
}
