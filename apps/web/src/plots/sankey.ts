/**
 * A flow diagram: bands between nodes in columns, as wide as what flows, darker the larger the share of it that counts.
 * Widths are linear and absolute: `full` is what the whole height of bands stands for, so that two drawings can be compared.
 */
import { sankey, sankeyLinkHorizontal, type SankeyLink, type SankeyNode } from 'd3-sankey';
import { px, svg } from './axes.ts';
import { esc } from './plot.ts';

export interface FlowNode {
  name: string;
  column: number;
  /** `before`: one line and a figure at the left of the node; `on`: a line on the band that leaves it; `about`: lines above and below that band. */
  label: { kind: 'before'; text: string; figure: string } | { kind: 'on'; text: string } | { kind: 'about'; above: string[]; below: string[]; flushRight?: boolean };
  /** Written into `data-choose`, for a page that lets nodes be chosen. */
  choose?: string;
  chosen?: boolean;
  title?: string;
}
export interface FlowBand { from: string; to: string; value: number; share: number; title?: string }
export interface FlowSpec { label: string; nodes: FlowNode[]; bands: FlowBand[]; full: number }
export interface FlowSize { width: number; height: number; padding: number; columns: number[]; nodeWidth?: number }

type Node = SankeyNode<FlowNode, FlowBand>;
type Link = SankeyLink<FlowNode, FlowBand>;
export interface PlacedNode { node: FlowNode; x0: number; x1: number; y0: number; y1: number }
export interface PlacedBand { band: FlowBand; path: string; width: number }

/** The thinnest band and node that is still drawn, px. */
const hairline = 1, speck = 3;

/** Where everything stands. Nodes keep the order given within their column. */
export function placeFlow({ nodes, bands, full }: FlowSpec, { height, padding, columns, nodeWidth = 7 }: FlowSize): { nodes: PlacedNode[]; bands: PlacedBand[] } {
  const total = (column: number) => bands.filter((b) => nodes.find((n) => n.name === b.from)?.column === column).reduce((sum, b) => sum + b.value, 0);
  const first = Math.min(...nodes.map((n) => n.column)), crowd = Math.max(...nodes.map((n) => nodes.filter((m) => m.column === n.column).length));
  const gaps = (crowd - 1) * padding, used = gaps + (height - gaps) * Math.min(1, total(first) / full);
  const top = (height - used) / 2;
  const graph = sankey<FlowNode, FlowBand>().nodeId((n) => n.name).nodeAlign((n) => n.column).nodeSort(null).linkSort(null)
    .nodeWidth(nodeWidth).nodePadding(padding).extent([[0, top], [columns[columns.length - 1] + nodeWidth, top + Math.max(used, gaps + 1)]])({
      nodes: nodes.map((n) => ({ ...n })), links: bands.map((b) => ({ source: b.from, target: b.to, ...b })),
    });
  for (const node of graph.nodes) {
    const only = node.targetLinks?.length === 1 ? node.targetLinks[0].source as Node : undefined;
    if (only) shift(node, (only.y0! + only.y1!) / 2 - (node.y0! + node.y1!) / 2);
    node.x0 = columns[node.column];
    node.x1 = node.x0 + nodeWidth;
    centre(node, node.sourceLinks ?? []);
  }
  const path = sankeyLinkHorizontal<FlowNode, FlowBand>();
  return {
    nodes: graph.nodes.map((n) => {
      const missing = Math.max(0, speck - (n.y1! - n.y0!)) / 2;
      return { node: nodes.find((m) => m.name === n.name)!, x0: n.x0!, x1: n.x1!, y0: n.y0! - missing, y1: n.y1! + missing };
    }),
    bands: graph.links.map((l, i) => ({ band: bands[i], path: path(l)!.replace(/\d+\.\d+/g, (d) => String(px(Number(d)))), width: Math.max(hairline, l.width ?? 0) })).filter(({ band }) => band.value > 0),
  };
}

function shift(node: Node, by: number): void {
  node.y0! += by;
  node.y1! += by;
  for (const link of node.targetLinks ?? []) link.y1! += by;
}
/** What leaves a node leaves it in the middle, however little it is. */
function centre(node: Node, links: Link[]): void {
  const sum = links.reduce((s, l) => s + (l.width ?? 0), 0);
  let y = (node.y0! + node.y1! - sum) / 2;
  for (const link of links) { link.y0 = y + (link.width ?? 0) / 2; y += link.width ?? 0; }
}

/** 0.12 for a share of 1 in 10 000 or less, 1 for all. */
export function shadeOf(share: number): number {
  return share > 0 ? Number((0.12 + 0.88 * Math.max(0, 1 + Math.log10(Math.min(1, share)) / 4)).toFixed(3)) : 0.12;
}

export function sankeySvg(spec: FlowSpec, size: FlowSize): string {
  const placed = placeFlow(spec, size);
  const bands = placed.bands.map(({ band, path, width }) => `<path class="flow" d="${path}" stroke-width="${px(width)}" stroke-opacity="${shadeOf(band.share)}">${band.title ? `<title>${esc(band.title)}</title>` : ''}</path>`).join('');
  return svg('sankey', size.width, size.height, spec.label, bands + placed.nodes.map(drawn).join(''));
}

function drawn({ node, x0, x1, y0, y1 }: PlacedNode): string {
  const middle = (y0 + y1) / 2, choose = node.choose ? ` data-choose="${esc(node.choose)}"` : '', { label } = node;
  const text = label.kind === 'before'
    ? `<text class="small" x="${x0 - 52}" y="${px(middle + 4)}" text-anchor="end">${esc(label.text)}</text><text class="small figure" x="${x0 - 6}" y="${px(middle + 4)}" text-anchor="end">${esc(label.figure)}</text>`
    : label.kind === 'on' ? `<text class="title" x="${x1 + 6}" y="${px(middle + 4)}">${esc(label.text)}</text>`
      : [...label.above.map((t, i) => [t, middle - 10 - 15 * (label.above.length - 1 - i)] as const), ...label.below.map((t, i) => [t, middle + 20 + 15 * i] as const)]
        .map(([t, y], i) => `<text class="${i === 0 ? 'title' : 'small'}" x="${label.flushRight ? x1 : x1 + 6}" y="${px(y)}"${label.flushRight ? ' text-anchor="end"' : ''}>${esc(t)}</text>`).join('');
  return `<g class="node${node.chosen ? ' chosen' : ''}"${choose}>${node.title ? `<title>${esc(node.title)}</title>` : ''}<rect x="${px(x0)}" y="${px(y0)}" width="${px(x1 - x0)}" height="${px(y1 - y0)}"/>${text}</g>`;
}
