/** A report as sheets of rows, and as CSV: for a spreadsheet, a notebook, a diff. */
import type { Report } from './report.ts';
import type { Row } from './tables.ts';

export interface Sheets { summary: Row[]; nodes: Row[]; edges: Row[] }

/** Column names carry the units. Undefined metrics are empty cells. */
export function toSheets(report: Report): Sheets {
  const { contingency: c } = report;
  return {
    summary: Object.entries({
      'Power (W)': report.powerW, 'Operations (W)': report.opPowerW, 'Links (W)': report.linkPowerW, 'Density scale': report.densityScale,
      'True negatives (1/s)': c.tn, 'False negatives (1/s)': c.fn, 'False positives (1/s)': c.fp, 'True positives (1/s)': c.tp,
      Precision: report.precision, Recall: report.recall, F1: report.f1, 'Kept (1/s)': report.keptPerSecond,
      'Productivity (1/kJ)': report.productivityPerKJ, 'True positives (1/kJ)': report.truePositivesPerKJ,
      'Stored event (J)': report.cost.storedJ, 'Discarded event (J)': report.cost.discardedJ,
    }).map(([Quantity, Value]) => ({ Quantity, Value })),
    nodes: report.nodes.map((n) => ({
      Name: n.name, Kind: n.kind, 'In (bytes)': n.inBytes, 'Out (bytes)': n.outBytes, Operations: n.ops, 'Input rate (1/s)': n.inputRate, 'Output rate (1/s)': n.outputRate,
      'True negatives (1/s)': n.contingency.tn, 'False negatives (1/s)': n.contingency.fn, 'False positives (1/s)': n.contingency.fp, 'True positives (1/s)': n.contingency.tp,
      Threshold: n.decision?.threshold, 'Energy (J/event)': n.energyJ, 'Power (W)': n.powerW,
    })),
    edges: report.edges.map((e) => ({
      From: e.from, To: e.to, 'Message (bytes)': e.bytes, 'Rate (1/s)': e.rate, 'Throughput (bytes/s)': e.bytesPerSecond,
      'Relevant (1/s)': e.relevant, 'Irrelevant (1/s)': e.irrelevant, 'Energy (J/event)': e.energyJ, 'Power (W)': e.powerW,
    })),
  };
}

/** RFC 4180: quoted where needed, CRLF. The header is the union of the rows' columns. */
export function toCsv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: unknown) => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n';
}
