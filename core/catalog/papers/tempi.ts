import type { Paper } from '@galley/claims';

export default {
  slug: 'tempi',
  arxiv: '2012.14363',
  title: 'TEMPI: An Interposed MPI Library with a Canonical Representation of CUDA-aware Datatypes',
  authors: ['Carl Pearson', 'Kun Wu', 'I-Hsin Chung', 'Jinjun Xiong', 'Wen-Mei Hwu'],
  published: '2020-12',
  venue: 'HPDC 2021',
  code: 'https://github.com/cwpearson/tempi',
  summary:
    'MPI describes strided memory by derived datatypes, which many libraries handle with one copy per contiguous block once the data is on a GPU. ' +
    'TEMPI, injected in front of the system’s library, rewrites any nesting of strided types to one canonical block, packs it with a generic kernel and picks the place of packing from measured tables. ' +
    'On a leadership-class machine it reports MPI_Pack up to 242,000× faster, MPI_Send up to 59,000×, and a 3D halo exchange of 3072 processes sped up by more than 917×.',
  claims: [
    {
      id: 'C1',
      text: 'MPI_Pack is up to 242,000 times faster; the text gives a range from 5.7.',
      says: { text: 'MPI_Pack up to 242,000×', value: 242_000, unit: '×', relation: 'up to', baseline: 'Spectrum MPI', source: 'abstract' },
      conditions: 'V100, Spectrum MPI 10.3.1.2 on Summit; two-dimensional objects of 1 KiB to 4 MiB with a pitch of 512.',
      checks: [{ kind: 'out-of-reach', needs: 'a CUDA-aware Spectrum MPI and a V100; the ratio on a processor is reported beside it, never as the same claim' }],
      quote: ['242000x', '242,000×'],
    },
    {
      id: 'C2',
      text: 'MPI_Send is up to 59,000 times faster.',
      says: { text: 'MPI_Send up to 59,000×', value: 59_000, unit: '×', relation: 'up to', baseline: 'Spectrum MPI', source: 'abstract' },
      conditions: 'Two nodes of Summit, 4 MiB in short blocks.',
      checks: [
        { kind: 'out-of-reach', needs: 'a CUDA-aware Spectrum MPI and two nodes with V100' },
        {
          kind: 'ratio',
          how: 'Packing and sending is timed against the library’s own sending of the derived type between two processes; it fails if it is not faster.',
          scale: 'Processor memory and a library of the distribution instead of GPUs and Spectrum MPI.',
        },
      ],
      quote: ['59000x', '59,000×'],
    },
    {
      id: 'C3',
      text: 'A three-dimensional halo exchange is more than 917 times faster with 3,072 processes; a figure shows 1,050 at 192 ranks and about 5,000 at one or two, and the introduction says 20,000, which is inconsistent.',
      says: { text: 'halo exchange > 917× at 3072 processes', value: 917, unit: '×', relation: 'more than', baseline: 'Spectrum MPI', source: 'abstract' },
      conditions: 'Summit; 256³ points per rank, eight values of 8 bytes, radius 3, 26 neighbours.',
      checks: [
        {
          kind: 'ratio',
          how: 'Halo exchanges of 128³ points are timed with 2 to 8 ranks and with a ring of workers; only the order of the methods and the split into phases are judged, and it fails if the canonical form is not the faster one.',
          scale: '128³ points and at most 8 ranks that share two cores instead of 3,072 processes with GPUs.',
        },
      ],
      quote: ['917x', '917×'],
    },
    {
      id: 'C4',
      text: 'Committing a type is 3.8 to 8.3 times slower, once.',
      says: { text: 'commit 3.8×–8.3× slower, one-time', source: 'paper' },
      conditions: '15 three-dimensional types, trimean of 30,000 on Summit.',
      checks: [
        {
          kind: 'absolute',
          how: 'The same 15 types are committed here by our library and by the system’s; the ratios are reported, and it fails if a commit costs more than 8.3 times the library’s.',
        },
      ],
    },
    {
      id: 'C5',
      text: 'Choosing by the model adds 277 ns and always picks the faster method; the floor of a send is 30 µs, of which 26 are kernels.',
      says: { text: 'choice adds 277 ns', value: 277, unit: 'ns', relation: 'equals', source: 'paper' },
      conditions: '1 KiB, 1 MiB and 4 MiB with blocks of 1 to 256 bytes on Summit.',
      checks: [
        {
          kind: 'absolute',
          how: 'The time of a choice is measured and printed; it fails if it exceeds the 277 ns of the paper.',
        },
        {
          kind: 'ratio',
          how: 'The chosen method is compared with the best measured one on sizes that were held out; it fails if the regret exceeds 10 %.',
          scale: 'Methods of packing on a processor instead of GPU and mapped host memory.',
          passes: [{ metric: 'method-choice/regret', unit: '%', bound: { atMost: 10 } }],
        },
      ],
    },
    {
      id: 'C6',
      text: 'Equivalent spellings of a type share one canonical form and one kernel.',
      says: { text: 'one canonical form for equivalent types', source: 'paper' },
      conditions: 'A box of 100×13×47 in 256×512×1024.',
      checks: [
        {
          kind: 'absolute',
          how: 'Five spellings of the box and an indexed one are translated; it fails unless they give one form, or if a packed byte differs from the library’s.',
          passes: [
            { metric: 'box-spellings/canonical-forms', unit: '', bound: { equals: 1 } },
            { metric: 'box-spellings/bytes-off-library', unit: '', bound: { equals: 0 } },
          ],
        },
      ],
    },
    {
      id: 'C7',
      text: 'The description of a type has constant size instead of 16 bytes per block.',
      says: { text: 'O(1) metadata instead of 16 B per block', source: 'paper' },
      conditions: 'Against earlier work that lists blocks.',
      checks: [
        {
          kind: 'absolute',
          how: 'Bytes of the canonical form and of a list of blocks are counted for the box, whose 611 blocks take 9,776 B as a list; it fails at 200 B or more for the canonical form.',
          passes: [
            { metric: 'canonical-form/size', unit: 'B', bound: { atMost: 200 } },
            { metric: 'block-list/size', unit: 'B', bound: { equals: 9776 } },
          ],
        },
      ],
    },
    {
      id: 'C8',
      text: 'Packing takes 13 µs for 64 KiB and 21 µs for 4 MiB; a ping-pong 60, 354 and 888 µs for 1 KiB, 1 MiB and 4 MiB.',
      says: { text: 'pack 13 µs (64 KiB), 21 µs (4 MiB)', source: 'paper' },
      conditions: 'V100 and EDR InfiniBand, table 1.',
      checks: [
        {
          kind: 'model',
          how: 'The paper’s numbers are put through our performance model as a fixed example; it fails if the model does not return them.',
        },
      ],
    },
    {
      id: 'C9',
      text: 'Packing straight into host memory is best for blocks of 32 bytes, packing on the device for 128.',
      says: { text: 'one-shot best at 32 B blocks, device at 128 B', source: 'paper' },
      conditions: 'Summit.',
      checks: [
        {
          kind: 'model',
          how: 'The crossover is computed from the paper’s curves, and measured on the reader’s GPU where WebGPU exists; it fails if the model does not choose the one at 32 and the other at 128 bytes.',
        },
      ],
    },
    {
      id: 'C10',
      text: 'It works with MPI libraries as they are.',
      says: { text: 'no system or application changes', source: 'abstract' },
      conditions: 'Spectrum MPI, Open MPI 4.0.5 and MVAPICH 2.3.4.',
      checks: [
        {
          kind: 'absolute',
          how: 'The same test suite runs on Open MPI and on MPICH; it fails if one byte differs.',
          passes: [{ metric: 'open-mpi-and-mpich/bytes-different', unit: '', bound: { equals: 0 } }],
        },
      ],
      quote: ['without system or application changes', 'injected in front'],
    },
  ],
} satisfies Paper;
