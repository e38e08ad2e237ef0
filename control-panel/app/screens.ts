import {
  CalendarDays,
  ClipboardList,
  CreditCard,
  Globe,
  Grid3x3,
  KeyRound,
  ListChecks,
  ListTodo,
  Mail,
  MessagesSquare,
  MonitorPlay,
  Package,
  ShoppingBasket,
  Store,
  Ticket,
  Truck,
  Users,
  Video,
  type LucideIcon,
} from 'lucide-react';
import type { KeyRole } from '@protocol/roles.ts';
import type { w } from '../text/words.ts';

/** Every screen: where it is, what it is called, and who has any use of it. */
export interface Screen {
  readonly path: string;
  readonly title: Parameters<typeof w>[0];
  readonly icon: LucideIcon;
  readonly roles: readonly KeyRole[];
}
const crew = ['owner', 'host', 'producer'] as const;
export const screens = [
  { path: '/desk', title: 'nav.desk', icon: MonitorPlay, roles: [...crew, 'moderator'] },
  { path: '/setup', title: 'nav.setup', icon: ListChecks, roles: ['owner'] },
  { path: '/shows', title: 'nav.shows', icon: CalendarDays, roles: crew },
  { path: '/catalog', title: 'nav.catalog', icon: Package, roles: crew },
  { path: '/orders', title: 'nav.orders', icon: ClipboardList, roles: [...crew, 'packer'] },
  { path: '/till', title: 'nav.till', icon: ShoppingBasket, roles: [...crew, 'packer'] },
  { path: '/tasks', title: 'nav.tasks', icon: ListTodo, roles: ['owner', 'host'] },
  { path: '/overlay', title: 'nav.overlay', icon: Ticket, roles: crew },
  { path: '/obs', title: 'nav.obs', icon: Video, roles: crew },
  { path: '/channels', title: 'nav.channels', icon: MessagesSquare, roles: ['owner', 'host'] },
  { path: '/payments', title: 'nav.payments', icon: CreditCard, roles: ['owner'] },
  { path: '/mail', title: 'nav.mail', icon: Mail, roles: ['owner'] },
  { path: '/shop', title: 'nav.shop', icon: Store, roles: ['owner', 'host'] },
  { path: '/delivery', title: 'nav.delivery', icon: Truck, roles: ['owner', 'host'] },
  { path: '/reach', title: 'nav.reach', icon: Globe, roles: ['owner', 'host'] },
  { path: '/crew', title: 'nav.crew', icon: Users, roles: ['owner', 'host'] },
  { path: '/deck', title: 'nav.deck', icon: Grid3x3, roles: crew },
  { path: '/keys', title: 'nav.keys', icon: KeyRound, roles: ['owner'] },
] as const satisfies readonly Screen[];

export const screensOf = (role: KeyRole): readonly Screen[] => screens.filter((screen) => (screen.roles as readonly KeyRole[]).includes(role));
