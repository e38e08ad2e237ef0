import type { Letter } from './letter.ts';

/** A mail as it goes out: the same words twice. */
export interface Written {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
export const written = (letter: Letter): Written => ({ subject: letter.subject, text: textOf(letter), html: htmlOf(letter) });

/** Figures under each other in a font of even width, as far as that goes. */
const WIDTH = 60;
function row(what: string, amount: string): string {
  const gap = WIDTH - what.length - amount.length;
  return `${what}${gap > 1 ? ' '.repeat(gap) : '  '}${amount}`;
}

function textOf(letter: Letter): string {
  const blocks: (readonly string[])[] = [
    [letter.heading],
    ...letter.paragraphs.map((paragraph) => [paragraph]),
    letter.code === null ? [] : [`${letter.code.label}: ${letter.code.code}`, letter.code.hint],
    letter.link === null ? [] : [`${letter.link.label}:`, letter.link.url],
    [...letter.lines, ...letter.sums, ...(letter.total === null ? [] : [letter.total])].map(({ what, amount }) => row(what, amount)),
    ...letter.facts.map(({ label, lines }) => [`${label}:`, ...lines]),
    letter.rights,
    letter.returns === null ? [] : [`${letter.returns.label}: ${letter.returns.url}`],
    ['--', ...letter.foot],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Whatever the text is, it stays text: titles come from other people's files, names from buyers. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/gu, (mark) => marks[mark] ?? '');
const e = escapeHtml;
/** An address of the web or none: what a setting or a title says is never run. */
const href = (url: string): string => (/^https?:\/\//iu.test(url) ? e(url) : '');

/** One table, nothing fetched from anywhere, colours for light and for dark: a mail reader that turns them around finds both said. */
const style = [
  ':root{color-scheme:light dark;supported-color-schemes:light dark}',
  '@media (prefers-color-scheme:dark){.room{background:#1b1714!important}.paper{background:#262019!important}.ink{color:#f4ece0!important}',
  '.soft{color:#c9bdac!important}.tear{border-color:#52483c!important}.press{background:#f4ece0!important;color:#1b1714!important}}',
].join('');
const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const ink = 'color:#241c15';
const soft = 'color:#6b5f52';
const tear = 'border-top:2px dashed #d8cdbd';

function cell(content: string, more: string): string {
  return content === '' ? '' : `<tr><td class="paper ink tear" style="padding:20px 28px;${ink};${more}">${content}</td></tr>`;
}
const p = (text: string): string => `<p style="margin:0 0 12px">${e(text)}</p>`;

function htmlOf(letter: Letter): string {
  const head = `<h1 class="ink" style="margin:0 0 14px;font-size:22px;line-height:1.3;${ink}">${e(letter.heading)}</h1>${letter.paragraphs.map(p).join('')}`;
  const code =
    letter.code === null
      ? ''
      : `<p class="soft" style="margin:0;${soft}">${e(letter.code.label)}</p><p style="margin:4px 0;font-size:32px;font-weight:700;letter-spacing:4px">${e(letter.code.code)}</p><p class="soft" style="margin:0;${soft}">${e(letter.code.hint)}</p>`;
  const link =
    letter.link === null || href(letter.link.url) === ''
      ? ''
      : `<p style="margin:6px 0 0"><a class="press" href="${href(letter.link.url)}" style="display:inline-block;padding:12px 22px;border-radius:6px;background:#241c15;color:#fff8f0;text-decoration:none;font-weight:600">${e(letter.link.label)}</a></p>`;
  const money =
    [...letter.lines, ...letter.sums].map(({ what, amount }) => line(what, amount, '')).join('') +
    (letter.total === null ? '' : line(letter.total.what, letter.total.amount, 'font-weight:700'));
  const facts = letter.facts
    .map(({ label, lines }) => `<p style="margin:0 0 12px"><span class="soft" style="${soft}">${e(label)}</span><br>${lines.map(e).join('<br>')}</p>`)
    .join('');
  const rights = `${letter.rights.map(p).join('')}${letter.returns === null || href(letter.returns.url) === '' ? '' : `<p style="margin:0"><a class="ink" href="${href(letter.returns.url)}" style="${ink}">${e(letter.returns.label)}</a></p>`}`;
  const foot = letter.foot.map(e).join('<br>');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${e(letter.subject)}</title><style>${style}</style></head>
<body class="room" style="margin:0;padding:0;background:#f3ede4">
<table role="presentation" class="room" width="100%" cellpadding="0" cellspacing="0" style="background:#f3ede4;${font};font-size:16px;line-height:1.5"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#fffaf2;text-align:left">
<tr><td class="paper soft" style="padding:20px 28px 0;${soft};font-weight:600">${e(letter.shopName)}</td></tr>
${cell(head + link, '')}
${cell(code, tear)}
${cell(money === '' ? '' : `<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${money}</table>`, tear)}
${cell(facts, tear)}
${cell(rights, tear)}
<tr><td class="paper soft tear" style="padding:20px 28px;${soft};font-size:13px;${tear}">${foot}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
}
function line(what: string, amount: string, more: string): string {
  return `<tr><td class="ink" style="padding:3px 12px 3px 0;${ink};${more}">${e(what)}</td><td class="ink" align="right" style="padding:3px 0;white-space:nowrap;${ink};${more}">${e(amount)}</td></tr>`;
}
