declare module 'subset-font' {
  /** Keeps the glyphs of `text`; variation axes can be narrowed to a range or pinned to a value. */
  export default function subsetFont(font: Buffer, text: string, options?: { targetFormat?: 'woff2' | 'woff' | 'truetype'; variationAxes?: Record<string, number | { min: number; max: number }> }): Promise<Buffer>;
}
