// What is built: one entry per surface, each with the folders its output depends on. `base` is where the server serves it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);

export const alias = { '@protocol': at('server/protocol'), '@locales': at('locales') };

/** `main` and one entry per command-line tool: server/cli/key.ts becomes dist/server/key.js. */
function serverEntries() {
  const entries = {};
  if (existsSync(at('server/main.ts'))) entries.main = at('server/main.ts');
  if (existsSync(at('server/cli'))) {
    for (const file of readdirSync(at('server/cli'))) {
      if (file.endsWith('.ts') && !file.endsWith('.d.ts')) entries[file.slice(0, -3)] = at('server/cli', file);
    }
  }
  return entries;
}

/** The product page's script and its stylesheets; a stylesheet stands alone so that the page can link it before any script has run. */
function pageEntries() {
  const folder = at('server/edges/storefront/browser');
  const entries = {};
  for (const file of ['page.ts', 'page.css']) {
    if (existsSync(join(folder, file))) entries[file.replace('.', '-')] = join(folder, file);
  }
  return entries;
}

const html = (folder) => (existsSync(at(folder, 'index.html')) ? { index: at(folder, 'index.html') } : {});

async function react() {
  return [(await import('@vitejs/plugin-react')).default()];
}

/**
 * name → { sources: folders whose change makes it stale, entries(), config(build id) }.
 * A surface without entries is left out, so that a checkout in which one is still missing builds the others.
 */
export const surfaces = {
  server: {
    sources: ['server', 'locales'],
    entries: serverEntries,
    config: async () => ({
      root,
      build: {
        ssr: true,
        target: 'node20',
        sourcemap: true,
        minify: false,
        rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' } },
      },
      ssr: { external: true },
    }),
  },
  overlay: {
    sources: ['overlay', 'server/protocol', 'locales'],
    entries: () => html('overlay'),
    // OBS 30 carries Chromium 103 (docs/decisions/build.md).
    config: async () => ({ root: at('overlay'), base: '/overlay/', plugins: await react(), build: { target: 'chrome103', cssTarget: 'chrome103' } }),
  },
  panel: {
    sources: ['control-panel', 'server/protocol', 'locales'],
    entries: () => html('control-panel'),
    config: async () => ({ root: at('control-panel'), base: '/panel/', plugins: await react(), build: { target: 'es2022', chunkSizeWarningLimit: 2000 } }),
  },
  page: {
    sources: ['server/edges/storefront/browser', 'server/protocol', 'locales'],
    entries: pageEntries,
    config: async () => ({ root, base: '/page/', build: { target: 'es2020', manifest: 'manifest.json', modulePreload: false } }),
  },
};
