import type { Response } from 'express';

/** A page of one sentence and one thing to press, on the shop's paper. */
type Press = { readonly kind: 'button'; readonly text: string } | { readonly kind: 'link'; readonly text: string; readonly href: string };

const escaped = (text: string): string => text.replace(/[&<>"']/gu, (char) => `&#${char.charCodeAt(0)};`);

const style = `:root{color-scheme:light}body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f1eadd;color:#1b1712;font:17px/1.5 'Instrument Sans Variable',system-ui,sans-serif}
main{max-width:26rem;margin:1.5rem;padding:2rem;background:#fbf7ef;border:1px solid #d9cdb8;border-radius:14px}h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.2}p{margin:0 0 1.5rem;color:#5d554a}
button,a{display:inline-flex;align-items:center;min-height:48px;padding:0 1.25rem;border:0;border-radius:10px;background:#1b1712;color:#fbf7ef;font:600 1rem system-ui,sans-serif;text-decoration:none;cursor:pointer}
:focus-visible{outline:3px solid #c8431d;outline-offset:3px}`;

export function page(title: string, text: string, press: Press): string {
  const act =
    press.kind === 'button'
      ? `<form method="post"><button>${escaped(press.text)}</button></form>`
      : `<a href="${escaped(press.href)}">${escaped(press.text)}</a>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escaped(title)}</title><style>${style}</style></head><body><main><h1>${escaped(title)}</h1><p>${escaped(text)}</p>${act}</main></body></html>`;
}

/** `same-origin`: with `no-referrer` a browser would send the form with `Origin: null`, which on a LAN without https nothing tells from a foreign page. */
export function sendPage(response: Response, status: number, html: string): void {
  response
    .status(status)
    .set({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'same-origin',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    })
    .type('html')
    .send(html);
}
