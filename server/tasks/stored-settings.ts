import type { Settings } from '../ports/manifest.ts';

/** Where the settings of chats, providers and OBS are kept, with their secrets: `people` fills it. */
export interface StoredSettings {
  settings(kind: 'chat' | 'payment' | 'shop' | 'log-in' | 'obs' | 'mail', id: string): Promise<Settings | null>;
  saveSettings(kind: 'log-in', id: string, settings: Settings): Promise<void>;
}
