import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, usual, type TestServer } from '../support/server.ts';

/** The built surfaces as they are served; the files here stand in for Vite's. */
let server: TestServer;
let dist: string;
beforeAll(async () => {
  dist = mkdtempSync(join(tmpdir(), 'dropcast-dist-'));
  for (const name of ['overlay', 'panel', 'page']) {
    mkdirSync(join(dist, name, 'assets'), { recursive: true });
    writeFileSync(join(dist, name, 'index.html'), `<!doctype html><title>${name}</title>`);
    writeFileSync(join(dist, name, 'assets', 'index-abc123.js'), `console.log('${name}')`);
  }
  mkdirSync(join(dist, 'sample'));
  writeFileSync(join(dist, 'sample', 'mug.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(dist, 'panel', '.hidden'), 'hidden');
  server = await startServer({ ...usual, env: { PUBLIC_URL: 'https://shop.example' }, deps: { distDir: dist, sampleDir: join(dist, 'sample') } });
});
afterAll(async () => {
  await server.stop();
  rmSync(dist, { recursive: true });
});

describe('the icon', () => {
  it('is one, and there is a picture in it', async () => {
    const icon = await server.fetch('/favicon.ico');
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, expect.stringContaining('image/svg+xml')]);
    expect(await icon.text()).toContain('<svg');
  });
});

describe('overlay and panel', () => {
  it.each([
    ['/panel/', 'panel'],
    ['/panel/shop', 'panel'],
    ['/panel/catalog/lamp', 'panel'],
    ['/overlay/show1', 'overlay'],
  ])('%s is the page of the %s, asked for anew each time', async (path, name) => {
    const response = await server.fetch(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`<title>${name}</title>`);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });
  it('/panel leads to /panel/', async () => {
    const response = await server.fetch('/panel');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/panel/');
  });
  it('what has a hash in its name is kept for ever', async () => {
    for (const name of ['overlay', 'panel', 'page']) {
      const response = await server.fetch(`/${name}/assets/index-abc123.js`);
      expect(response.status, name).toBe(200);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('content-type')).toMatch(/javascript/u);
    }
  });
  it('a file that is not there is no page', async () => {
    for (const path of ['/panel/assets/gone-1.js', '/overlay/assets/gone-1.js', '/page/assets/gone-1.js', '/panel/.hidden', '/sample/none.svg'])
      expect((await server.fetch(path)).status, path).toBe(404);
  });
  it('only our own scripts run; OBS may add its style; the desk may show the overlay, nobody else', async () => {
    for (const path of ['/overlay/show1', '/panel/']) {
      const csp = (await server.fetch(path)).headers.get('content-security-policy') ?? '';
      expect(csp).toContain("default-src 'none'");
      expect(csp).toContain("script-src 'self';");
      expect(csp).toContain("frame-ancestors 'self'");
      expect(csp).toContain(`ws://localhost:${server.port}`);
      expect(csp).toContain('wss://shop.example');
      expect(csp).not.toContain('unsafe-eval');
      expect(csp).not.toContain('[');
    }
    expect((await server.fetch('/overlay/show1')).headers.get('content-security-policy')).toContain("style-src 'self' 'unsafe-inline'");
  });
  it('pictures of the sample shop', async () => {
    const response = await server.fetch('/sample/mug.svg');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('image/svg+xml');
    // An SVG opened by itself is a document: nothing in it may run.
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
  it('what is not built says so', async () => {
    const bare = await startServer({ ...usual, deps: { distDir: join(dist, 'nowhere'), sampleDir: null } });
    try {
      const response = await bare.fetch('/panel/');
      expect(response.status).toBe(503);
      expect(await response.text()).toMatch(/\w/u);
      expect((await bare.fetch('/readyz')).status).toBe(200);
    } finally {
      await bare.stop();
    }
  });
});
