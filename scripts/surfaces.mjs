// What is built: one entry per surface, each with the folders its output depends on. `base` is where the server serves it.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);

export const alias = { '@protocol': at('server/protocol'), '@locales': at('locales') };

/** `main` and one entry per command-line tool: server/cli/key.ts becomes dist/server/key.js. */
function serverEntries() {
  const entries = {};
  if (existsSync(at('server/main.ts'))) entries.main = at('server/main.ts');
  // A thread of its own needs a file of its own.
  if (existsSync(at('server/edges/media/clip-worker.ts'))) entries['clip-worker'] = at('server/edges/media/clip-worker.ts');
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

/** An overlay's and a page's line is a websocket and nothing else: the other ways a socket.io client knows are 3 kB that it never goes. */
const websocketOnly = {
  name: 'websocket-only',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!source.startsWith('./transports/') || !/[/\\]engine\.io-client[/\\]/u.test(importer ?? '')) return null;
    // The browser's own half of each, as the package's `browser` field has it.
    const file = join(dirname(importer), source.replace('.node.js', '.js'));
    if (source === './transports/index.js') return `\0websocket-only:${join(dirname(file), 'websocket.js')}`;
    return { id: file, moduleSideEffects: false };
  },
  load(id) {
    if (!id.startsWith('\0websocket-only:')) return null;
    return `import { WS } from ${JSON.stringify(id.slice('\0websocket-only:'.length))}; export const transports = { websocket: WS };`;
  },
};

/** What is said over that line is text, so what packs and unpacks bytes would be 1 kB that is never run. */
const textOnly = {
  name: 'text-only',
  enforce: 'pre',
  load(id) {
    if (/[/\\]socket\.io-parser[/\\].*[/\\]is-binary\.js$/u.test(id)) return 'export const isBinary = () => false; export const hasBinary = isBinary;';
    if (/[/\\]socket\.io-parser[/\\].*[/\\]binary\.js$/u.test(id)) return 'export const deconstructPacket = null; export const reconstructPacket = null;';
    if (/[/\\]engine\.io-parser[/\\].*[/\\]base64-arraybuffer\.js$/u.test(id)) return 'export const decode = () => new ArrayBuffer(0);';
    return null;
  },
};

/** Nothing has to be there before a part that is loaded when wanted: what would see to that is 1 kB. */
const nothingBefore = {
  name: 'nothing-before',
  enforce: 'pre',
  load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : null),
};

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
    // OBS 30 carries Chromium 103 (docs/decisions/build.md). Without modulePreload: there is one script, and that browser preloads by itself.
    config: async () => ({
      root: at('overlay'),
      base: '/overlay/',
      plugins: [...(await react()), websocketOnly, textOnly, nothingBefore],
      build: { target: 'chrome103', cssTarget: 'chrome103', modulePreload: false },
    }),
  },
  stage: {
    // Of the overlay it takes the wire, the ticks and the type.
    sources: ['stage', 'overlay', 'server/protocol', 'locales'],
    entries: () => html('stage'),
    // An old tablet, or a browser source in OBS.
    config: async () => ({ root: at('stage'), base: '/stage/', plugins: await react(), build: { target: 'chrome103', cssTarget: 'chrome103' } }),
  },
  panel: {
    sources: ['control-panel', 'server/protocol', 'locales'],
    entries: () => html('control-panel'),
    config: async () => ({ root: at('control-panel'), base: '/panel/', plugins: await react(), build: { target: 'es2022', chunkSizeWarningLimit: 2000 } }),
  },
  page: {
    sources: ['server/edges/storefront/browser', 'server/protocol', 'locales'],
    entries: pageEntries,
    config: async () => ({
      root,
      base: '/page/',
      plugins: [websocketOnly, textOnly, nothingBefore],
      build: { target: 'es2020', manifest: 'manifest.json', modulePreload: false },
    }),
  },
};
