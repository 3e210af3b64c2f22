/** Where the experiments of a paper are. Systems are reached only from here, and only when asked for. */
import type { Experiment } from '@galley/claims';

/** slug -> the module that exports its `experiments`. One line for each paper that is implemented. */
const modules: Record<string, { load: () => Promise<{ experiments: Experiment[] }>; specifier: string }> = {
  'daq-model': { load: () => import('@galley/daq/experiments/daq-model'), specifier: '@galley/daq/experiments/daq-model' },
  'data-filtering-laws': { load: () => import('@galley/data-laws/experiments/data-filtering-laws'), specifier: '@galley/data-laws/experiments/data-filtering-laws' },
  'nn-jit-web': { load: () => import('@galley/tensor/experiments/nn-jit-web'), specifier: '@galley/tensor/experiments/nn-jit-web' },
};

/** The experiments that measure a paper; none for one that is not implemented, or not in the catalogue. */
export async function experimentsOf(slug: string): Promise<Experiment[]> {
  return Object.hasOwn(modules, slug) ? (await modules[slug].load()).experiments : [];
}

/** The address of the module, for a process of its own to load. */
export function experimentModuleOf(slug: string): string | undefined {
  return Object.hasOwn(modules, slug) ? import.meta.resolve(modules[slug].specifier) : undefined;
}
