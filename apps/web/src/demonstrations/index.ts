/** The papers whose page has something to move. Drawn on the server first; alive once it is touched. */
import type { Component } from 'svelte';
import DaqModel from './daq-model/Demonstration.svelte';
import DataFilteringLaws from './data-filtering-laws/Demonstration.svelte';
import NnJitWeb from './nn-jit-web/Demonstration.svelte';

export const demonstrations: Record<string, Component> = {
  'daq-model': DaqModel,
  'data-filtering-laws': DataFilteringLaws,
  'nn-jit-web': NnJitWeb,
};
