import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/surfaces.mjs';
import { until } from './until.ts';

/** A real Caddy with TLS in front of a port of loopback, its certificates from an authority of its own. */
export interface Caddy {
  /** `https://name:port`: what goes into PUBLIC_URL. */
  readonly url: string;
  /** The authority's certificate, for NODE_EXTRA_CA_CERTS. Made at the first start. */
  readonly authority: string;
  start(): Promise<void>;
  /** SIGKILL, by its pid. */
  kill(): Promise<void>;
  /** Asks by the public name, as a client that trusts the authority. */
  ask(method: 'GET' | 'POST', path: string, headers: Readonly<Record<string, string>>, body: string | null): Promise<CaddyAnswer>;
  said(): string;
  close(): Promise<void>;
}
export interface CaddyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export function makeCaddy(name: string, port: number, to: number): Caddy {
  const folder = mkdtempSync(join(tmpdir(), 'dropcast-caddy-'));
  const authority = join(folder, 'pki/authorities/local/root.crt');
  const settings = join(folder, 'Caddyfile');
  // The file that compose.yaml gives to Caddy; what stands around it keeps it off the machine's own ports, folders and certificates.
  writeFileSync(
    settings,
    `{
  admin off
  skip_install_trust
  auto_https disable_redirects
  default_bind 127.0.0.1
  local_certs
  storage file_system ${folder}
  servers {
    protocols h1 h2
  }
}
import ${join(root, 'deploy/Caddyfile')}
`,
  );
  let child: ChildProcess | null = null;
  let said = '';
  const ask: Caddy['ask'] = (method, path, headers, body) =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port,
          servername: name,
          method,
          path,
          agent: false,
          ca: readFileSync(authority),
          headers: { host: `${name}:${port}`, ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
        },
      );
      asked.on('error', reject);
      asked.end(body ?? undefined);
    });
  return {
    url: `https://${name}:${port}`,
    authority,
    ask,
    start: async () => {
      const started = spawn('/usr/bin/caddy', ['run', '--config', settings, '--adapter', 'caddyfile'], {
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: folder,
          XDG_DATA_HOME: folder,
          XDG_CONFIG_HOME: folder,
          SHOP_NAME: `https://${name}:${port}`,
          SHOP_AT: `127.0.0.1:${to}`,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      let over: string | null = null;
      started.on('error', (error) => (over = error.message));
      started.on('exit', (code, signal) => (over = String(code ?? signal)));
      await until(async () => {
        if (over !== null) throw new Error(`Caddy ended with ${over}:\n${said}`);
        // Whoever answers, it is Caddy by its own certificate: the shop behind it may not be there yet.
        return existsSync(authority) && ask('GET', '/healthz', {}, null).then(() => true, () => false); // prettier-ignore
      });
    },
    kill: async () => {
      const last = child;
      if (last === null || last.exitCode !== null || last.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => last.once('exit', () => resolve()));
      last.kill('SIGKILL');
      await gone;
    },
    said: () => said,
    close: async () => {
      if (child !== null && child.exitCode === null && child.signalCode === null) {
        const last = child;
        const gone = new Promise<void>((resolve) => last.once('exit', () => resolve()));
        last.kill('SIGTERM');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
