#!/usr/bin/env node
// Stands in for cloudflared where tests put it on the PATH: takes its arguments, prints its lines, and is the far end of the tunnel too.
// What comes to its "edge" goes on to `--url` as the real one sends it: over http, with who called and that it was https.
//   FAKE_TUNNEL_EDGE   port of the edge on loopback
//   FAKE_TUNNEL_NOTES  file that gets one line of JSON for each start: {pid, args, token, url}
//   FAKE_TUNNEL_ENDS   `at-once`: it ends as the real one does when the service gives it no tunnel
import { appendFileSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { connect } from 'node:net';

const args = process.argv.slice(2);
const say = (level, text) => process.stderr.write(`${new Date().toISOString().slice(0, 19)}Z ${level} ${text}\n`);

if (args[0] === '--version') {
  process.stdout.write('cloudflared version 2026.8.0 (built 2026-08-20-0937 UTC)\n');
  process.exit(0);
}
const to = new URL(args[args.indexOf('--url') + 1]);
const isQuick = !args.includes('run');
// Another one each time, as with the real one.
const host = `fake-${process.pid}.trycloudflare.com`;
appendFileSync(
  process.env.FAKE_TUNNEL_NOTES,
  `${JSON.stringify({ pid: process.pid, args, token: process.env.TUNNEL_TOKEN ?? null, name: process.env.TUNNEL_NAME ?? null, url: isQuick ? `https://${host}` : null })}\n`,
);

if (process.env.FAKE_TUNNEL_ENDS === 'at-once') {
  say(
    'ERR',
    'Error unmarshaling QuickTunnel response: error code: 1015 error="invalid character \'e\' looking for beginning of value" status_code="429 Too Many Requests"',
  );
  process.stderr.write("failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value\n");
  process.exit(1);
}
if (isQuick) {
  say('INF', 'Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment and try it out. However, be aware that these account-less Tunnels have no uptime guarantee, are subject to the Cloudflare Online Services Terms of Use (https://www.cloudflare.com/website-terms/), and Cloudflare reserves the right to investigate your use of Tunnels for violations of such terms. If you intend to use Tunnels in production you should use a pre-created named tunnel by following: https://developers.cloudflare.com/cloudflare-one/connections/connect-apps'); // prettier-ignore
  say('INF', 'Requesting new quick Tunnel on trycloudflare.com...');
  const rows = ['Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):', `https://${host}`];
  const width = Math.max(...rows.map((row) => row.length));
  say('INF', `+${'-'.repeat(width + 4)}+`);
  for (const row of rows) say('INF', `|  ${row.padEnd(width)}  |`);
  say('INF', `+${'-'.repeat(width + 4)}+`);
}
say('ERR', 'Configuration file /dev/null was empty');
say('INF', 'Version 2026.8.0 (Checksum 0)');
say('INF', 'Initial protocol quic');
say('INF', 'Starting metrics server on 127.0.0.1:20241/metrics');

/** Cloudflare puts the caller's own address last, whatever the caller claims; tests say who calls by a header of their own. */
const forwarded = (headers) => {
  const { 'x-fake-caller': caller = '203.0.113.1', ...rest } = headers;
  const claimed = rest['x-forwarded-for'];
  return { ...rest, 'x-forwarded-for': claimed === undefined ? caller : `${claimed}, ${caller}`, 'x-forwarded-proto': 'https', 'cf-connecting-ip': caller };
};
const edge = createServer((incoming, outgoing) => {
  const onward = ask({ host: to.hostname, port: to.port, path: incoming.url, method: incoming.method, headers: forwarded(incoming.headers) }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  // As the real one answers for a server that is not there.
  onward.on('error', () => outgoing.writeHead(502).end('Bad gateway'));
  incoming.pipe(onward);
});
edge.on('upgrade', (incoming, near, head) => {
  const far = connect(Number(to.port), to.hostname, () => {
    const headers = Object.entries(forwarded(incoming.headers)).map(([name, value]) => `${name}: ${value}`);
    far.write(`GET ${incoming.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    far.write(head);
    far.pipe(near);
    near.pipe(far);
  });
  const end = () => {
    near.destroy();
    far.destroy();
  };
  for (const socket of [near, far]) socket.on('error', end).on('close', end);
});
edge.listen(Number(process.env.FAKE_TUNNEL_EDGE), '127.0.0.1', () => {
  say('INF', 'Registered tunnel connection connIndex=0 connection=3b1f5a0e-7f2c-4c0e-9d55-6f1f6a3f6b1d event=0 ip=198.51.100.13 location=fra08 protocol=quic');
});
process.on('SIGTERM', () => {
  say('INF', 'Initiating graceful shutdown due to signal terminated ...');
  say('INF', 'Unregistered tunnel connection connIndex=0 event=0 ip=198.51.100.13');
  process.exit(0);
});
