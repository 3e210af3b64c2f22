import type { Paper } from '@galley/claims';

export default {
  slug: 'pointdreamer',
  arxiv: '2406.15811',
  title: 'PointDreamer: Zero-shot 3D Textured Mesh Reconstruction from Colored Point Cloud',
  authors: ['Qiao Yu', 'Xianzhi Li', 'Yuan Tang', 'Xu Han', 'Jinfeng Xu', 'Long Hu', 'Min Chen'],
  published: '2024-06-22',
  venue: 'IEEE TVCG, 2025',
  code: 'https://github.com/YuQiao0303/PointDreamer',
  summary:
    'From some thousand coloured points PointDreamer makes a mesh with a sharp texture: it reconstructs the surface, projects the points into a few images, lets a pretrained 2D diffusion model fill the gaps, and copies the images back, without any 3D training data. ' +
    'Copying leaks foreground colour onto surfaces behind it at occlusion borders; the Non-Border-First rule repaints such texels from another view. ' +
    'LPIPS improves from 0.118 to 0.068, which the authors call 30% and the numbers make 42%.',
  claims: [
    {
      id: 'PD1',
      text: 'LPIPS improves from 0.118 to 0.068; the abstract calls that 30 %, but the two numbers give 42 %.',
      says: { text: 'LPIPS 0.118 → 0.068, called 30%', value: 30, unit: '%', relation: 'equals', baseline: 'LPIPS 0.118', source: 'abstract' },
      conditions: 'Synthetic and scanned sets with diffusion weights. (0.118 − 0.068) / 0.118 = 42 % (derived): the figure is inconsistent.',
      checks: [{ kind: 'out-of-reach', needs: 'the diffusion weights for 256×256 pictures, the LPIPS network and the data sets' }],
      quote: ['from 0.118 to 0.068'],
    },
    {
      id: 'PD2',
      text: 'The Non-Border-First rule removes the artefacts at occlusion borders.',
      says: { text: 'border artefacts removed by Non-Border-First', baseline: 'plain unprojection', source: 'abstract' },
      conditions: 'No figure in the abstract; ablation tables were not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Textures are made with and without the rule for every inpainter and compared with textured ground truth; it fails if PSNR or SSIM does not rise. A prototype on one model of 30,000 points gained 0.14 to 0.27 dB and 0.002 to 0.006 SSIM.',
          scale: 'Classical inpainters instead of diffusion, and small textured models.',
          passes: [
            { metric: 'non-border-first/psnr-gain', unit: 'dB', bound: { atLeast: 0 } },
            { metric: 'non-border-first/ssim-gain', unit: '', bound: { atLeast: 0 } },
          ],
        },
        {
          kind: 'absolute',
          how: 'Texels painted from the wrong surface are counted exactly on scenes with known occluders; it fails if the rule removes less than 70 % of them.',
          passes: [{ metric: 'wrong-surface-texels/removed', unit: '%', bound: { atLeast: 70 } }],
        },
      ],
      quote: ['Non-Border-First'],
    },
    {
      id: 'PD3',
      text: 'Projecting, inpainting and unprojecting is sharper than colouring in 3D or in texture space.',
      says: { text: 'sharper than colouring in 3D or UV space', baseline: 'earlier methods that colour in 3D or UV space', source: 'abstract' },
      conditions: 'Against earlier methods with diffusion weights.',
      checks: [
        {
          kind: 'ratio',
          how: 'The texture is compared with colours at the vertices, which it must beat by 3 dB or it fails; nearest point and inverse distance in 3D are printed beside it. A prototype gave 28.0 dB against 21.9, and against 26.8 and 27.6; a perfect inpainter would give 34.9.',
          scale: 'Classical inpainters instead of diffusion; one small model.',
          passes: [{ metric: 'texture/psnr-over-vertex-colours', unit: 'dB', bound: { atLeast: 3 } }],
        },
      ],
    },
    {
      id: 'PD4',
      text: 'It is robust to noisy, sparse and incomplete input.',
      says: { text: 'robust to noisy, sparse, incomplete input', source: 'abstract' },
      conditions: 'No figure in the abstract.',
      checks: [
        {
          kind: 'ratio',
          how: 'PSNR is measured over 1,500 to 30,000 points, 0 to 2 % noise and with an octant removed; it fails on a crash, on an untextured face, or if the order of the methods changes. A prototype with 5,000 points had 22.5, 21.9 and 20.5 dB.',
          scale: 'Small models and classical inpainters.',
          passes: [{ metric: 'degraded-input/untextured-faces', unit: '', bound: { equals: 0 } }],
        },
      ],
    },
    {
      id: 'PD5',
      text: 'No training on 3D data is needed.',
      says: { text: 'zero-shot', source: 'abstract' },
      conditions: 'A pretrained 2D diffusion model.',
      checks: [
        {
          kind: 'absolute',
          how: 'The learned weights that the default path loads are counted; it fails above 0.',
          passes: [{ metric: 'default-path/learned-weights', unit: '', bound: { equals: 0 } }],
        },
      ],
      quote: ['though zero-shot', 'without any 3D training data'],
    },
    {
      id: 'PD6',
      text: 'A shape takes about 100 s on an RTX 3090, and about 60 s on an A100.',
      says: { text: 'about 100 s per shape on an RTX 3090', value: 100, unit: 's', relation: 'about', source: 'repository' },
      conditions: 'One RTX 3090 with 24 GB, diffusion inpainting.',
      checks: [
        {
          kind: 'absolute',
          how: 'Time per shape of 30,000 points with the default inpainter is measured on two processor cores; it fails at 20 s or more.',
          passes: [{ metric: 'shape-of-30000-points/time', unit: 's', bound: { atMost: 20 } }],
        },
      ],
    },
    {
      id: 'PD7',
      text: 'The diffusion step leaves known pixels exactly as they are.',
      says: { text: 'known pixels kept exactly', source: 'paper' },
      conditions: 'A property of the null-space diffusion step.',
      checks: [
        {
          kind: 'absolute',
          how: 'Known pixels of the result are compared with the input bit for bit, and with a denoiser of a Gaussian prior in closed form the mean of the samples with the conditional mean; it fails on one differing pixel or beyond 3 standard errors.',
          passes: [
            { metric: 'known-pixels/changed', unit: '', bound: { equals: 0 } },
            { metric: 'sampler-mean/standard-errors-off', unit: '', bound: { atMost: 3 } },
          ],
        },
      ],
    },
  ],
} satisfies Paper;
