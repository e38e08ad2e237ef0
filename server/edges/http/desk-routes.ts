import { Router } from 'express';
import Papa from 'papaparse';
import { isRefused, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { settingFields, type Manifest } from '../../ports/manifest.ts';
import type { Consenting } from '../../people/consent.ts';
import { plainMail } from '../../people/likeness.ts';
import type { People, SettingsKind } from '../../people/people.ts';
import { staffOf, whoAsks } from './asking.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendNotFound, sendRefused } from './reply.ts';

/** What was saved, without what must not come back: a secret's name is in `saved`, its value nowhere. */
async function form(manifest: Manifest, kind: SettingsKind, people: Pick<People, 'settings'>) {
  const saved = await people.settings(kind, manifest.id);
  const fields = settingFields(manifest);
  const secret = new Set(fields.filter((field) => field.secret).map((field) => field.name));
  return {
    id: manifest.id,
    label: manifest.label,
    enabledByDefault: manifest.enabledByDefault,
    fields,
    values: Object.fromEntries(Object.entries(saved ?? {}).filter(([name]) => !secret.has(name))),
    saved: Object.keys(saved ?? {}),
  };
}

/** What the desk reads beside its parts: who a buyer is, the adapters' forms, what the doctor says. */
export function deskRoutes(deps: HttpDeps): Router {
  const router = Router();
  const guarded = async (request: Parameters<typeof whoAsks>[0], roles: readonly Actor['role'][]): Promise<Actor | Refused> => {
    const asking = await whoAsks(request, deps);
    return isRefused(asking) ? asking : staffOf(asking, roles);
  };

  router.get('/api/people/:id', async (request, response) => {
    const actor = await guarded(request, ['owner', 'host', 'producer', 'packer']);
    if (isRefused(actor)) return sendRefused(response, deps.core, actor);
    const person = await deps.people.get(String(request.params['id']));
    if (person === null) return sendNotFound(response, deps.core);
    const news = await deps.people.consentOf(String(request.params['id']), 'mail');
    response.set('Cache-Control', 'no-store').json({ ok: true, name: person.name, email: person.email, address: person.address, news });
  });

  // Whom the shop may tell of the next drop, each mail once: buyers whose consent stands, and nobody else (promise 8).
  router.get('/api/consents.csv', async (request, response) => {
    const actor = await guarded(request, ['owner']);
    if (isRefused(actor)) return sendRefused(response, deps.core, actor);
    const bought = new Set([...deps.core.state.orders.values()].map((order) => order.person));
    const byMail = new Map<string, Consenting>();
    for (const one of await deps.people.consenting()) {
      const mail = plainMail(one.person.email);
      if (bought.has(one.personId) && !byMail.has(mail)) byMail.set(mail, one);
    }
    const rows = [...byMail.values()].map(({ person, consent }) => [
      person.name,
      person.email,
      consent.channel,
      new Date(consent.at).toISOString(),
      consent.wording,
    ]);
    response.set({ 'Cache-Control': 'no-store', 'Content-Disposition': 'attachment; filename="news.csv"' }).type('text/csv');
    // A cell that a table program would compute gets a mark in front.
    response.send(Papa.unparse({ fields: ['Name', 'Email', 'By', 'Agreed', 'Wording'], data: rows }, { escapeFormulae: true }));
  });

  router.get('/api/adapters', async (request, response) => {
    const actor = await guarded(request, ['owner', 'host']);
    if (isRefused(actor)) return sendRefused(response, deps.core, actor);
    const chats = await Promise.all(
      deps.adapters.chats.map(async ({ manifest, logIn, allowance }) => ({
        ...(await form(manifest, 'chat', deps.people)),
        limits: manifest.limits,
        capabilities: manifest.capabilities,
        delaySeconds: manifest.delaySeconds,
        logIn: logIn === null ? null : logIn.about,
        allowance:
          allowance === null ? null : allowance((await deps.people.settings('chat', manifest.id)) ?? {}, await deps.people.settings('log-in', manifest.id)),
      })),
    );
    const payments = await Promise.all(
      deps.adapters.payments.map(async ({ manifest, setUp }) => ({
        ...(await form(manifest, 'payment', deps.people)),
        settles: manifest.settles,
        setsUp: setUp !== undefined,
      })),
    );
    // One without a form has nothing to set up.
    const shops = (await Promise.all(deps.adapters.shops.map(({ manifest }) => form(manifest, 'shop', deps.people)))).filter(({ fields }) => fields.length > 0);
    const { mail } = deps.adapters;
    response
      .set('Cache-Control', 'no-store')
      .json({ ok: true, chats, payments, shops, mail: mail === undefined ? null : await form(mail.manifest, 'mail', deps.people) });
  });

  router.get('/api/doctor', async (request, response) => {
    const actor = await guarded(request, ['owner', 'host']);
    if (isRefused(actor)) return sendRefused(response, deps.core, actor);
    response.set('Cache-Control', 'no-store').json({ ok: true, lines: await deps.doctor() });
  });
  return router;
}
