/** What WebAssembly offers here: probed by validating tiny modules, the same in Node and in a page. */
export function wasmFeatures(): string[] {
  const features: string[] = [];
  const probe = (name: string, body: number[]) => { if (validates(body)) features.push(name); };
  // Each body is a function section's code: () -> v128 or () -> ().
  probe('simd128', simdModule([0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x62, 0x0b])); // i32.const 0; i8x16.splat; i8x16.popcnt
  probe('relaxed-simd', simdModule([0x41, 0x01, 0xfd, 0x0f, 0x41, 0x02, 0xfd, 0x0f, 0xfd, 0x80, 0x02, 0x0b])); // i8x16.relaxed_swizzle
  probe('memory64', [0x05, 0x03, 0x01, 0x04, 0x01]);
  if (typeof SharedArrayBuffer !== 'undefined' && validates([0x05, 0x04, 0x01, 0x03, 0x01, 0x01])) features.push('threads');
  return features;
}

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const validates = (sections: number[]) => WebAssembly.validate(new Uint8Array([...header, ...sections]));
/** A module with one function of type () -> v128 and the given code. */
function simdModule(code: number[]): number[] {
  const body = [0x00, ...code];
  return [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00, 0x0a, body.length + 2, 0x01, body.length, ...body];
}
