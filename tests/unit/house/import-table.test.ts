import { describe, expect, it } from 'vitest';
import { breaches, importsOf } from './import-table.ts';
import { filesUnder, read } from './sources.ts';

describe('the import table (docs/rooms.md)', () => {
  it('holds in every source file', () => {
    const files = filesUnder(['server', 'overlay', 'stage', 'control-panel'], /\.(?:tsx?|css)$/u).filter(
      (file) => !file.endsWith('.css') && !file.endsWith('.d.ts'),
    );
    expect(files.length).toBeGreaterThan(30);
    expect(files.flatMap((file) => breaches(file, read(file)))).toEqual([]);
  });

  it('sees every way to import', () => {
    const source = `import a from './a.ts'; import type { B } from './b.ts'; import './c.css'; export * from './d.ts'; export { e } from './e.ts';
      const f = await import('./f.ts'); type G = import('./g.ts').G; // import './not-this.ts'
      const text = "import './nor-this.ts'";`;
    expect(importsOf('x.ts', source).map(({ from }) => from)).toEqual(['./a.ts', './b.ts', './c.css', './d.ts', './e.ts', './f.ts', './g.ts']);
  });

  it.each([
    ['server/shop/hold.ts', `import type { Stock } from './stock.ts'; import { x } from '@protocol/money.ts';`],
    ['server/protocol/commands.ts', `import { z } from 'zod'; import x from './money.ts';`],
    ['server/edges/twitch/twitch.ts', `import tmi from 'tmi.js'; import { y } from '../../ports/chat.ts'; import { z } from './session.ts'; import 'node:fs';`],
    ['server/edges/adapters.ts', `import { twitch } from './twitch/twitch.ts'; import type { ChatAdapter } from '../ports/chat.ts';`],
    ['server/dispatch/prepare.ts', `import type { Manifest } from '../ports/manifest.ts';`],
    ['server/app.ts', `import { a } from './edges/http/server.ts'; import { b } from './shop/decide.ts';`],
    ['server/cli/key.ts', `import { a } from '../ledger/sqlite.ts';`],
    ['stage/Stage.tsx', `import { Ticks } from '../overlay/Ticks.tsx'; import { stage } from '@locales/en.json';`],
    ['overlay/Card.tsx', `import { useState } from 'react'; import '@protocol/tokens.css'; import { overlay } from '@locales/en.json';`],
  ])('lets %s import what its room may', (file, source) => {
    expect(breaches(file, source)).toEqual([]);
  });

  it.each([
    ['server/shop/hold.ts', `import { x } from '../ledger/ledger.ts';`, /shop may import protocol, not ledger/u],
    ['server/shop/hold.ts', `import { randomUUID } from 'node:crypto';`, /nothing that only Node has/u],
    ['server/shop/hold.ts', `import { nanoid } from 'nanoid';`, /no package/u],
    ['server/protocol/sync.ts', `import { io } from 'socket.io-client';`, /the package zod only/u],
    ['server/protocol/sync.ts', `export type { State } from '../shop/state.ts';`, /its own files only, not shop/u],
    ['server/dispatch/prepare.ts', `import { kinds } from '../ports/manifest.ts';`, /not ports/u],
    ['server/views/parts.ts', `import type { Core } from '../dispatch/core.ts';`, /not dispatch/u],
    ['server/edges/twitch/twitch.ts', `import { y } from '../discord/discord.ts';`, /edges never import each other/u],
    ['server/edges/http/http.ts', `import { adapters } from '../adapters.ts';`, /not adapters/u],
    ['server/edges/http/http.ts', `const late = await import('../../shop/decide.ts');`, /not shop/u],
    ['server/edges/storefront/browser/page.ts', `import { y } from '../voice.ts';`, /not edges\/storefront/u],
    ['overlay/Card.tsx', `import { Button } from '../control-panel/ui/Button.tsx';`, /not control-panel/u],
    ['overlay/Card.tsx', `import { Stage } from '../stage/Stage.tsx';`, /not stage/u],
    ['overlay/Card.tsx', `import { readFileSync } from 'fs';`, /nothing that only Node has/u],
    ['control-panel/App.tsx', `type Core = import('../server/dispatch/core.ts').Core;`, /not dispatch/u],
    ['control-panel/App.tsx', `import { seed } from '../tests/support/seed.ts';`, /outside the rooms/u],
    ['server/helpers/util.ts', ``, /no room of the table/u],
  ])('refuses %s what its room may not: %s', (file, source, sentence) => {
    const [first, ...more] = breaches(file, source);
    expect(first).toMatch(sentence);
    expect(first).toContain(file);
    expect(more).toEqual([]);
  });
});
