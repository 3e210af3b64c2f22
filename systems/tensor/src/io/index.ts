/** Files: safetensors, and checkpoints made of them. */
export { loadSafetensors, namedTensors, saveSafetensors, treeOfNames } from './safetensors.ts';
export { formatSafetensors, parseSafetensors, type SafetensorsFile, type StoredDType, type StoredTensor } from './safetensors-format.ts';
export { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
export { parseIdx, type IdxFile } from './idx.ts';
