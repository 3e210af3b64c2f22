import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disassemble } from '../../src/wasm/disassemble.ts';
import { ModuleBuilder, type Access, type Lane, type Plain } from '../../src/wasm/index.ts';
import { instructions } from '../../src/wasm/opcodes.ts';

test('every instruction is read back by its name', () => {
  const m = new ModuleBuilder({ minPages: 1, maxPages: 2, shared: true }), push: Record<string, (f: ReturnType<ModuleBuilder['function']>) => void> = { i: (f) => f.i32(-5), l: (f) => f.i64(7n), f: (f) => f.f32(0.5), d: (f) => f.f64(0.25), v: (f) => f.get(0), a: (f) => f.i32(64) };
  const names = Object.keys(instructions);
  names.forEach((name) => {
    const { takes, gives, align, lane } = instructions[name as Plain], f = m.function(name, ['v128']);
    for (const letter of takes) push[letter](f);
    if (align >= 0 && lane) f.memLane(name as 'v128.load8_lane', 1, 16); else if (align >= 0) f.mem(name as Access, 16); else if (lane) f.lane(name as Lane, 1); else f.op(name as Plain);
    if (gives) f.drop();
  });
  const found = disassemble(m.finish({ names: true }));
  assert.deepEqual(found.map((f) => f.name), names);
  for (const { name, text } of found) assert.ok(text.split('\n').some((line) => line.trim().split(' ')[0] === name), `${name}:\n${text}`);
});

test('blocks are indented, constants and calls are said', () => {
  const m = new ModuleBuilder({ minPages: 1 }), g = m.function('twice', ['i32'], ['i32']).get(0).i32(2).op('i32.mul');
  const f = m.function('main', ['i32'], ['i32']);
  f.get(0).if(['i32']).get(0).call(g).else().i32(-1).end();
  assert.equal(disassemble(m.finish({ names: true }))[1].text, '(i32) -> i32\n  local.get 0\n  if -> i32\n    local.get 0\n    call twice\n  else\n    i32.const -1\n  end');
});
