/** The inside, for whoever wants to look: plans, modules, their text, and the device. May change from version to version. */
export { planGraph, type Plan } from './compile/index.ts';
export { graphOf } from './jit.ts';
export { deviceByRule, measureDevice, type MeasuredDevice } from './loops/device.ts';
export type { Device, Kernel } from './loops/kernel.ts';
export { assemble, createWasmBackend, OutOfMemoryError, type ProfileRow, type WasmBackend, type WasmOptions } from './runtime/index.ts';
export { disassemble, type Disassembled } from './wasm/disassemble.ts';
