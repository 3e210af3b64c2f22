/**
 * The mail's HTML, made of MJML once a process: MJML writes what mail programs need, and takes a fifth of a second for it.
 * What changes from mail to mail stands in it as marks that are filled, escaped, afterwards.
 */

const paper = '#fbfaf6', ink = '#1d1b18', soft = '#625c52', rule = '#d9d4c7', serif = "'Iowan Old Style', 'Palatino Linotype', Georgia, 'Times New Roman', serif", mono = "'SF Mono', Menlo, Consolas, monospace";

const source = `
<mjml lang="en">
  <mj-head>
    <mj-title>%title%</mj-title>
    <mj-preview>%preview%</mj-preview>
    <mj-raw><meta name="color-scheme" content="light dark" /><meta name="supported-color-schemes" content="light dark" /></mj-raw>
    <mj-attributes><mj-all font-family="${serif}" /><mj-text color="${ink}" font-size="16px" line-height="24px" padding="0 20px" /><mj-section padding="0" /></mj-attributes>
    <mj-style>
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      @media (prefers-color-scheme: dark) {
        body, body > div, div[role='article'], .sheet, .sheet > table { background: #171613 !important; background-color: #171613 !important; }
        .ink, .ink a, .ink div { color: #e9e4d8 !important; }
        .soft, .soft a { color: #a8a193 !important; }
        .rule { border-color: #3a362e !important; }
      }
      @media (max-width: 480px) { .ink h1 { font-size: 23px !important; line-height: 28px !important; } }
    </mj-style>
  </mj-head>
  <mj-body background-color="${paper}" width="600px" css-class="sheet">
    <mj-section css-class="sheet" padding="28px 0 40px"><mj-column>
      <mj-text css-class="ink">
        <p style="margin:0 0 20px;padding-bottom:10px;border-bottom:1px solid ${rule}" class="rule"><a href="%site%" style="color:${ink};text-decoration:none;font-weight:bold;letter-spacing:.3px">Galley</a></p>
        <h1 style="margin:0;font-size:27px;line-height:32px;font-weight:normal">%heading%</h1>
        <p class="soft" style="margin:4px 0 28px;color:${soft}">%count%</p>
        <!-- paper --><h2 style="margin:0;font-size:19px;line-height:25px;font-weight:normal"><a href="%link%" style="color:${ink}">%name%</a></h2>
        <p class="soft" style="margin:2px 0 6px;font-size:14px;line-height:20px;color:${soft}">%authors%</p>
        <p style="margin:0 0 6px">%text%</p>
        <p class="soft" style="margin:0 0 28px;font:12px/18px ${mono};color:${soft}">%line%</p><!-- /paper -->
        <p class="rule soft" style="margin:0;padding-top:12px;border-top:1px solid ${rule};font-size:14px;line-height:20px;color:${soft}">%foot%</p>
      </mj-text>
    </mj-column></mj-section>
  </mj-body>
</mjml>`;

export interface Template { before: string; paper: string; after: string }
let compiled: Promise<Template> | undefined;

export function template(): Promise<Template> {
  return (compiled ??= compile());
}

async function compile(): Promise<Template> {
  // Loaded when the first mail is set: it takes longer to load than everything else.
  const { default: mjml2html } = await import('mjml');
  const { html, errors } = await mjml2html(source, { keepComments: true, validationLevel: 'strict' });
  if (errors.length) throw new Error(`The mail's template is not MJML: ${errors[0].formattedMessage}`);
  const found = /^([^]*)<!-- paper -->([^]*)<!-- \/paper -->([^]*)$/.exec(html);
  if (!found) throw new Error('The mail\'s template lost the place of its papers.');
  // Blanks between elements only cost bytes, and a mail of 102 kB is cut by some readers.
  const tight = (part: string) => part.replace(/>\s+</g, '><').replace(/\n\s+/g, '\n');
  return { before: tight(found[1]), paper: tight(found[2]), after: tight(found[3]) };
}

/** Fills the marks of a part. Values are HTML already. */
export const fill = (part: string, values: Record<string, string>): string => part.replace(/%([a-z]+)%/g, (mark, name: string) => values[name] ?? mark);
