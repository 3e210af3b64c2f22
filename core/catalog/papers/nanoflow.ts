import type { Paper } from '@galley/claims';

export default {
  slug: 'nanoflow',
  arxiv: '2408.12757',
  title: 'NanoFlow: Towards Optimal Large Language Model Serving Throughput',
  authors: [
    'Kan Zhu', 'Yufei Gao', 'Yilong Zhao', 'Liangyu Zhao', 'Gefei Zuo', 'Yile Gu', 'Dedong Xie', 'Tian Tang', 'Qinyu Xu', 'Zihao Ye',
    'Keisuke Kamahori', 'Chien-Yu Lin', 'Ziren Wang', 'Stephanie Wang', 'Arvind Krishnamurthy', 'Baris Kasikci',
  ],
  published: '2024-08-22',
  venue: 'OSDI 2025',
  code: 'https://github.com/efeslab/Nanoflow',
  summary:
    'A layer served by a language model runs projections bound by compute, attention bound by memory and collectives bound by the network one after another, so each resource idles while another works. ' +
    'NanoFlow argues that serving large batches is bound by compute from end to end, cuts a batch into nano-batches that do not depend on each other, and overlaps their operations inside one device by a schedule that is searched for automatically. ' +
    'It reports 1.91× the throughput of earlier serving systems, and 59% to 72% of the computed optimum across models.',
  claims: [
    {
      id: 'N1',
      text: 'Throughput is 1.91 times that of the best earlier system on practical workloads; notes give 4.18 over vLLM and 3.45 over DeepSpeed-FastGen, and 1.73, 2.62 and 2.78 at constant lengths.',
      says: { text: '1.91× over state-of-the-art serving', value: 1.91, unit: '×', relation: 'equals', baseline: 'TensorRT-LLM', source: 'abstract' },
      conditions: '8 A100, LLaMA-2-70B. The abstract’s figure is the mean over TensorRT-LLM on trace lengths; the other factors are second-hand.',
      checks: [
        { kind: 'out-of-reach', needs: 'eight A100 GPUs for the engines themselves' },
        {
          kind: 'absolute',
          how: 'Means of the published bar ratios are computed: arithmetic ones must give 1.91, 4.19 and 3.45 on traces and 1.73, 2.62 and 2.78 at constant lengths. The geometric means on traces, 1.89, 4.01 and 3.34, are printed beside them; it fails if an arithmetic mean differs at the printed digit.',
          passes: [
            { metric: 'trace-bars/mean-over-tensorrt-llm', unit: '×', bound: { near: 1.91, within: 0.005 } },
            { metric: 'trace-bars/mean-over-vllm', unit: '×', bound: { near: 4.19, within: 0.005 }, claimed: 4.18 },
            { metric: 'trace-bars/mean-over-deepspeed', unit: '×', bound: { near: 3.45, within: 0.005 }, claimed: 3.45 },
            { metric: 'constant-bars/mean-over-tensorrt-llm', unit: '×', bound: { near: 1.73, within: 0.005 }, claimed: 1.73 },
            { metric: 'constant-bars/mean-over-vllm', unit: '×', bound: { near: 2.62, within: 0.005 }, claimed: 2.62 },
            { metric: 'constant-bars/mean-over-deepspeed', unit: '×', bound: { near: 2.78, within: 0.005 }, claimed: 2.78 },
          ],
        },
      ],
      quote: ['1.91x', '1.91×'],
    },
    {
      id: 'N2',
      text: 'On six workloads it serves 1,212 to 1,286 tokens per second and GPU where TensorRT-LLM serves 560 to 831.',
      says: { text: '1,212–1,286 tokens/s per GPU', baseline: 'TensorRT-LLM, 560–831', source: 'repository' },
      conditions: '8 A100, LLaMA-2-70B; vLLM / DeepSpeed / TensorRT-LLM / NanoFlow: 512-512 494/490/735/1286, 1024-512 552/513/817/1263, 512-1024 410/372/636/1212, Splitwise 484/548/831/1259, LMSYS 251/293/560/1247, ShareGPT 255/335/639/1272. “68.5 % of optimal” is the ShareGPT bar; 512-512 is 69.3 % (derived).',
      checks: [
        {
          kind: 'model',
          how: 'The simulator is calibrated on the 512-1024 bar only and computes the other NanoFlow bars; it fails if one of them is off by more than 15 %.',
          passes: [{ metric: 'simulator/worst-bar-error', unit: '%', bound: { atMost: 15 } }],
        },
      ],
    },
    {
      id: 'N3',
      text: 'Throughput reaches 59 to 72 % of the optimum across models; version 2 says 50 to 72 %.',
      says: { text: '59% to 72% of optimal', source: 'abstract' },
      conditions: '1024 tokens in, 512 out. The repository’s bars are 1306, 1213, 1147, 6564 and 12756 tokens/s per GPU, which it calls 70.6, 67.4, 59.1, 63.7 and 78.5 %; Mixtral is 50.4 % in version 2 (second-hand). The figures are not consistent with one range.',
      checks: [
        {
          kind: 'ratio',
          how: 'The share of the machine’s measured optimum (peak rate of matrix products over twice the parameters) is measured for our executor, sequential and overlapped; it fails if overlapping does not raise it.',
          scale: 'Worker threads and a small model on a processor instead of eight GPUs.',
        },
        {
          kind: 'model',
          how: 'The share of the optimum is simulated for the listed models; it fails if a listed share is missed by more than the simulator’s stated error.',
        },
      ],
      quote: ['59% to 72%'],
    },
    {
      id: 'N4',
      text: 'The best possible throughput is compute divided by twice the parameters: 1,857 tokens per second and GPU for 70 billion.',
      says: { text: '1,857 tokens/s per GPU', value: 1857, unit: 'tokens/s', relation: 'equals', source: 'second-hand' },
      conditions: 'A100 with the peak of matrix products measured. 1,857 is 260 TFLOP/s over 140e9; notes state 280 TFLOP/s, which would give 2,000.',
      checks: [
        {
          kind: 'absolute',
          how: 'The formula is evaluated at 260 TFLOP/s and 70e9 parameters; it fails unless it gives 1857.1.',
          passes: [{ metric: 'optimal-throughput/70-billion', unit: 'tokens/s', bound: { near: 1857.1, within: 0.05 } }],
        },
      ],
    },
    {
      id: 'N5',
      text: 'A cost table by operation shows where the time of an iteration goes: 114.17 ms of compute, 45.09 ms of memory and 31.33 ms of network.',
      says: { text: 'compute 114.17 ms, memory 45.09 ms, network 31.33 ms', source: 'second-hand' },
      conditions: 'LLaMA-2-70B, batch of 2048 tokens, 8 A100 (312 TFLOP/s, 2 TB/s, 300 GB/s each); table from reading notes.',
      checks: [
        {
          kind: 'absolute',
          how: 'All estimates of the table are recomputed from the shapes; it fails if a cell differs at the printed digit (attention bytes 0.1 %, bytes of prefill attention 5 %).',
          passes: [{ metric: 'cost-table/cells-off', unit: '', bound: { equals: 0 } }],
        },
      ],
    },
    {
      id: 'N6',
      text: 'Overlapping helps: 1.07 times with the network hidden, 1.17 times with network and memory, while nano-batches alone cost 13.2 %.',
      says: { text: '1.07× and 1.17×; nano-batches alone −13.2%', source: 'second-hand' },
      conditions: 'Ablation on 8 A100; from reading notes.',
      checks: [
        {
          kind: 'ratio',
          how: 'Sequential, nano-batched and overlapped execution are timed with one device of two workers, and with two devices of one worker and a paced link; it fails unless nano-batches alone are slower than sequential and overlapped faster, with 95 % intervals that do not touch.',
          scale: 'Worker threads on two processor cores instead of eight GPUs.',
        },
      ],
    },
    {
      id: 'N7',
      text: 'Offloading the key-value cache costs 3.0 % and saves 3.02 times the compute in chats of several rounds.',
      says: { text: '3.0% cost, 3.02× compute saved', value: 3.02, unit: '×', relation: 'equals', source: 'second-hand' },
      conditions: 'LMSYS conversations; from reading notes.',
      checks: [
        {
          kind: 'ratio',
          how: 'The slowdown with offloading on, and the recomputed prefill tokens with and without the cache, are measured on a trace of several rounds; it fails if offloading costs more than it saves.',
          scale: 'A small model and a generated trace on a processor.',
        },
      ],
    },
    {
      id: 'N8',
      text: 'Gathering a cache into a contiguous buffer before scattering it makes reloading 7 to 10 times faster.',
      says: { text: '7–10× faster reload', value: 10, unit: '×', relation: 'up to', source: 'second-hand' },
      conditions: 'Host to GPU over PCIe; from reading notes.',
      checks: [{ kind: 'out-of-reach', needs: 'a GPU behind PCIe; the same on a disk is measured without a target' }],
    },
    {
      id: 'N9',
      text: 'At 200 ms per token it sustains 1.64 times the request rate, with the 99th percentile at 1.07 times the mean.',
      says: { text: '1.64× request rate at 200 ms/token', value: 1.64, unit: '×', relation: 'equals', source: 'second-hand' },
      conditions: 'LMSYS, Poisson arrivals, 5 minutes; from reading notes.',
      checks: [
        {
          kind: 'model',
          how: 'Arrivals of the trace are simulated against the published points of the earlier systems; it fails if the simulated rate at 200 ms per token is no higher than theirs.',
        },
      ],
    },
    {
      id: 'N10',
      text: 'The search for a schedule takes about 10 minutes.',
      says: { text: 'about 10 minutes of search', value: 600, unit: 's', relation: 'about', source: 'second-hand' },
      conditions: 'A commercial solver on many threads; from reading notes.',
      checks: [
        {
          kind: 'absolute',
          how: 'Our solver is run on two cores; it fails above 60 s, or with a gap of more than 2 % to the exact optimum on instances of up to 24 nano-operations.',
          passes: [
            { metric: 'schedule-search/time', unit: 's', bound: { atMost: 60 } },
            { metric: 'schedule-search/gap-to-optimum', unit: '%', bound: { atMost: 2 } },
          ],
        },
      ],
    },
    {
      id: 'N11',
      text: 'Work on the host takes more than 10 % of an iteration, and asynchronous scheduling hides it.',
      says: { text: 'host work > 10% of iteration time', value: 10, unit: '%', relation: 'more than', source: 'repository' },
      conditions: 'GPU serving.',
      checks: [
        {
          kind: 'absolute',
          how: 'The gap between iterations is measured with and without asynchronous scheduling on our engine; it fails if asynchrony does not close it.',
        },
      ],
    },
    {
      id: 'N12',
      text: 'The curves of interference between kernels vary by less than 5 % over shapes.',
      says: { text: '< 5% over shapes', value: 5, unit: '%', relation: 'less than', source: 'second-hand' },
      conditions: 'A100; from reading notes.',
      checks: [
        {
          kind: 'absolute',
          how: 'The curves are measured on this machine over shapes and their spread reported; it fails above 5 %, and then the plan has to use one curve per shape.',
          passes: [{ metric: 'interference-curves/spread-over-shapes', unit: '%', bound: { atMost: 5 } }],
        },
      ],
    },
  ],
} satisfies Paper;
