import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the page's own script, stylesheet and display font are served, as Vite named them. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
  /** The one font that is preloaded: names and prices are what is seen first. */
  readonly displayFont: string;
}

const BASE = '/page/';
const SOURCES = {
  script: 'server/edges/storefront/browser/page.ts',
  style: 'server/edges/storefront/browser/page.css',
  displayFont: 'node_modules/@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2',
};

/** Reads the manifest of a built page. Throws where the page was not built, or something in it is missing. */
export function loadPageAssets(folder: string): PageAssets {
  // Vite's manifest: source file → { file }.
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Readonly<Record<string, { readonly file: string } | undefined>>;
  const at = (source: string): string => {
    const entry = manifest[source];
    if (entry === undefined) throw new Error(`${folder}/manifest.json does not name ${source}; build the page again`);
    return BASE + entry.file;
  };
  return { script: at(SOURCES.script), style: at(SOURCES.style), displayFont: at(SOURCES.displayFont) };
}
