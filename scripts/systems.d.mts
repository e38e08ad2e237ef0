export interface System {
  readonly node: string;
  readonly os: string;
  readonly cpu: string;
  readonly program: string;
  readonly start: { readonly name: string; readonly text: string };
  readonly keeps: string;
  readonly first: string;
}
export type SystemName = 'linux-x64' | 'win-x64' | 'darwin-arm64' | 'darwin-x64';
export const systems: Readonly<Record<SystemName, System>>;
export const ownSystem: () => SystemName | null;
