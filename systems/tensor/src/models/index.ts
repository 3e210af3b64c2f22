/** Models from files, and sessions that run and tune them. */
export { greedyCtc } from './ctc.ts';
export { isKnown, type Dimension, type Feed, type Known, type Model, type ValueInfo } from './model.ts';
export { Session, type BackgroundOptions, type Given, type SessionOptions, type TunedTask, type TuneHandle, type TuneProgress, type TuneReport } from './session.ts';
export { readOnnx } from './onnx/index.ts';
export { readTfjs, type Layer, type LayerWeights, type Shards } from './tfjs/index.ts';
export { embeddingSize, SentenceEncoder } from './sentence-encoder.ts';
export { UnigramTokenizer, type Vocabulary } from './tokenizer.ts';
export { readTflite } from './tflite/index.ts';
