// npm run bench [-- figure…] [-- --quick]: every figure beside its limit or its peer in the same run; docs/bench.md says how to read it.
// Built like the server and run in production mode: what compiles on the way would be measured along.
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { alias, root } from './surfaces.mjs';
import { runNode } from './tools.mjs';

const outDir = join(root, 'dist/bench');
try {
  await buildIfStale();
  const { build } = await import('vite');
  process.env.NODE_ENV = 'production';
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias },
    define: { __BUILD__: '"bench"' },
    ssr: { external: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { main: join(root, 'tests/bench/main.ts'), child: join(root, 'tests/bench/support/child.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
process.exitCode = await runNode(join(outDir, 'main.js'), process.argv.slice(2), { NODE_ENV: 'production' });
