import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/bricolage-grotesque/wght.css';
import '@fontsource-variable/instrument-sans/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@protocol/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/paper.css';
import './styles/pictures.css';
import './styles/desk.css';
import './styles/overlay.css';
import './styles/till.css';
import './styles/selling.css';
import './styles/crew.css';
import './styles/reach.css';
import './styles/chats.css';
import './styles/receipts.css';
import './styles/sold-there.css';
import './styles/crowd.css';
import './styles/allowance.css';
import './styles/rules.css';
import './styles/orders.css';
import './styles/setup.css';
import './styles/obs.css';
import './styles/overlays.css';
import './styles/delay.css';
import './styles/mail.css';
import './styles/delivery.css';
import { App } from './app/App.tsx';
import { Arriving } from './app/Arriving.tsx';
import { w } from './text/words.ts';

/** A phone on mobile data fetches its own page and not the catalog's; each is on its way while the session is still asked for. */
const pages = [
  { base: '/remote', login: w('remote.login'), load: async () => (await import('./remote/Remote.tsx')).Remote },
  { base: '/dock', login: null, load: async () => (await import('./dock/Dock.tsx')).Dock },
  { base: '/panel', login: null, load: async () => (await import('./app/Panel.tsx')).Panel },
] as const;
const { base, login, load } = pages.find((page) => window.location.pathname.startsWith(page.base)) ?? pages[2];

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App base={base} login={login}>
      <Arriving page={load()} />
    </App>
  </StrictMode>,
);
