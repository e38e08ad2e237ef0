import { Router } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isRefused } from '@protocol/refusals.ts';
import { capability } from '../../people/capability.ts';
import { staffOf, whoAsks } from './asking.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendRefused } from './reply.ts';

/** How long answers take, by route and not by address: a label per order page would be a secret and a leak at once. */
export interface Meters {
  readonly registry: Registry;
  readonly answered: Histogram<'route' | 'status'>;
  readonly commands: Counter<'status'>;
}
/** A registry of its own: two apps in one process, as in tests, must not share counters. */
export function createMeters(deps: Pick<HttpDeps, 'core' | 'reach' | 'sockets'>): Meters {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'dropcast_ledger_seq', help: 'Number of the last event', registers: [registry], collect() { this.set(deps.core.health().seq); } }); // prettier-ignore
  new Gauge({ name: 'dropcast_ready', help: 'Ledger writable and caught up', registers: [registry], collect() { this.set(deps.core.health().ready ? 1 : 0); } }); // prettier-ignore
  new Gauge({ name: 'dropcast_commands_queued', help: 'Commands waiting for their batch', registers: [registry], collect() { this.set(deps.core.health().queued); } }); // prettier-ignore
  // Nothing at all where there is no address to look at, or nobody looked yet: an alarm on 0 must mean what it says.
  new Gauge({ name: 'dropcast_reached', help: 'Buyers reach the shop at its public address', labelNames: ['from'], registers: [registry], collect() { const { state, from } = deps.reach.part(); this.reset(); if (from !== null && (state === 'reached' || state === 'failing')) this.set({ from }, state === 'reached' ? 1 : 0); } }); // prettier-ignore
  meterSockets(registry, deps.sockets);
  meterLedger(registry, deps.core);
  return {
    registry,
    answered: new Histogram({
      name: 'dropcast_http_seconds',
      help: 'HTTP answers',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
      registers: [registry],
    }),
    commands: new Counter({ name: 'dropcast_http_commands_total', help: 'Commands over HTTP by status', labelNames: ['status'], registers: [registry] }),
  };
}

/** Counted where it happens, and read when somebody asks: a counter's look-up for each of 10,000 readers would cost as much as the write. */
function meterSockets(registry: Registry, sockets: HttpDeps['sockets']): void {
  const registers = [registry];
  new Gauge({ name: 'dropcast_sockets', help: 'Open sockets', registers, collect() { this.set(sockets().connected); } }); // prettier-ignore
  new Counter({ name: 'dropcast_patches_encoded_total', help: 'Patches encoded, each once for its room', labelNames: ['audience'], registers, collect() { this.reset(); for (const [audience, n] of Object.entries(sockets().sent.byAudience)) this.inc({ audience }, n); } }); // prettier-ignore
  new Counter({ name: 'dropcast_patches_sent_total', help: 'Patches handed to sockets, each once per reader', registers, collect() { this.reset(); this.inc(sockets().sent.delivered); } }); // prettier-ignore
  new Counter({ name: 'dropcast_patch_bytes_total', help: 'Bytes of patches written straight to sockets', registers, collect() { this.reset(); this.inc(sockets().sent.bytes); } }); // prettier-ignore
  new Counter({ name: 'dropcast_patches_queued_total', help: 'Patches that went the long way, behind something else for the same socket', registers, collect() { this.reset(); this.inc(sockets().sent.handedOn); } }); // prettier-ignore
  new Counter({ name: 'dropcast_socket_refusals_total', help: 'What sockets were refused, by why', labelNames: ['why'], registers, collect() { this.reset(); for (const [why, n] of Object.entries(sockets().refused)) this.inc({ why }, n); } }); // prettier-ignore
}
function meterLedger(registry: Registry, core: HttpDeps['core']): void {
  const registers = [registry];
  const claims = new Counter({ name: 'dropcast_claims_total', help: 'Reservations placed', registers });
  const took = new Histogram({ name: 'dropcast_append_seconds', help: 'Until a batch was durable', buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5], registers }); // prettier-ignore
  const commands = new Histogram({ name: 'dropcast_append_commands', help: 'Commands in a batch', buckets: [0, 1, 4, 16, 64, 256, 1_024, 2_000], registers }); // prettier-ignore
  const events = new Counter({ name: 'dropcast_append_events_total', help: 'Events appended by this node', registers });
  core.onCommitted((committed) => {
    const placed = committed.events.reduce((n, { type }) => n + (type === 'HoldPlaced' ? 1 : 0), 0);
    if (placed > 0) claims.inc(placed);
  });
  core.onAppended((appending) => {
    took.observe(appending.ms / 1_000);
    commands.observe(appending.commands);
    events.inc(appending.events);
  });
}

export function healthRoutes(deps: HttpDeps, meters: Meters): Router {
  const router = Router();
  // The nonce comes back with a proof that no other shop can give, so that whoever asks through PUBLIC_URL knows that it was this shop
  // and neither a cache nor a stranger. `https`: as it was asked, as far as the proxies in front are believed.
  router.get('/healthz', (request, response) => {
    const asked = request.query['nonce'];
    const nonce = typeof asked === 'string' && /^[A-Za-z0-9_-]{1,64}$/u.test(asked) ? asked : null;
    const proof = nonce === null ? {} : { proof: capability(deps.people.secret(), 'health', nonce), https: request.secure };
    response.set('Cache-Control', 'no-store').json({ ok: true, nonce, ...proof });
  });
  router.get('/readyz', (_request, response) => {
    const { ready, writable, closed, seq, epoch, note } = deps.core.health();
    if (!ready) response.set('Retry-After', '1');
    response
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ ok: ready, writable, closed, seq, epoch, note });
  });
  // How much is sold, and how the machine does, is not for every buyer who knows the address. No right follows from where somebody asks from (P1).
  router.get('/metrics', async (request, response) => {
    const asking = await whoAsks(request, deps);
    const staff = isRefused(asking) ? asking : staffOf(asking, ['owner', 'host']);
    if (isRefused(staff)) return sendRefused(response, deps.core, staff);
    response.set({ 'Cache-Control': 'no-store', 'Content-Type': meters.registry.contentType }).send(await meters.registry.metrics());
  });
  return router;
}
